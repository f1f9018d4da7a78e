// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/client_authentication.h"

#include "models/store/used_once.h"
#include "server/core/oauth/client_id_url.h"

#include <QJsonDocument>

namespace ostiary {

namespace {

std::unexpected<Error> invalid(const QString &why)
{
    return fail(ErrorCode::InvalidClient, why);
}

} // namespace

ClientAuthentication::ClientAuthentication(store::Store &store, const KeyRing &keys, DocumentCache &documents,
                                           const QString &issuer, const Clock &clock)
    : m_store(store), m_keys(keys), m_documents(documents),
      m_audiences{issuer, issuer + QStringLiteral("/api/oauth/token"), issuer + QStringLiteral("/token")},
      m_clock(clock)
{
}

Task<Result<OAuthClient>> ClientAuthentication::check(store::oauth_clients::WithSecrets client,
                                                      ClientCredentials credentials)
{
    if (!credentials.assertion.isEmpty())
        return byAssertion(std::move(client.client), std::move(credentials.assertion));
    return bySecret(client, credentials);
}

Result<OAuthClient> ClientAuthentication::bySecret(const store::oauth_clients::WithSecrets &client,
                                                   const ClientCredentials &credentials) const
{
    if (client.client.tokenEndpointAuthMethod == QLatin1String("private_key_jwt"))
        return invalid(QStringLiteral("This client must send a client_assertion."));
    if (client.secretHash.isEmpty() != !credentials.secret) {
        return invalid(credentials.secret ? QStringLiteral("This client is public and has no secret.")
                                          : QStringLiteral("This client must send its secret."));
    }
    if (credentials.secret
        && Secret(client.secretHash) != Secret(m_keys.mac(Purpose::OAuthSecret, credentials.secret->reveal())))
        return invalid(QStringLiteral("The client secret is wrong."));
    return client.client;
}

Task<Result<OAuthClient>> ClientAuthentication::byAssertion(OAuthClient client, QByteArray jwt)
{
    if (client.jwks.isEmpty() && client.jwksUri.isEmpty())
        co_return invalid(QStringLiteral("This client has registered no keys, so that no assertion can be checked."));
    CO_TRY(const ClientAssertion assertion, ClientAssertion::parse(jwt));
    if (assertion.client() != client.id.text())
        co_return invalid(QStringLiteral("The client_assertion is another client's."));
    CO_CHECK(assertion.check(m_audiences, m_clock.now()));
    CO_TRY(const QList<PublicJwk> known, co_await keysOf(client, DocumentCache::kKeptMax));
    if (!assertion.isSignedBy(known)) {
        if (client.jwksUri.isEmpty())
            co_return invalid(QStringLiteral("The client_assertion is signed by none of the client's keys."));
        // It may have changed its keys since they were read.
        CO_TRY(const QList<PublicJwk> newer, co_await keysOf(client, DocumentCache::kFreshMin));
        if (!assertion.isSignedBy(newer))
            co_return invalid(QStringLiteral("The client_assertion is signed by none of the client's keys."));
    }
    const QString name = QStringLiteral("client|") + client.id.text() + u'|' + assertion.jti();
    const QByteArray hash = m_keys.mac(Purpose::OAuthSecret, name.toUtf8());
    const Time until = assertion.expiresAt() + ClientAssertion::kSkew;
    CO_TRY(const bool first, co_await m_store.write([hash, until](store::Connection &connection) {
        return store::used_once::spend(connection, hash, until);
    }));
    if (!first)
        co_return invalid(QStringLiteral("The client_assertion was used before; sign a new one."));
    co_return client;
}

Task<Result<QList<PublicJwk>>> ClientAuthentication::keysOf(OAuthClient client, std::chrono::seconds notOlderThan)
{
    QByteArray json = client.jwks;
    if (json.isEmpty()) {
        CO_TRY(const ClientIdUrl url, ClientIdUrl::parse(client.jwksUri));
        const auto document = co_await m_documents.getNewer(client.jwksUri, url.host(), kMostKeyBytes, notOlderThan);
        if (!document) {
            const ErrorCode code = document.error().code;
            if (code == ErrorCode::RateLimited || code == ErrorCode::Unavailable)
                co_return std::unexpected(document.error());
            co_return invalid(
                QStringLiteral("The keys at the client's jwks_uri cannot be read: %1").arg(document.error().detail));
        }
        json = document->body;
    }
    Result<QList<PublicJwk>> keys = parseJwkSet(QJsonDocument::fromJson(json).object());
    if (!keys)
        co_return invalid(QStringLiteral("The client's keys cannot be used: %1").arg(keys.error().detail));
    co_return keys;
}

} // namespace ostiary
