// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/client_service.h"

#include "server/core/oauth/client_id_url.h"
#include "server/core/oauth/redirect_uri.h"
#include "server/core/paging.h"

namespace ostiary {

namespace {

std::unexpected<Error> strangersToken()
{
    return fail(ErrorCode::InvalidToken, QStringLiteral("Send the client's registration access token."));
}

std::unexpected<Error> unknown()
{
    return fail(ErrorCode::InvalidClient,
                QStringLiteral("The client is not registered here (any more); register again."));
}

// Too much at once is the server's to say as it is; all else is the fault of the client's document.
std::unexpected<Error> unusable(const QString &url, const Error &error)
{
    if (error.code == ErrorCode::RateLimited || error.code == ErrorCode::Unavailable)
        return std::unexpected(error);
    return std::unexpected(Error{
        .code = ErrorCode::InvalidClient,
        .detail = QStringLiteral("The document by which this app describes itself, %1, cannot be used: %2")
                      .arg(url.left(300), error.detail),
        .cause = error.cause,
    });
}

} // namespace

ClientService::ClientService(store::Store &store, const KeyRing &keys, const ScopeCatalogue &scopes,
                             RateLimiter &limiter, const Clock &clock, Random &random, Options options)
    : m_store(store), m_keys(keys), m_scopes(scopes), m_clock(clock), m_random(random), m_options(std::move(options)),
      m_documents(m_options.fetcher, limiter, clock),
      m_authentication(store, keys, m_documents, m_options.issuer, clock)
{
}

QByteArray ClientService::hashOf(const Secret &secret) const
{
    return secret.isEmpty() ? QByteArray() : m_keys.mac(Purpose::OAuthSecret, secret.reveal());
}

// ---- registration ----

Task<Result<ClientService::Registered>> ClientService::registerClient(QJsonObject metadata)
{
    if (!m_options.registers) {
        co_return fail(
            ErrorCode::Forbidden,
            QStringLiteral("Clients can't register themselves here; ask the operator for one (ostiary client "
                           "create)."));
    }
    Registered registered;
    CO_TRY(registered.client, client_metadata::fromRegistration(metadata, m_scopes));
    CO_CHECK(checkRedirects(registered.client));
    registered.client.id = m_random.id<ClientId>();
    registered.client.createdAt = m_clock.now();
    registered.registrationToken = m_random.token();
    if (client_metadata::hasSecret(registered.client))
        registered.secret = m_random.token();

    const store::oauth_clients::WithSecrets row{
        .client = registered.client,
        .secretHash = hashOf(registered.secret),
        .registrationTokenHash = hashOf(registered.registrationToken),
    };
    CO_CHECK(co_await m_store.write([row](store::Connection &connection) -> Result<bool> {
        CHECK(store::oauth_clients::insert(connection, row));
        return true;
    }));
    co_return registered;
}

Result<store::oauth_clients::WithSecrets> ClientService::owned(const ClientId &id, const QByteArray &registrationToken)
{
    TRY(store::Connection *const connection, m_store.reader());
    TRY(auto found, store::oauth_clients::find(*connection, id));
    if (!found || Secret(found->registrationTokenHash) != Secret(m_keys.mac(Purpose::OAuthSecret, registrationToken)))
        return strangersToken();
    return *std::move(found);
}

Result<OAuthClient> ClientService::readRegistration(const ClientId &id, const QByteArray &registrationToken)
{
    TRY(const store::oauth_clients::WithSecrets found, owned(id, registrationToken));
    return found.client;
}

Task<Result<ClientService::Registered>> ClientService::changeRegistration(ClientId id, QByteArray registrationToken,
                                                                          QJsonObject metadata)
{
    CO_TRY(store::oauth_clients::WithSecrets row, owned(id, registrationToken));
    // RFC 7592 §2.2: it names itself, and may repeat its secret but not choose one.
    if (metadata.value(QLatin1String("client_id")).toString() != id.text())
        co_return fail(ErrorCode::InvalidClientMetadata, QStringLiteral("client_id must be the client's own."));
    for (const char *ours :
         {"registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"}) {
        if (metadata.contains(QLatin1String(ours))) {
            co_return fail(ErrorCode::InvalidClientMetadata,
                           QStringLiteral("%1 is not the client's to choose; leave it out.").arg(QLatin1String(ours)));
        }
    }
    const QJsonValue secret = metadata.value(QLatin1String("client_secret"));
    if (!secret.isUndefined() && Secret(hashOf(Secret(secret.toString().toUtf8()))) != Secret(row.secretHash)) {
        co_return fail(ErrorCode::InvalidClientMetadata,
                       QStringLiteral("client_secret is not the one that this client has."));
    }
    CO_TRY(OAuthClient changed, client_metadata::fromRegistration(metadata, m_scopes));
    CO_CHECK(checkRedirects(changed));
    changed.id = row.client.id;
    changed.createdAt = row.client.createdAt;
    changed.lastUsedAt = row.client.lastUsedAt;
    Registered registered{.client = changed, .secret = {}, .registrationToken = Secret(registrationToken)};
    if (!client_metadata::hasSecret(changed)) {
        row.secretHash.clear();
    } else if (row.secretHash.isEmpty()) {
        registered.secret = m_random.token();
        row.secretHash = hashOf(registered.secret);
    }
    row.client = changed;
    const Result<bool> written = co_await m_store.write([row](store::Connection &connection) -> Result<bool> {
        CHECK(store::oauth_clients::change(connection, row));
        return true;
    });
    if (!written && written.error().code == ErrorCode::NotFound) // somebody deleted it in between
        co_return strangersToken();
    CO_CHECK(written);
    co_return registered;
}

Task<Result<OAuthClient>> ClientService::removeRegistration(ClientId id, QByteArray registrationToken)
{
    CO_CHECK(owned(id, registrationToken));
    Result<OAuthClient> removed = co_await remove(id);
    if (!removed && removed.error().code == ErrorCode::NotFound)
        co_return strangersToken();
    co_return removed;
}

bool ClientService::mayLeadTo(const QString &redirectUri) const
{
    const Result<RedirectUri> uri = RedirectUri::parse(redirectUri);
    return uri
        && (m_options.redirectHosts.isEmpty() || uri->scheme() != QLatin1String("https")
            || m_options.redirectHosts.contains(uri->host().toLower()));
}

Result<> ClientService::checkRedirects(const OAuthClient &client) const
{
    for (const QString &uri : client.redirectUris) {
        if (!mayLeadTo(uri)) {
            return fail(ErrorCode::InvalidRedirectUri,
                        QStringLiteral("The operator of this server does not allow redirects to %1; they can add its "
                                       "host to clients.redirect_hosts.")
                            .arg(uri.left(300)));
        }
    }
    return {};
}

// ---- by hand ----

Task<Result<CreatedClient>> ClientService::create(NewClient wanted)
{
    CreatedClient created;
    OAuthClient &client = created.client;
    client.name = wanted.name.simplified();
    if (client.name.isEmpty() || client.name.size() > client_metadata::kLongestName) {
        co_return failField(
            QStringLiteral("name"),
            QStringLiteral("A client needs a name of 1 to %1 characters.").arg(client_metadata::kLongestName));
    }
    if (wanted.redirectUris.isEmpty() || wanted.redirectUris.size() > client_metadata::kMostRedirectUris) {
        co_return failField(QStringLiteral("redirect_uris"),
                            QStringLiteral("A client needs 1 to %1 addresses to send people back to.")
                                .arg(client_metadata::kMostRedirectUris));
    }
    for (const QString &text : std::as_const(wanted.redirectUris)) {
        const Result<RedirectUri> uri = RedirectUri::parse(text);
        if (!uri)
            co_return failField(QStringLiteral("redirect_uris"), uri.error().detail);
        client.redirectUris << uri->text();
    }
    client.id = m_random.id<ClientId>();
    client.createdAt = m_clock.now();
    client.origin = ClientOrigin::Operator;
    client.grantTypes = {QStringLiteral("authorization_code"), QStringLiteral("refresh_token")};
    client.tokenEndpointAuthMethod = wanted.hasSecret ? QStringLiteral("client_secret_basic") : QStringLiteral("none");
    if (wanted.hasSecret)
        created.secret = m_random.token();
    const store::oauth_clients::WithSecrets row{
        .client = client, .secretHash = hashOf(created.secret), .registrationTokenHash = {}};
    CO_CHECK(co_await m_store.write([row](store::Connection &connection) -> Result<bool> {
        CHECK(store::oauth_clients::insert(connection, row));
        return true;
    }));
    co_return created;
}

Task<Result<OAuthClient>> ClientService::remove(ClientId id)
{
    return m_store.write([id, now = m_clock.now()](store::Connection &connection) {
        return store::oauth_clients::remove(connection, id, now);
    });
}

// ---- those whose id is an address ----

Result<> ClientService::checkHost(const QString &host) const
{
    if (!m_options.fetcher)
        return fail(ErrorCode::InvalidClient, QStringLiteral("This server knows no clients by address; register."));
    if (!m_options.allowedHosts.isEmpty() && !m_options.allowedHosts.contains(host)) {
        return fail(ErrorCode::InvalidClient,
                    QStringLiteral("The operator of this server does not allow clients of %1; they can add it to "
                                   "clients.allowed_hosts.")
                        .arg(host));
    }
    return {};
}

Result<std::optional<OAuthClient>> ClientService::find(const ClientId &id)
{
    TRY(store::Connection *const connection, m_store.reader());
    TRY(auto found, store::oauth_clients::find(*connection, id));
    if (!found)
        return std::nullopt;
    if (found->client.origin == ClientOrigin::Document) {
        const Result<ClientIdUrl> url = ClientIdUrl::parse(id.text());
        if (!url || !checkHost(url->host()))
            return std::nullopt;
    }
    OAuthClient &client = found->client;
    if (client.origin != ClientOrigin::Operator) // whom the operator made may lead where the operator said
        client.redirectUris.removeIf([this](const QString &uri) { return !mayLeadTo(uri); });
    return std::optional(std::move(client));
}

Task<Result<bool>> ClientService::prepare(QString clientId)
{
    if (!ClientIdUrl::looksLikeOne(clientId))
        co_return true;
    CO_TRY(const ClientIdUrl url, ClientIdUrl::parse(clientId));
    CO_CHECK(checkHost(url.host()));
    Result<DocumentCache::Document> document = co_await m_documents.get(url.text(), url.host(), kMostDocumentBytes);
    if (document) {
        Result<bool> kept = co_await keep(url.text(), *std::move(document));
        if (!kept) {
            m_documents.distrust(url.text());
            co_return unusable(url.text(), kept.error());
        }
        co_return kept;
    }
    // The last good one holds for a day, also over a restart.
    CO_TRY(const bool known, isKept(ClientId(clientId)));
    if (!known)
        co_return unusable(url.text(), document.error());
    co_return true;
}

Result<bool> ClientService::isKept(const ClientId &id)
{
    TRY(const std::optional<OAuthClient> found, find(id));
    return found && found->documentFetchedAt && m_clock.now() < *found->documentFetchedAt + DocumentCache::kKeptMax;
}

Task<Result<bool>> ClientService::keep(QString url, DocumentCache::Document document)
{
    CO_TRY(const std::optional<OAuthClient> known, find(ClientId(url)));
    if (known && known->documentFetchedAt == document.fetchedAt)
        co_return true;
    CO_TRY(OAuthClient client, client_metadata::fromDocument(url, document.body, m_scopes));
    CO_CHECK(checkRedirects(client));
    client.createdAt = document.fetchedAt;
    client.documentFetchedAt = document.fetchedAt;
    const store::oauth_clients::WithSecrets row{.client = client, .secretHash = {}, .registrationTokenHash = {}};
    CO_CHECK(co_await m_store.write([row](store::Connection &connection) -> Result<bool> {
        CHECK(store::oauth_clients::insert(connection, row));
        return true;
    }));
    co_return true;
}

// ---- who is it ----

Task<Result<OAuthClient>> ClientService::authenticate(Credentials credentials)
{
    const ClientId id(credentials.clientId);
    // A public client's sessions outlive its document; keys are only trusted while the document stands.
    if (ClientIdUrl::looksLikeOne(credentials.clientId)) {
        CO_TRY(const std::optional<OAuthClient> known, find(id));
        if (!known || !credentials.assertion.isEmpty())
            CO_CHECK(co_await prepare(credentials.clientId));
        CO_TRY(const std::optional<OAuthClient> allowed, find(id));
        if (!allowed)
            co_return unknown();
    }
    std::optional<store::oauth_clients::WithSecrets> found;
    {
        CO_TRY(store::Connection *const connection, m_store.reader());
        CO_TRY(found, store::oauth_clients::find(*connection, id));
    }
    if (!found)
        co_return unknown();
    co_return co_await m_authentication.check(*std::move(found), std::move(credentials));
}

Result<Page<OAuthClient>> ClientService::list(const PageRequest &page)
{
    return paging::read<OAuthClient>(m_store, page,
                                     [](store::Connection &connection, const store::Cursor &from, int limit) {
                                         return store::oauth_clients::page(connection, from, limit);
                                     });
}

} // namespace ostiary
