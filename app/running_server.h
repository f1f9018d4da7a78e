// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/builtin_tools.h"
#include "app/local_admin.h"
#include "app/mcp_backend.h"
#include "app/services.h"
#include "server/http/endpoints/account_pages.h"
#include "server/http/endpoints/accounts_endpoint.h"
#include "server/http/endpoints/api_endpoint.h"
#include "server/http/endpoints/attempt_watch.h"
#include "server/http/endpoints/billing_endpoint.h"
#include "server/http/endpoints/check_endpoint.h"
#include "server/http/endpoints/connection_pages.h"
#include "server/http/endpoints/connections_endpoint.h"
#include "server/http/endpoints/consent_endpoint.h"
#include "server/http/endpoints/desk_endpoint.h"
#include "server/http/endpoints/device_page.h"
#include "server/http/endpoints/discovery_endpoint.h"
#include "server/http/endpoints/entry_pages.h"
#include "server/http/endpoints/key_pages.h"
#include "server/http/endpoints/keys_endpoint.h"
#include "server/http/endpoints/limit_pages.h"
#include "server/http/endpoints/mcp_endpoint.h"
#include "server/http/endpoints/organization_endpoint.h"
#include "server/http/endpoints/organization_pages.h"
#include "server/http/endpoints/pages_endpoint.h"
#include "server/http/endpoints/passkey_sign_in.h"
#include "server/http/endpoints/plan_pages.h"
#include "server/http/endpoints/plans_endpoint.h"
#include "server/http/endpoints/price_pages.h"
#include "server/http/endpoints/prices_endpoint.h"
#include "server/http/endpoints/registration_endpoint.h"
#include "server/http/endpoints/revocation_endpoint.h"
#include "server/http/endpoints/revocation_pages.h"
#include "server/http/endpoints/scopes_endpoint.h"
#include "server/http/endpoints/security_endpoint.h"
#include "server/http/endpoints/security_pages.h"
#include "server/http/endpoints/sessions_endpoint.h"
#include "server/http/endpoints/token_endpoint.h"
#include "server/http/endpoints/usage_pages.h"
#include "server/http/listener/server.h"
#include "server/http/routing/dispatcher.h"

#include <QTimer>

namespace ostiary::app {

class ControlServer;

/// The composition root: the whole server in this process. Reading the members in order is knowing the system.
class RunningServer : public QObject
{
    Q_OBJECT

public:
    /// Opens the data folder, listens, and takes commands at the control socket. Fails with one sentence and what to
    /// do; then nothing runs.
    /// `fetcher` reads documents of clients in place of the real one, which leads nowhere but to public addresses.
    [[nodiscard]] static Result<std::unique_ptr<RunningServer>> start(const Settings &settings,
                                                                      std::unique_ptr<MetadataFetcher> fetcher = {});
    ~RunningServer() override; ///< lets running requests finish, ends streams and children

    [[nodiscard]] QUrl url() const { return m_url; }
    [[nodiscard]] QUrl publicUrl() const { return m_publicUrl; }
    [[nodiscard]] Admin &admin() { return *m_admin; }

    /// The routes of a server, one line each; for the list that a test holds.
    [[nodiscard]] QStringList routes() const { return m_router.list(); }

private:
    struct Address {
        QUrl url;
        QUrl publicUrl;
        quint16 port;
    };
    RunningServer(const Settings &settings, Address address, std::unique_ptr<Services> services);
    [[nodiscard]] static Result<Address> choose(const Settings &settings);
    [[nodiscard]] Result<> listen();
    [[nodiscard]] Result<> buildRoutes();
    void follow(const QList<Change> &changes);
    void describe(ServerStatus &status) const;
    void startHousekeeping();
    void tellOfEndingKeys();
    void tellOfSpending(const SpendService::Alert &alert);

    const Settings m_settings;
    const QUrl m_url;
    const QUrl m_publicUrl;
    const quint16 m_port;
    const http::CredentialNames m_names;
    const http::HostPolicy m_hosts;

    const std::unique_ptr<Services> m_services;
    const UpstreamRules &m_upstreamRules;
    const Meter m_meter;
    const QList<gateway::UpstreamConfig> m_upstreams;
    gateway::SessionHost m_sessionHost;
    gateway::ToolBook m_tools;
    const gateway::BuiltinServer m_builtin;

    const http::SessionCookies m_cookies;
    http::AccountsEndpoint m_accounts;
    http::SecurityEndpoint m_security;
    http::OrganizationEndpoint m_organization;
    http::ProjectsEndpoint m_projects;
    http::KeysEndpoint m_keys;
    http::SessionsEndpoint m_sessions;
    http::DiscoveryEndpoint m_discovery;
    const http::ScopesEndpoint m_scopes;
    http::RegistrationEndpoint m_registration;
    http::TokenEndpoint m_tokens;
    http::ConsentEndpoint m_consents;
    http::DevicePage m_devicePage;
    http::PasskeySignIn m_passkeySignIn;
    http::PasskeysEndpoint m_passkeys;
    http::PagesEndpoint m_pages;
    const http::FormTokens m_formTokens;
    http::DeskEndpoint m_desk;
    const std::unique_ptr<Mailer> m_mailer; ///< null: this server sends no mail
    http::EntryPages m_entryPages;
    const http::AccountFrame m_accountFrame;
    http::AccountPages m_accountPages;
    http::KeyPages m_keyPages;
    http::UsagePages m_usagePages;
    http::RevocationPages m_revocationPages;
    http::SecurityPages m_securityPages;
    http::OrganizationPages m_organizationPages;
    http::LimitPages m_limitPages;
    http::PricePages m_pricePages;
    http::PlanPages m_planPages;
    http::BillingEndpoint m_billing;
    http::PricesEndpoint m_prices;
    http::PlansEndpoint m_plans;
    http::RevocationEndpoint m_revocations;
    http::PaidCalls m_paidCalls;
    http::McpEndpoint m_mcp;
    http::ApiEndpoint m_apis;
    http::CheckEndpoint m_check;
    http::HealthEndpoint m_health;
    http::ConnectionsEndpoint m_connections;
    http::ConnectionPages m_connectionPages;
    http::AttemptWatch m_attemptWatch;
    http::Router m_router;
    http::Server m_server;

    std::unique_ptr<LocalAdmin> m_admin;
    std::unique_ptr<ControlServer> m_control;
    store::ChangeFeed::Subscription m_changes;
    QTimer m_uses;
    QTimer m_sweeping;
    QTimer m_cleaning;
};

} // namespace ostiary::app
