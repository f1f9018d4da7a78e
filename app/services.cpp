// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services.h"

#include "models/store/approvals.h"
#include "models/store/authorization_codes.h"
#include "models/store/browser_sessions.h"
#include "models/store/device_codes.h"
#include "models/store/meta.h"
#include "models/store/oauth_clients.h"
#include "models/store/one_time_links.h"
#include "models/store/sign_ins.h"
#include "models/store/used_once.h"
#include "server/core/crypto/base64url.h"

#include <QFile>

namespace ostiary::app {

using namespace std::chrono_literals;

namespace {

constexpr qint64 kLongestIssuersFile = 1024 * 1024; ///< bytes
constexpr std::chrono::hours kUnusedClientLifetime{24 * 30};

Result<std::unique_ptr<const TrustedIssuers>> readTrustedIssuers(const QString &name, const ScopeCatalogue &scopes)
{
    if (name.isEmpty())
        return nullptr;
    QFile file(name);
    if (!file.open(QFile::ReadOnly)) {
        return failField(
            QStringLiteral("oauth.trusted_issuers"),
            QStringLiteral("The file of trusted issuers, %1, cannot be read: %2.").arg(name, file.errorString()));
    }
    TRY(TrustedIssuers issuers, TrustedIssuers::parse(file.read(kLongestIssuersFile), scopes));
    return std::make_unique<const TrustedIssuers>(std::move(issuers));
}

SigningPolicy signingOf(const OAuthSetting &setting)
{
    SigningPolicy policy;
    switch (setting.signing) {
    case TokenKey::Rsa2048: policy.algorithm = SigningAlgorithm::Rsa2048; break;
    case TokenKey::Rsa3072: policy.algorithm = SigningAlgorithm::Rsa3072; break;
    case TokenKey::Rsa4096: policy.algorithm = SigningAlgorithm::Rsa4096; break;
    case TokenKey::Ed25519: policy.algorithm = SigningAlgorithm::Ed25519; break;
    }
    policy.lifetime = setting.signingLifetime;
    return policy;
}

TokenService::Policy policyOf(const OAuthSetting &setting, const TrustedIssuers *issuers)
{
    TokenService::Policy policy;
    policy.grace = setting.refreshGrace;
    policy.trustedIssuers = issuers;
    return policy;
}

QList<Scope> scopesOf(const Settings &settings)
{
    return (settings.oauth.seedScopes ? seedScopes() : QList<Scope>()) + settings.scopes;
}

UpstreamRules upstreamRulesOf(const Settings &settings)
{
    QHash<QString, UpstreamRules::Rule> rules;
    for (const UpstreamSetting &upstream : settings.upstreams) {
        rules.insert(upstream.name,
                     {.organization = OrganizationId(upstream.organization),
                      .limit = upstream.limit,
                      .scopes = upstream.scopes,
                      .needs = upstream.needs,
                      .subjects = upstream.path.isEmpty() ? Qt::CaseSensitive : Qt::CaseInsensitive});
    }
    return {std::move(rules), settings.defaultUpstream};
}

// Of those that speak MCP: only they are resources that a token can be for.
QStringList namesOf(const QList<UpstreamSetting> &upstreams)
{
    QStringList names;
    for (const UpstreamSetting &upstream : upstreams) {
        if (upstream.path.isEmpty())
            names << upstream.name;
    }
    return names;
}

RateRule ruleOf(const char *name, const RateLimit &limit)
{
    return {name, limit.count, limit.window};
}

RateRules rulesOf(const Settings &settings)
{
    return {.standard = ruleOf("standard", settings.standardLimit),
            .fvk = ruleOf("standard", settings.fvkLimit),
            .ai = ruleOf("ai", settings.aiLimit)};
}

// A database remembers which master key it was made with, so that a wrong one is noticed before anything is written
// with it.
Result<> checkMasterKey(store::Store &store, const KeyRing &keys, const QString &folder)
{
    const QString name = QStringLiteral("master_key_check");
    const QString check = QString::fromLatin1(toBase64Url(keys.mac(Purpose::KeyCheck, "ostiary")));
    TRY(store::Connection *const connection, store.reader());
    TRY(const std::optional<QString> known, store::meta::find(*connection, name));
    if (!known)
        return store.writeNow([&](store::Connection &writing) { return store::meta::insert(writing, name, check); });
    if (*known != check) {
        return fail(ErrorCode::Forbidden,
                    QStringLiteral("%1/master.key is not the key that this database was made with; put the right "
                                   "one back from your backup. Nothing has been changed.")
                        .arg(folder));
    }
    return {};
}

} // namespace

QUrl listenUrl(const Settings &settings, quint16 port)
{
    const QHostAddress &address = settings.listenAddress;
    // "Any address" is none that a client could be told.
    const bool any
        = address == QHostAddress::Any || address == QHostAddress::AnyIPv4 || address == QHostAddress::AnyIPv6;
    QUrl url;
    url.setScheme(QStringLiteral("http"));
    url.setHost(any ? QStringLiteral("127.0.0.1") : address.toString());
    url.setPort(port);
    return url;
}

Result<std::unique_ptr<Services>> Services::open(const Settings &settings, const QUrl &publicUrl,
                                                 std::unique_ptr<MetadataFetcher> fetcher)
{
    SystemRandom random;
    Parts parts;
    TRY(parts.folder, DataFolder::open(settings.dataFolder, random));
    const KeyRing keys(parts.folder->masterKey());
    TRY(parts.store, store::Store::open(parts.folder->databaseFile()));
    CHECK(checkMasterKey(*parts.store, keys, parts.folder->path()));
    TRY(parts.issuers, readTrustedIssuers(settings.oauth.trustedIssuers, ScopeCatalogue(scopesOf(settings))));
    parts.fetcher = std::move(fetcher);
    std::unique_ptr<Services> services(new Services(std::move(parts), settings, publicUrl));
    CHECK(services->signer->start());
    CHECK(services->spend.expireAll());
    CHECK(services->connections.start());
    return services;
}

Services::Services(Parts parts, const Settings &settings, const QUrl &publicUrl)
    : folder(std::move(parts.folder)), keys(folder->masterKey()), database(std::move(parts.store)),
      signer(std::make_unique<TokenSigner>(*database, keys, clock, random, signingOf(settings.oauth))),
      resources(publicUrl.toString(QUrl::RemovePath | QUrl::StripTrailingSlash), namesOf(settings.upstreams)),
      scopes(scopesOf(settings)), upstreams(upstreamRulesOf(settings)), issuers(std::move(parts.issuers)),
      plans(*database, clock), limits(*database, plans, limiter, rulesOf(settings), clock),
      prices(*database, clock, random), spend(*database, plans, clock, random),
      links(*database, keys, clock, random, resources.issuer()), organizations(*database, links, plans, clock, random),
      accounts(*database, hasher, links, clock, random, settings.trial),
      setup(accounts, keys, clock, resources.issuer()), secondFactors(*database, keys, clock, random, publicUrl.host()),
      passkeys(*database, keys, clock, random, publicUrl), apiKeys(*database, keys, scopes, clock, random),
      keyCare(*database, keys, clock), revocations(*database, clock),
      sessions(*database, keys, clock, random, {.absolute = settings.sessionLifetime, .idle = settings.sessionIdle}),
      signIns(
          *database, accounts, secondFactors, sessions, limiter,
          {.name = "auth", .count = settings.authLimit.count, .window = settings.authLimit.window, .failsClosed = true},
          keys, clock, random),
      fetcher(std::move(parts.fetcher)), clients(*database, keys, scopes, limiter, clock, random,
                                                 {.issuer = resources.issuer(),
                                                  .fetcher = fetcher.get(),
                                                  .allowedHosts = settings.allowedClientHosts,
                                                  .registers = settings.registersClients,
                                                  .redirectHosts = settings.redirectHosts}),
      consents(*database, keys, scopes, resources.issuer(), clock, random, policyOf(settings.oauth, issuers.get())),
      devices(*database, keys, resources, scopes, consents, limiter, clock, random), machines(*database, scopes, clock),
      tokens(*database, keys, *signer, resources, scopes, clock, random, policyOf(settings.oauth, issuers.get())),
      authenticator(*database, keys, *signer, resources.issuer(), clock, settings.sessionIdle),
      authorizeTester(clients, resources, scopes), connections(*database, clock, random)
{
}

Services::~Services() = default;

Task<Result<bool>> Services::cleanUp()
{
    return database->write(
        [this, now = clock.now(), idle = sessions.lifetimes().idle](store::Connection &connection) -> Result<bool> {
            CHECK(limits.removeOldCounts(connection));
            CHECK(store::browser_sessions::removeExpired(connection, now, now - idle));
            CHECK(store::one_time_links::removeExpired(connection, now - 24h));
            CHECK(store::sign_ins::removeOld(connection, now - SignInService::kHistory));
            CHECK(store::authorization_codes::removeExpired(connection, now - 24h));
            CHECK(store::device_codes::removeExpired(connection, now - 24h));
            CHECK(store::approvals::removeOld(connection, now - 24h));
            CHECK(store::used_once::removeExpired(connection, now));
            CHECK(store::oauth_clients::removeUnused(connection, now - kUnusedClientLifetime));
            CHECK(connections.removeOld(connection));
            return true;
        });
}

Task<Result<bool>> Services::writeBehind()
{
    CO_CHECK(co_await authenticator.writeUses());
    CO_CHECK(co_await limits.writeCounts());
    CO_CHECK(co_await connections.write());
    CO_CHECK(co_await spend.renew());
    CO_CHECK(co_await spend.expire());
    co_return true;
}

} // namespace ostiary::app
