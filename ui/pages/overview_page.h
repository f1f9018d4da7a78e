// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/account_table.h"
#include "models/tables/api_key_table.h"
#include "models/tables/upstream_table.h"
#include "ui/pages/page.h"

class QLabel;
class QPushButton;
class QTableView;

namespace ostiary::ui {

class Card;
class ConnectCard;
class CopyLine;
class IconLabel;
class ServerWatch;

/// One glance: is the server well, who waits, what stands behind it, how to connect. While nobody administers the
/// server it shows how to become its administrator.
class OverviewPage final : public Page
{
    Q_OBJECT

public:
    OverviewPage(Admin &admin, const Clock &clock, ServerWatch &server, AccountTable &accounts, ApiKeyTable &keys,
                 UpstreamTable &upstreams);

    [[nodiscard]] QList<Verb> verbs() const override { return {Verb::Copy, Verb::Refresh}; }
    [[nodiscard]] bool can(Verb verb) const override;
    void run(Verb verb) override;
    /// The month of an organization, for its figure.
    void showSpend(const ostiary::SpendReport &report);

signals:
    void consentWanted();
    /// `words` say which keys they are.
    void keysWanted(const QString &words, const QStringList &ids);
    void spendWanted();

private:
    void buildFirstRun();
    void buildServer();
    void buildAttention();
    void buildUpstreams(const Clock &clock);
    void showServer();
    void showAttention();
    void askForSetup();
    void showSetup(const Result<SetupCode> &setup);
    void showUpstreams();
    void createAccount();

    Admin &m_admin;
    const Clock &m_clock;
    ServerWatch &m_server;
    AccountTable &m_accounts;
    ApiKeyTable &m_keys;
    UpstreamTable &m_upstreams;

    Card *m_firstRun;
    CopyLine *m_setupUrl;
    QLabel *m_setupEnd;
    Card *m_serverCard;
    Card *m_attention;
    Card *m_upstreamCard;
    ConnectCard *m_connect;
    IconLabel *m_stateIcon;
    QLabel *m_stateWord;
    CopyLine *m_publicUrl;
    QLabel *m_details;
    QPushButton *m_consents;
    QList<QPushButton *> m_keyLines; ///< one for each thing that keys are looked at for
    QPushButton *m_spend;
    QLabel *m_calm;
    QTableView *m_upstreamView;
    QLabel *m_noUpstreams;
};

} // namespace ostiary::ui
