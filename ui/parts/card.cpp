// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/card.h"

#include "ui/look/flat_style.h"
#include "ui/parts/labels.h"

#include <QPainter>
#include <QVBoxLayout>

namespace ostiary::ui {

Card::Card(const QString &heading, QWidget *parent) : QFrame(parent), m_body(new QVBoxLayout(this))
{
    m_body->setContentsMargins(2 * kGrid, 2 * kGrid, 2 * kGrid, 2 * kGrid);
    m_body->setSpacing(kGrid);
    m_body->addWidget(headingLabel(heading));
    setAccessibleName(heading);
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(palette().color(QPalette::Mid));
    painter.setBrush(palette().base());
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
}

} // namespace ostiary::ui
