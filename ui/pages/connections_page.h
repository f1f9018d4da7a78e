// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/attempt_table.h"
#include "ui/pages/record_page.h"

namespace ostiary::ui {

class TimelineCard;

/// How clients came in, or why they did not, with the timeline of the one that is chosen; and the tester.
class ConnectionsPage final : public RecordPage
{
    Q_OBJECT

public:
    ConnectionsPage(Admin &admin, const Clock &clock, AttemptTable &attempts);

    [[nodiscard]] QList<Verb> verbs() const override;
    [[nodiscard]] bool can(Verb verb) const override;
    void run(Verb verb) override;

private:
    void showChosen();
    void onTest();

    Admin &m_admin;
    const AttemptTable &m_attempts;
    TimelineCard *m_timeline;
};

} // namespace ostiary::ui
