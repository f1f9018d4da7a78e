// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/grant_table.h"
#include "ui/pages/record_page.h"

namespace ostiary::ui {

/// OAuth sessions: who let which client in.
class GrantsPage final : public RecordPage
{
    Q_OBJECT

public:
    GrantsPage(Admin &admin, const Clock &clock, GrantTable &grants);

    [[nodiscard]] QList<Verb> verbs() const override { return QList{Verb::Revoke} + RecordPage::verbs(); }
    [[nodiscard]] bool can(Verb verb) const override;
    void run(Verb verb) override;

private:
    void onRevoke();
    [[nodiscard]] QList<Grant> revocable() const;

    Admin &m_admin;
    GrantTable &m_grants;
};

} // namespace ostiary::ui
