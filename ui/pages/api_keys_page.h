// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/account_table.h"
#include "models/tables/api_key_table.h"
#include "ui/pages/record_page.h"

class QAction;
class QPushButton;

namespace ostiary::ui {

class SecretClipboard;
class ServerWatch;

class ApiKeysPage final : public RecordPage
{
    Q_OBJECT

public:
    ApiKeysPage(Admin &admin, const Clock &clock, ApiKeyTable &keys, AccountTable &accounts,
                const OrganizationTable &organizations, const ServerWatch &server, SecretClipboard &clipboard);

    [[nodiscard]] QList<Verb> verbs() const override
    {
        return QList{Verb::Create, Verb::EditKey,   Verb::Raise,  Verb::TryLimit,        Verb::CheckKey,
                     Verb::Rotate, Verb::SwitchKey, Verb::Revoke, Verb::RevokeEverything}
        + RecordPage::verbs();
    }
    [[nodiscard]] bool can(Verb verb) const override;
    void run(Verb verb) override;

private:
    void onCreate();
    void build();
    void onEdit();
    void onRaise();
    void onTryLimit();
    void onCheck();
    void onRevokeEverything();
    void onCreated(const CreatedApiKey &created);
    void onRevoke();
    void onRotate();
    void onSwitch();
    void showWhatIsPossible();
    /// The one that is selected, if it is one alone.
    [[nodiscard]] const ApiKey *single() const;
    [[nodiscard]] QList<ApiKey> working() const; ///< of the selected ones
    /// Whether all selected keys that work are raised: then raising ends that.
    [[nodiscard]] bool endsRaise() const;
    /// The one that is selected, if it is one alone and may be rotated.
    [[nodiscard]] const ApiKey *rotatable() const;
    /// The selected ones that can be switched off; when there is none, those that can be switched on.
    [[nodiscard]] QList<ApiKey> switchable() const;
    /// The selected ones that still work.
    [[nodiscard]] QList<ApiKey> revocable() const;

    Admin &m_admin;
    const Clock &m_clock;
    ApiKeyTable &m_keys;
    AccountTable &m_accounts;
    const OrganizationTable &m_organizations;
    const ServerWatch &m_server;
    SecretClipboard &m_clipboard;
    QPushButton *m_edit = nullptr;
    QPushButton *m_revoke = nullptr;
    QHash<Verb, QAction *> m_more;
};

} // namespace ostiary::ui
