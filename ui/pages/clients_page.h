// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/account_table.h"
#include "models/tables/client_table.h"
#include "ui/pages/record_page.h"

class QPushButton;

namespace ostiary::ui {

class SecretClipboard;

/// The OAuth clients: those that registered themselves, and those made by hand.
class ClientsPage final : public RecordPage
{
    Q_OBJECT

public:
    ClientsPage(Admin &admin, const Clock &clock, ClientTable &clients, AccountTable &accounts,
                SecretClipboard &clipboard);

    [[nodiscard]] QList<Verb> verbs() const override;
    [[nodiscard]] bool can(Verb verb) const override;
    void run(Verb verb) override;

private:
    [[nodiscard]] QList<OAuthClient> selected() const;
    /// The selected one, if it is one that can prove who it is; such a one may act for itself.
    [[nodiscard]] const OAuthClient *machine() const;
    void build();
    void showWhatIsPossible();
    void onCreate();
    void onSwitch();
    void onDelete();

    Admin &m_admin;
    ClientTable &m_clients;
    AccountTable &m_accounts;
    SecretClipboard &m_clipboard;
    QPushButton *m_switch = nullptr;
    QPushButton *m_delete = nullptr;
};

} // namespace ostiary::ui
