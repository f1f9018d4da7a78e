// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/account_table.h"
#include "models/tables/api_key_table.h"
#include "ui/pages/record_page.h"

class QPushButton;

namespace ostiary::ui {

class SecretClipboard;
class ServerWatch;

class ApiKeysPage final : public RecordPage
{
    Q_OBJECT

public:
    ApiKeysPage(Admin &admin, const Clock &clock, ApiKeyTable &keys, AccountTable &accounts, const ServerWatch &server,
                SecretClipboard &clipboard);

    [[nodiscard]] QList<Verb> verbs() const override { return QList{Verb::Create, Verb::Revoke} + RecordPage::verbs(); }
    [[nodiscard]] bool can(Verb verb) const override;
    void run(Verb verb) override;

private:
    void onCreate();
    void onCreated(const CreatedApiKey &created);
    void onRevoke();
    /// The selected ones that still work.
    [[nodiscard]] QList<ApiKey> revocable() const;

    Admin &m_admin;
    const Clock &m_clock;
    ApiKeyTable &m_keys;
    AccountTable &m_accounts;
    const ServerWatch &m_server;
    SecretClipboard &m_clipboard;
};

} // namespace ostiary::ui
