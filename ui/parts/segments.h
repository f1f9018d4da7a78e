// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QButtonGroup;

namespace ostiary::ui {

/// A few views of the same thing, one of them shown: buttons in a row, the arrow keys move between them.
class Segments final : public QWidget
{
    Q_OBJECT

public:
    /// `name` tells screen readers what is chosen.
    Segments(const QString &name, const QStringList &titles, QWidget *parent = nullptr);

    [[nodiscard]] int current() const;
    void choose(int index);

signals:
    void chosen(int index);

private:
    QButtonGroup *m_group;
};

} // namespace ostiary::ui
