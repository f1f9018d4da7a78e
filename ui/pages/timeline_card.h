// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connections.h"
#include "ui/parts/card.h"

class QScrollArea;

namespace ostiary::ui {

/// One attempt to connect: why it stopped and what to do, and what happened on its way, the first step on top.
class TimelineCard final : public Card
{
    Q_OBJECT

public:
    explicit TimelineCard(const Clock &clock, QWidget *parent = nullptr);

    /// nullptr: says what is to be chosen.
    void showAttempt(const ConnectionAttempt *attempt);

private:
    [[nodiscard]] QWidget *buildAttempt(const ConnectionAttempt &attempt) const;
    [[nodiscard]] QWidget *buildEntry(const AttemptEntry &entry) const;

    const Clock &m_clock;
    QScrollArea *m_scroll;
};

} // namespace ostiary::ui
