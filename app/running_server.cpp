// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/running_server.h"

#include "app/control/control_server.h"
#include "models/loopback.h"
#include "models/money.h"
#include "server/gateway/mail/smtp_mailer.h"
#include "server/gateway/metadata/document_fetcher.h"

#include <QLoggingCategory>
#include <QPointer>
#include <QTcpServer>

namespace ostiary::app {

using namespace std::chrono_literals;

namespace {

Q_LOGGING_CATEGORY(lcServer, "ostiary.server", QtInfoMsg)

http::RegistrationRules rulesOf(const Settings &settings, const QUrl &publicUrl)
{
    http::RegistrationRules rules;
    rules.people = settings.registration == Registration::Open
        || (settings.registration == Registration::Automatic && isLoopbackHost(publicUrl.host()));
    rules.agents = settings.agents == AgentRegistration::Open
        || (settings.agents == AgentRegistration::Automatic && rules.people);
    rules.agentsByCode = settings.agents != AgentRegistration::Closed;
    return rules;
}

// A reverse proxy would make everyone's browser look like one of this computer; whoever has one says another address.
http::DeskRule deskOf(const Settings &settings, const QUrl &publicUrl)
{
    return {.isLoopbackOnly = settings.listenAddress.isLoopback() && isLoopbackHost(publicUrl.host())};
}

// RFC 6750 §2.1 where nothing else is said: a bare token goes as a Bearer token.
Headers credentialsOf(const UpstreamSetting &setting)
{
    Headers headers;
    if (setting.credential.isEmpty())
        return headers;
    const QByteArray value = setting.credential.reveal().toByteArray();
    if (!setting.credentialHeader.isEmpty())
        headers.add(setting.credentialHeader, value);
    else
        headers.add("Authorization", value.contains(' ') ? value : "Bearer " + value);
    return headers;
}

QList<gateway::UpstreamConfig> configsOf(const QList<UpstreamSetting> &settings)
{
    QList<gateway::UpstreamConfig> configs;
    for (const UpstreamSetting &setting : settings)
        configs << gateway::UpstreamConfig{.name = setting.name,
                                           .url = setting.url,
                                           .command = setting.command,
                                           .path = setting.path.toLatin1(),
                                           .credentials = credentialsOf(setting)};
    return configs;
}

std::unique_ptr<Mailer> mailerOf(const MailSetting &mail, Services &services)
{
    if (mail.server.isEmpty() || !mail.from)
        return nullptr;
    return std::make_unique<gateway::SmtpMailer>(
        gateway::SmtpOptions{.server = mail.server, .from = *mail.from, .user = mail.user, .password = mail.password},
        services.clock, services.random);
}

QHash<QString, Metering> meteringOf(const Settings &settings)
{
    QHash<QString, Metering> metering;
    for (const UpstreamSetting &upstream : settings.upstreams)
        metering.insert(upstream.name, {upstream.limit == LimitKind::Ai, upstream.unknownPriceMicros});
    return metering;
}

QList<http::ApiUpstream> apisOf(const Settings &settings)
{
    QList<http::ApiUpstream> apis;
    for (const UpstreamSetting &upstream : settings.upstreams) {
        if (!upstream.path.isEmpty())
            apis << http::ApiUpstream{upstream.name, upstream.path.toLatin1()};
    }
    return apis;
}

QStringList namesOf(const QList<UpstreamSetting> &settings)
{
    QStringList names;
    for (const UpstreamSetting &setting : settings)
        names << setting.name;
    return names;
}

QList<http::UpstreamLink> linksOf(const QList<UpstreamSetting> &settings, const Resources &resources)
{
    QList<http::UpstreamLink> links;
    for (const UpstreamSetting &setting : settings) {
        if (setting.path.isEmpty())
            links << http::UpstreamLink{setting.name, resources.ofPath(QStringLiteral("/mcp/") + setting.name)};
    }
    if (links.isEmpty())
        links << http::UpstreamLink{QStringLiteral("ostiary"), resources.ofPath(QStringLiteral("/mcp"))};
    return links;
}

} // namespace

Result<RunningServer::Address> RunningServer::choose(const Settings &settings)
{
    // The issuer names the port, so that one is picked before anything that knows the issuer is made.
    quint16 port = settings.listenPort;
    if (port == 0) {
        QTcpServer probe;
        probe.setProxy(QNetworkProxy::NoProxy);
        if (!probe.listen(settings.listenAddress)) {
            return fail(
                ErrorCode::Unavailable,
                QStringLiteral("Cannot listen on %1: %2.").arg(settings.listenAddress.toString(), probe.errorString()));
        }
        port = probe.serverPort();
    }
    const QUrl url = listenUrl(settings, port);
    return Address{url, settings.publicUrl.isEmpty() ? url : settings.publicUrl, port};
}

Result<std::unique_ptr<RunningServer>> RunningServer::start(const Settings &settings,
                                                            std::unique_ptr<MetadataFetcher> fetcher)
{
    if (!settings.metadataDocuments)
        fetcher.reset();
    else if (!fetcher)
        fetcher = std::make_unique<gateway::DocumentFetcher>(gateway::DocumentFetcher::Options{});
    TRY(Address address, choose(settings));
    TRY(std::unique_ptr<Services> services, Services::open(settings, address.publicUrl, std::move(fetcher)));
    std::unique_ptr<RunningServer> server(new RunningServer(settings, std::move(address), std::move(services)));
    CHECK(server->buildRoutes());
    CHECK(server->listen());
    return server;
}

RunningServer::RunningServer(const Settings &settings, Address address, std::unique_ptr<Services> services)
    : m_settings(settings), m_url(address.url), m_publicUrl(address.publicUrl), m_port(address.port),
      m_hosts({.publicUrl = m_publicUrl,
               .listenAddress = settings.listenAddress,
               .listenPort = m_port,
               .allowedHosts = settings.allowedHosts,
               .allowedOrigins = settings.allowedOrigins}),
      m_services(std::move(services)), m_upstreamRules(m_services->upstreams),
      m_meter(m_services->prices, meteringOf(settings)), m_upstreams(configsOf(settings.upstreams)),
      m_sessionHost(m_upstreams), m_tools(m_services->clock),
      m_builtin({.name = QStringLiteral("ostiary"),
                 .title = QStringLiteral("Ostiary"),
                 .version = QStringLiteral(OSTIARY_VERSION),
                 .instructions
                 = QStringLiteral("Tells who you are here, what your limits are, and which MCP servers there are.")},
                builtinTools(m_sessionHost, *m_services, m_upstreamRules)),
      m_cookies(m_names, {.secure = m_publicUrl.scheme() == QLatin1String("https")}, m_services->sessions.lifetimes()),
      m_accounts(m_services->accounts, m_services->signIns, m_services->sessions, m_services->apiKeys,
                 m_services->organizations, m_services->links, m_cookies, m_services->clock,
                 rulesOf(settings, m_publicUrl)),
      m_security(m_services->accounts, m_services->secondFactors, m_services->signIns, m_cookies),
      m_organization(m_services->organizations, m_services->links, m_services->plans, m_services->limits,
                     m_services->spend, m_services->clock),
      m_projects(m_services->organizations), m_keys(m_services->apiKeys, m_services->limits, m_services->clock),
      m_sessions(m_services->sessions, m_services->tokens, m_services->clock),
      m_discovery(m_services->resources, *m_services->signer, m_services->clients, m_services->scopes, m_upstreamRules,
                  m_services->issuers != nullptr),
      m_scopes(m_services->scopes, m_upstreamRules),
      m_registration(m_services->clients, m_services->limiter, m_services->resources.issuer()),
      m_tokens(m_services->clients, m_services->tokens, m_services->devices),
      m_consents(m_services->clients, m_services->consents, m_services->sessions, m_services->resources,
                 m_upstreamRules, m_services->scopes, m_services->clock),
      m_devicePage(m_services->devices, m_services->sessions), m_passkeySignIn(m_services->signIns, m_accounts),
      m_passkeys(m_services->passkeys, m_passkeySignIn),
      m_pages(m_services->sessions, m_upstreamRules, m_services->resources.issuer(),
              linksOf(settings.upstreams, m_services->resources), rulesOf(settings, m_publicUrl).people),
      m_formTokens(m_services->sessions, m_cookies, m_services->random),
      m_desk(m_services->clients, m_services->consents, m_services->resources, m_services->scopes, m_formTokens,
             m_cookies, m_services->clock, deskOf(settings, m_publicUrl)),
      m_mailer(mailerOf(settings.mail, *m_services)),
      m_entryPages({.accounts = m_services->accounts,
                    .signIns = m_services->signIns,
                    .sessions = m_services->sessions,
                    .setup = m_services->setup,
                    .links = m_services->links,
                    .organizations = m_services->organizations,
                    .clients = m_services->clients,
                    .cookies = m_cookies,
                    .tokens = m_formTokens,
                    .clock = m_services->clock,
                    .mailer = m_mailer.get(),
                    .rules = rulesOf(settings, m_publicUrl),
                    .trial = settings.trial,
                    .passkeys = m_services->passkeys.relyingParty().has_value(),
                    .desk = deskOf(settings, m_publicUrl)}),
      m_accountFrame(m_services->organizations, m_services->plans, m_services->sessions, m_services->clock),
      m_accountPages({.frame = m_accountFrame,
                      .tokens = m_services->tokens,
                      .sessions = m_services->sessions,
                      .signIns = m_services->signIns,
                      .factors = m_services->secondFactors,
                      .revocations = m_services->revocations,
                      .rules = m_upstreamRules,
                      .upstreams = linksOf(settings.upstreams, m_services->resources)}),
      m_keyPages(m_accountFrame, m_services->apiKeys, m_services->limits, m_services->scopes, m_names),
      m_usagePages({.frame = m_accountFrame,
                    .keys = m_services->apiKeys,
                    .limits = m_services->limits,
                    .spend = m_services->spend,
                    .prices = m_services->prices}),
      m_revocationPages(m_accountFrame, m_services->revocations),
      m_securityPages(m_accountFrame, m_services->accounts, m_services->secondFactors, m_services->signIns,
                      m_services->passkeys),
      m_organizationPages(m_accountFrame, m_services->links),
      m_limitPages(m_accountFrame, m_services->limits, m_services->spend),
      m_pricePages(m_accountFrame, m_services->prices, m_upstreamRules, namesOf(settings.upstreams)),
      m_planPages(m_accountFrame, m_services->plans, m_services->limits), m_billing(m_services->spend),
      m_prices(m_services->prices, m_upstreamRules), m_plans(m_services->plans),
      m_revocations(m_services->revocations, m_services->keyCare, m_services->limiter), m_paidCalls(m_services->spend),
      m_mcp(m_services->resources, m_upstreamRules, m_services->scopes, m_meter, m_paidCalls, m_services->streams),
      m_apis(apisOf(settings), m_services->resources, m_upstreamRules, m_services->scopes, m_meter, m_paidCalls,
             m_services->streams),
      m_health([this]() -> Result<> {
          CHECK(m_services->database->reader());
          return {};
      }),
      m_connections(m_services->connections, m_services->authorizeTester),
      m_connectionPages(m_accountFrame, m_services->connections, m_services->authorizeTester),
      m_attemptWatch(m_services->connections, m_services->resources)
{
    m_admin = std::make_unique<LocalAdmin>(*m_services, [this](ServerStatus &status) { describe(status); });
    m_changes = m_services->database->changes().subscribe([this](const QList<Change> &changes) { follow(changes); });
    startHousekeeping();
}

RunningServer::~RunningServer()
{
    m_control.reset();
    m_changes = {};
    m_server.stop();
    std::ignore = m_services->connections.writeNow(); // the last few seconds
}

Result<> RunningServer::buildRoutes()
{
    for (const QList<http::Route> &routes :
         {m_accounts.routes(),        m_security.routes(),      m_organization.routes(),
          m_projects.routes(),        m_keys.routes(),          m_sessions.routes(),
          m_discovery.routes(),       m_registration.routes(),  m_tokens.routes(),
          m_consents.routes(),        m_desk.routes(),          m_devicePage.routes(),
          m_passkeys.routes(),        m_pages.routes(),         m_entryPages.routes(),
          m_accountPages.routes(),    m_keyPages.routes(),      m_usagePages.routes(),
          m_revocationPages.routes(), m_securityPages.routes(), m_organizationPages.routes(),
          m_limitPages.routes(),      m_pricePages.routes(),    m_planPages.routes(),
          m_plans.routes(),           m_billing.routes(),       m_prices.routes(),
          m_revocations.routes(),     m_mcp.routes(),           m_check.routes(),
          m_health.routes(),          m_scopes.routes()})
        m_router.add(routes);
    m_router.add(m_connections.routes() + m_connectionPages.routes());
    for (const http::ApiUpstream &api : apisOf(m_settings)) {
        if (const std::optional<QByteArray> taken = m_router.conflict(api.path)) {
            return failField(QStringLiteral("upstreams"),
                             QStringLiteral("The path %1 of the upstream \"%2\" would hide %3, an address of Ostiary's "
                                            "own; choose another one.")
                                 .arg(QString::fromLatin1(api.path), api.name, QString::fromUtf8(*taken)));
        }
    }
    m_router.add(m_apis.routes());
    return {};
}

Result<> RunningServer::listen()
{
    const http::Site site{.router = m_router,
                          .hosts = m_hosts,
                          .names = m_names,
                          .resources = m_services->resources,
                          .authenticator = m_services->authenticator,
                          .sessions = m_services->sessions,
                          .limits = m_services->limits,
                          .upstreams = m_upstreamRules,
                          .scopes = m_services->scopes,
                          .streams = m_services->streams,
                          .isHttps = m_publicUrl.scheme() == QLatin1String("https"),
                          .observer = &m_attemptWatch};
    const auto application = [this, site] {
        return std::make_unique<http::Dispatcher>(site,
                                                  std::make_unique<GatewayBackend>(m_upstreams,
                                                                                   m_settings.defaultUpstream,
                                                                                   m_sessionHost, m_builtin, m_tools));
    };
    TRY(Networks proxies, Networks::parse(m_settings.trustedProxies));
    CHECK(m_server.start({.address = m_settings.listenAddress,
                          .port = m_port,
                          .workers = m_settings.workers,
                          .limits = {},
                          .proxies = http::TrustedProxies(std::move(proxies))},
                         application));
    TRY(m_control, ControlServer::listen(*m_admin, m_services->clock, m_services->folder->controlSocket()));
    return {};
}

// On the writer's thread, before a revocation is acknowledged: what is open by right of the credential ends now.
void RunningServer::follow(const QList<Change> &changes)
{
    for (const Change &change : changes) {
        const bool credential
            = change.table == Table::ApiKeys || change.table == Table::Grants || change.table == Table::BrowserSessions;
        if (!credential || change.kind == ChangeKind::Inserted || change.kind == ChangeKind::Touched
            || change.kind == ChangeKind::Revised)
            continue;
        m_services->streams.cut(change.id);
        m_sessionHost.endSessionsOf(change.id);
    }
}

void RunningServer::describe(ServerStatus &status) const
{
    status.url = m_url;
    status.publicUrl = m_publicUrl;
    status.upstreams = m_sessionHost.status();
    for (UpstreamStatus &upstream : status.upstreams) {
        upstream.isDefault = upstream.name == m_settings.defaultUpstream;
        const auto setting = std::ranges::find(m_settings.upstreams, upstream.name, &UpstreamSetting::name);
        const bool speaksMcp = setting == m_settings.upstreams.end() || setting->path.isEmpty();
        upstream.publicUrl
            = m_services->resources.ofPath(speaksMcp ? QStringLiteral("/mcp/") + upstream.name : setting->path);
        upstream.limit = m_upstreamRules.limitOf(upstream.name);
    }
}

void RunningServer::startHousekeeping()
{
    connect(&m_uses, &QTimer::timeout, this,
            [this] { whenDone(m_services->writeBehind(), [](const Result<bool> &) { }); });
    m_uses.start(5s);
    connect(&m_sweeping, &QTimer::timeout, this, [this] { m_services->limiter.sweep(); });
    m_sweeping.start(1min);
    connect(&m_cleaning, &QTimer::timeout, this, [this] {
        whenDone(m_services->cleanUp(), [](const Result<bool> &) { });
        tellOfEndingKeys();
        whenDone(m_services->signer->maintain(), [](const Result<bool> &done) {
            if (!done)
                qCWarning(lcServer) << "The token-signing keys could not be looked after:" << done.error().detail;
        });
    });
    m_cleaning.start(10min);
    tellOfEndingKeys();
    m_services->spend.onAlert([here = threadAnchor(), self = QPointer(this)](const SpendService::Alert &alert) {
        post(here, [self, alert] {
            if (self)
                self->tellOfSpending(alert);
        });
    });
}

// By mail where there is a way; in the log, and on their pages and in the console, in any case.
void RunningServer::tellOfEndingKeys()
{
    whenDone(m_services->keyCare.takeDueNotices(), [this](const Result<QList<KeyCare::Notice>> &notices) {
        for (const KeyCare::Notice &notice : notices.value_or(QList<KeyCare::Notice>())) {
            const QString ends = toIso(notice.expiresAt);
            qCInfo(lcServer).noquote() << "The key" << notice.hint << "of" << notice.email << "ends at" << ends;
            if (m_mailer)
                whenDone(
                    m_mailer->send(notice.email, QStringLiteral("Your API key \"%1\" ends soon").arg(notice.keyName),
                                   QStringLiteral("The key \"%1\" (%2) ends at %3. Rotate it at %4/account/keys, and "
                                                  "both work until the old one ends.\n")
                                       .arg(notice.keyName, notice.hint, ends, m_services->resources.issuer())),
                    [](const Result<bool> &) { });
        }
    });
}

void RunningServer::tellOfSpending(const SpendService::Alert &alert)
{
    const BudgetState &budget = alert.budget;
    const QString what = QStringLiteral("%1 % of the %2 budget of \"%3\" for %4 is spent: %5")
                             .arg(QString::number(alert.percent), toString(budget.scope), budget.name, alert.period,
                                  dollars(budget.spentMicros));
    qCWarning(lcServer).noquote() << what;
    if (!m_mailer)
        return;
    for (const Member &member : m_services->organizations.members(alert.organization).value_or(QList<Member>())) {
        if (member.role < Role::Admin || member.kind == AccountKind::Agent)
            continue;
        whenDone(
            m_mailer->send(
                member.email, what,
                what + QStringLiteral(".\nWhat it went on: %1/account/usage\n").arg(m_services->resources.issuer())),
            [](const Result<bool> &) { });
    }
}

} // namespace ostiary::app
