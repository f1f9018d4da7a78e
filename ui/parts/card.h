// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QVBoxLayout;

namespace ostiary::ui {

/// A part of a page with a heading, on the palette's Base.
class Card : public QFrame
{
    Q_OBJECT

public:
    explicit Card(const QString &heading, QWidget *parent = nullptr);

    [[nodiscard]] QVBoxLayout &body() const { return *m_body; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_body;
};

} // namespace ostiary::ui
