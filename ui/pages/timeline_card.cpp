// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/timeline_card.h"

#include "models/tables/attempt_table.h"
#include "models/tables/states.h"
#include "ui/look/flat_style.h"
#include "ui/look/words.h"
#include "ui/parts/labels.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace ostiary::ui {

namespace {

QVBoxLayout *columnOn(QWidget *widget, int spacing)
{
    auto *column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(spacing);
    return column;
}

} // namespace

TimelineCard::TimelineCard(const Clock &clock, QWidget *parent)
    : Card(tr("Timeline"), parent), m_clock(clock), m_scroll(new QScrollArea)
{
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_scroll->setAccessibleName(tr("Timeline"));
    body().addWidget(m_scroll, 1);
    showAttempt(nullptr);
}

void TimelineCard::showAttempt(const ConnectionAttempt *attempt)
{
    QWidget *content = attempt ? buildAttempt(*attempt)
                               : quietLabel(tr("Choose an attempt in the list: here is what the client did on its way, "
                                               "and why it got no further."));
    if (!attempt)
        static_cast<QLabel *>(content)->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_scroll->setWidget(content); // deletes the one before
    content->setAutoFillBackground(false); // the card's own ground is seen
}

QWidget *TimelineCard::buildAttempt(const ConnectionAttempt &attempt) const
{
    auto *content = new QWidget;
    QVBoxLayout *column = columnOn(content, kGrid);
    column->setContentsMargins(0, 0, kGrid, 0);
    const QString word = stateWord(attempt);
    const StateLook look = stateLook(word);
    const QString state = attempt.stoppedBecause.isEmpty() ? stateLabel(word) : attempt.stoppedBecause;
    column->addWidget(headingLabel(AttemptTable::nameOf(attempt)));
    column->addWidget(toneLine(QLatin1String(look.icon), state, look.tone));
    if (const QString hint = hintOf(attempt); !hint.isEmpty())
        column->addWidget(plainLabel(hint));
    if (!attempt.resource.isEmpty())
        column->addWidget(quietLabel(tr("Wants: %1").arg(attempt.resource)));
    column->addWidget(quietLabel(tr("From: %1, %2").arg(attempt.address, attempt.userAgent)));
    column->addSpacing(kGrid);
    for (const AttemptEntry &entry : attempt.entries)
        column->addWidget(buildEntry(entry));
    column->addStretch(1);
    return content;
}

QWidget *TimelineCard::buildEntry(const AttemptEntry &entry) const
{
    auto *line = new QWidget;
    QVBoxLayout *column = columnOn(line, kGrid / 4);
    const QString step = entry.count > 1 ? tr("%1 (%2 times)").arg(AttemptTable::stepName(entry.step)).arg(entry.count)
                                         : AttemptTable::stepName(entry.step);
    auto *head = new QHBoxLayout;
    head->setSpacing(kGrid);
    head->addWidget(toneLine(entry.ok ? QStringLiteral("active") : QStringLiteral("warning"), step,
                             entry.ok ? Tone::Good : Tone::Bad),
                    1);
    QLabel *when = quietLabel(relativeTime(entry.at, m_clock.now()));
    when->setWordWrap(false);
    when->setToolTip(plainToolTip(exactTime(entry.at)));
    head->addWidget(when, 0, Qt::AlignTop);
    column->addLayout(head);
    QLabel *detail = plainLabel(entry.detail);
    detail->setContentsMargins(3 * kGrid + kGrid / 4, 0, 0, kGrid / 2);
    column->addWidget(detail);
    line->setAccessibleName(entry.ok ? tr("%1, accepted").arg(step) : tr("%1, refused").arg(step));
    line->setAccessibleDescription(entry.detail);
    return line;
}

} // namespace ostiary::ui
