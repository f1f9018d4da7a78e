// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console.h"

#include "models/tables/account_table.h"
#include "models/tables/api_key_table.h"
#include "models/tables/attempt_table.h"
#include "models/tables/client_table.h"
#include "models/tables/grant_table.h"
#include "models/tables/organization_table.h"
#include "models/tables/plan_table.h"
#include "models/tables/price_table.h"
#include "models/tables/spend_table.h"
#include "models/tables/upstream_table.h"
#include "ui/approval/approval_prompt.h"
#include "ui/look/theme.h"
#include "ui/pages/accounts_page.h"
#include "ui/pages/api_keys_page.h"
#include "ui/pages/clients_page.h"
#include "ui/pages/connections_page.h"
#include "ui/pages/consent_page.h"
#include "ui/pages/grants_page.h"
#include "ui/pages/overview_page.h"
#include "ui/pages/spend_page.h"
#include "ui/parts/secret_clipboard.h"
#include "ui/shell/main_window.h"
#include "ui/shell/server_watch.h"
#include "ui/shell/tray.h"

#include <QApplication>

namespace ostiary::ui {

/// The console's objects in the order in which they need each other.
struct Console::Parts {
    Parts(QApplication &application, Admin &admin, const Clock &clock)
        : theme(application), server(admin), plans(admin, clock), organizations(admin, clock, plans),
          accounts(admin, clock, organizations), keys(admin, clock), grants(admin, clock), clients(admin, clock),
          attempts(admin, clock), approvals(admin, clock), upstreams(admin, clock), prices(admin, clock),
          ledger(admin, clock, {keys, grants, organizations}), clipboard(*QApplication::clipboard()),
          overview(new OverviewPage(admin, clock, server, accounts, keys, upstreams)),
          keysPage(new ApiKeysPage(admin, clock, keys, accounts, organizations, server, clipboard)),
          grantsPage(new GrantsPage(admin, clock, grants)), consentPage(new ConsentPage(admin, clock, approvals)),
          clientsPage(new ClientsPage(admin, clock, clients, accounts, clipboard)),
          connectionsPage(new ConnectionsPage(admin, clock, attempts)),
          accountsPage(new AccountsPage(admin, clock, accounts, organizations, plans, server, clipboard)),
          spendPage(new SpendPage(admin, clock, server, organizations, ledger, prices)), window(theme, server),
          prompt(approvals, admin, clock)
    {
    }

    Theme theme;
    ServerWatch server;
    PlanTable plans;
    OrganizationTable organizations;
    AccountTable accounts;
    ApiKeyTable keys;
    GrantTable grants;
    ClientTable clients;
    AttemptTable attempts;
    ApprovalTable approvals;
    UpstreamTable upstreams;
    PriceTable prices;
    SpendTable ledger;
    SecretClipboard clipboard;
    OverviewPage *overview; // the window owns the pages
    ApiKeysPage *keysPage;
    GrantsPage *grantsPage;
    ConsentPage *consentPage;
    ClientsPage *clientsPage;
    ConnectionsPage *connectionsPage;
    AccountsPage *accountsPage;
    SpendPage *spendPage;
    MainWindow window;
    ApprovalPrompt prompt;
    std::unique_ptr<Tray> tray;
};

Console::Console(QApplication &application, Admin &admin, const Clock &clock, Server server, QObject *parent)
    : QObject(parent), m_parts(std::make_unique<Parts>(application, admin, clock))
{
    const struct {
        const char *icon;
        QString title;
        Page *page;
    } pages[]{
        {"overview", tr("Overview"), m_parts->overview},
        {"key", tr("API keys"), m_parts->keysPage},
        {"sessions", tr("OAuth sessions"), m_parts->grantsPage},
        {"consent", tr("Consent"), m_parts->consentPage},
        {"clients", tr("Clients"), m_parts->clientsPage},
        {"person", tr("Accounts"), m_parts->accountsPage},
        {"spend", tr("Spend"), m_parts->spendPage},
        {"connections", tr("Connections"), m_parts->connectionsPage},
    };
    for (const auto &entry : pages)
        m_parts->window.addPage(QLatin1String(entry.icon), entry.title, entry.page);
    m_parts->window.setHome(Verb::Create, m_parts->keysPage);
    m_parts->window.setHome(Verb::CreateAccount, m_parts->accountsPage);
    m_parts->window.setHome(Verb::CreateAgentCode, m_parts->accountsPage);
    m_parts->window.setHome(Verb::CheckKey, m_parts->keysPage);
    m_parts->window.setHome(Verb::TestRequest, m_parts->connectionsPage);
    m_parts->window.setHome(Verb::RevokeEverything, m_parts->accountsPage);
    m_parts->window.setHome(Verb::SetPrice, m_parts->spendPage);
    m_parts->window.setQuitText(
        server == Server::EndsWithConsole
            ? tr("The server stops with it: clients are refused, and open sessions to your upstreams end.")
            : tr("The server keeps running; only this console ends."));
    m_parts->window.finish();
    if (Tray::isAvailable())
        m_parts->tray = std::make_unique<Tray>(m_parts->server);
    m_parts->window.setHidesOnClose(m_parts->tray != nullptr);
    QApplication::setQuitOnLastWindowClosed(false);
    connectParts();
    loadAll();
}

Console::~Console() = default;

void Console::connectParts()
{
    MainWindow &window = m_parts->window;
    connect(&window, &MainWindow::quitRequested, this, &Console::quitRequested);
    connect(m_parts->overview, &OverviewPage::consentWanted, this,
            [this] { m_parts->window.showPage(m_parts->consentPage); });
    connect(m_parts->overview, &OverviewPage::keysWanted, this, [this](const QString &words, const QStringList &ids) {
        m_parts->window.showPage(m_parts->keysPage);
        m_parts->keysPage->list().narrowTo(words, ids);
    });
    connect(m_parts->overview, &OverviewPage::spendWanted, this,
            [this] { m_parts->window.showPage(m_parts->spendPage); });
    connect(m_parts->spendPage, &SpendPage::reported, m_parts->overview, &OverviewPage::showSpend);
    // The number of waiting consents is part of the status.
    connect(&m_parts->approvals, &RecordTable::loaded, &m_parts->server, &ServerWatch::refresh);
    if (!m_parts->tray)
        return;
    connect(m_parts->tray.get(), &Tray::openRequested, this, &Console::show);
    connect(m_parts->tray.get(), &Tray::approvalsRequested, &m_parts->prompt, &ApprovalPrompt::reopen);
    connect(m_parts->tray.get(), &Tray::quitRequested, &window, [&window] {
        window.present();
        window.askToQuit();
    });
}

void Console::loadAll()
{
    m_parts->server.refresh();
    for (RecordTable *table : std::initializer_list<RecordTable *>{
             &m_parts->plans, &m_parts->organizations, &m_parts->accounts, &m_parts->keys, &m_parts->grants,
             &m_parts->clients, &m_parts->attempts, &m_parts->approvals, &m_parts->prices})
        table->refresh();
}

void Console::show()
{
    m_parts->window.present();
}

QWidget *Console::window() const
{
    return &m_parts->window;
}

QWidget *Console::prompt() const
{
    return &m_parts->prompt;
}

} // namespace ostiary::ui
