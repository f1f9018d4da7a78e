// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/approval_table.h"
#include "ui/pages/record_page.h"

class QStackedWidget;

namespace ostiary::ui {

class ApprovalCard;

/// Consents that somebody waits for, and those decided a while ago; the selected one in full beside them.
class ConsentPage final : public RecordPage
{
    Q_OBJECT

public:
    ConsentPage(Admin &admin, const Clock &clock, ApprovalTable &approvals);

    [[nodiscard]] QList<Verb> verbs() const override { return QList{Verb::Approve, Verb::Deny} + RecordPage::verbs(); }
    [[nodiscard]] bool can(Verb verb) const override;
    void run(Verb verb) override;
    [[nodiscard]] int badge() const override;

private:
    void showSelected();
    void selectFirstWaiting();

    const Clock &m_clock;
    ApprovalTable &m_approvals;
    ApprovalCard *m_card;
    int m_badge = 0;
};

} // namespace ostiary::ui
