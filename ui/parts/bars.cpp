// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/bars.h"

#include "models/money.h"
#include "ui/look/flat_style.h"
#include "ui/parts/labels.h"

#include <QDate>
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

namespace ostiary::ui {

namespace {

constexpr int kBarHeight = 10;
constexpr int kDayHeight = 112;
constexpr qreal kHeldOpacity = 0.45; // what is held is not spent yet

QString dayWords(const SpendShare &day)
{
    const QString date = QLocale().toString(QDate::fromString(day.id, Qt::ISODate), QLocale::LongFormat);
    return DayBars::tr("%1: %2, calls: %3").arg(date, dollars(day.spentMicros)).arg(day.calls);
}

} // namespace

BudgetBar::BudgetBar(const BudgetState &state, Tone tone, QWidget *parent)
    : QWidget(parent), m_state(state), m_tone(tone)
{
    setFixedHeight(kBarHeight);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void BudgetBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const qreal cap = qreal(std::max<qint64>(1, m_state.budget.capMicros.value_or(1)));
    const auto part = [&](qint64 micros) { return width() * std::clamp(qreal(micros) / cap, 0.0, 1.0); };
    const auto bar = [&](qreal length, const QColor &color) {
        painter.setBrush(color);
        painter.drawRoundedRect(QRectF(0, 0, length, height()), kBarHeight / 2.0, kBarHeight / 2.0);
    };
    bar(width(), palette().color(QPalette::Midlight));
    QColor held = toneColor(m_tone, palette());
    const QColor spent = held;
    held.setAlphaF(kHeldOpacity);
    if (m_state.heldMicros > 0)
        bar(part(m_state.spentMicros + m_state.heldMicros), held);
    if (m_state.spentMicros > 0)
        bar(std::max<qreal>(part(m_state.spentMicros), kBarHeight), spent);
}

DayBars::DayBars(QWidget *parent) : QWidget(parent)
{
    setFixedHeight(kDayHeight);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Spending per day"));
}

void DayBars::setDays(const QList<SpendShare> &days, Time startsAt, Time resetsAt)
{
    m_days.clear();
    m_most = 0;
    QStringList words;
    for (Time day = startsAt; day < resetsAt; day += std::chrono::days(1)) {
        const QString id = toDateTime(day).toUTC().date().toString(Qt::ISODate);
        const auto found = std::ranges::find(days, id, &SpendShare::id);
        m_days.append(found == days.end() ? SpendShare{.id = id} : *found);
        m_most = std::max(m_most, m_days.constLast().spentMicros);
        if (found != days.end())
            words.append(dayWords(*found));
    }
    setAccessibleDescription(words.isEmpty() ? tr("Nothing was spent.") : words.join(QStringLiteral("; ")));
    update();
}

QRectF DayBars::column(int day) const
{
    const int textHeight = fontMetrics().height() + kGrid / 2;
    const qreal step = qreal(width()) / std::max<qsizetype>(1, m_days.size());
    return {day * step, qreal(textHeight), step, qreal(height() - 2 * textHeight)};
}

bool DayBars::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const auto day = int(help->pos().x() * m_days.size() / std::max(1, width()));
    if (day >= 0 && day < m_days.size())
        QToolTip::showText(help->globalPos(), plainToolTip(dayWords(m_days[day])), this);
    return true;
}

void DayBars::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(tabular(font()));
    if (m_days.isEmpty())
        return;
    const QRectF first = column(0);
    for (int day = 0; day < m_days.size(); ++day) {
        const QRectF place = column(day);
        const qreal share = m_most > 0 ? qreal(m_days[day].spentMicros) / qreal(m_most) : 0;
        const qreal length = m_days[day].spentMicros > 0 ? std::max(3.0, place.height() * share) : 0;
        const QRectF bar(place.left() + place.width() * 0.15, place.bottom() - length, place.width() * 0.7, length);
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette().color(QPalette::Accent));
        painter.drawRoundedRect(bar, 2, 2);
    }
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawLine(QPointF(0, first.bottom() + 0.5), QPointF(width(), first.bottom() + 0.5));
    painter.setPen(palette().color(QPalette::PlaceholderText));
    const QRect below(0, int(first.bottom()) + kGrid / 2, width(), fontMetrics().height());
    const auto date = [](const SpendShare &day) {
        return QLocale().toString(QDate::fromString(day.id, Qt::ISODate), QStringLiteral("d MMM"));
    };
    painter.drawText(below, Qt::AlignLeft, date(m_days.constFirst()));
    painter.drawText(below, Qt::AlignRight, date(m_days.constLast()));
    if (m_most > 0)
        painter.drawText(QRect(0, 0, width(), fontMetrics().height()), Qt::AlignLeft,
                         tr("Most in a day: %1").arg(dollars(m_most)));
}

} // namespace ostiary::ui
