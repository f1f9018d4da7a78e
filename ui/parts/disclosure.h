// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QToolButton;

namespace ostiary::ui {

/// What few people need: a button that unfolds it.
class Disclosure final : public QWidget
{
    Q_OBJECT

public:
    Disclosure(const QString &title, QWidget *content);

    void setOpen(bool open);

private:
    QToolButton *m_button;
    QWidget *m_content;
};

} // namespace ostiary::ui
