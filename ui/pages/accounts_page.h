// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/account_table.h"
#include "ui/pages/record_page.h"

class QPushButton;

namespace ostiary::ui {

class SecretClipboard;
class ServerWatch;

/// People and agents: who may sign in, who administers the server, and on which plan they are.
class AccountsPage final : public RecordPage
{
    Q_OBJECT

public:
    AccountsPage(Admin &admin, const Clock &clock, AccountTable &accounts, OrganizationTable &organizations,
                 PlanTable &plans, const ServerWatch &server, SecretClipboard &clipboard);

    [[nodiscard]] QList<Verb> verbs() const override;
    [[nodiscard]] bool can(Verb verb) const override;
    void run(Verb verb) override;

private:
    void build();
    void showWhatIsPossible();
    void onCreate();
    void onAgentCode();
    void onResetLink();
    void onPlan();
    void onLimits();
    void onRaise();
    void onTryLimit();
    void onRevokeEverything();
    void onSwitch();
    void onSwitchAdmin();
    void onRemoveFactors();
    void change(const QList<Account> &accounts, const AccountChange &change);

    [[nodiscard]] QList<Account> selected() const;
    /// That of the account that is selected alone; nullptr: none, or it has not been read yet.
    [[nodiscard]] const Organization *organization() const;
    /// Whether switching lets in again, or gives administration: only when all selected ones lack it.
    [[nodiscard]] bool enables() const;
    [[nodiscard]] bool takesAdmin() const;

    Admin &m_admin;
    const Clock &m_clock;
    AccountTable &m_accounts;
    OrganizationTable &m_organizations;
    PlanTable &m_plans;
    const ServerWatch &m_server;
    SecretClipboard &m_clipboard;
    QPushButton *m_resetLink;
    QPushButton *m_switch;
    QHash<Verb, QAction *> m_more;
};

} // namespace ostiary::ui
