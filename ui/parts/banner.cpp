// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/banner.h"

#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/parts/labels.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace ostiary::ui {

Banner::Banner(QWidget *parent) : QFrame(parent), m_text(plainLabel()), m_retry(new QPushButton(tr("&Try again")))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(5 * kGrid, kGrid, kGrid, kGrid);
    row->addWidget(m_text, 1);
    row->addWidget(m_retry);
    m_retry->hide();
    connect(m_retry, &QPushButton::clicked, this, &Banner::retry);
    hide();
}

void Banner::showError(const Error &error)
{
    showText(sentenceOf(error), Tone::Bad);
}

void Banner::showText(const QString &text, Tone tone)
{
    m_tone = tone;
    m_text->setText(text);
    show();
    update();
    QAccessibleAnnouncementEvent announcement(this, text);
    announcement.setPoliteness(QAccessible::AnnouncementPoliteness::Assertive);
    QAccessible::updateAccessibility(&announcement);
}

QString Banner::text() const
{
    return isHidden() ? QString() : m_text->text();
}

void Banner::setRetryable(bool retryable)
{
    m_retry->setVisible(retryable);
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(toneGround(m_tone, palette()));
    painter.drawRoundedRect(rect(), kRadius, kRadius);
    const QString icon = m_tone == Tone::Good ? QStringLiteral("active") : QStringLiteral("warning");
    lineIcon(icon, m_tone).paint(&painter, QRect(12, (height() - 18) / 2, 18, 18));
}

} // namespace ostiary::ui
