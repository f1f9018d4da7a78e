// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/oauth_clients.h"
#include "models/store/store.h"
#include "server/core/crypto/key_ring.h"
#include "server/core/oauth/client_assertion.h"
#include "server/core/oauth/document_cache.h"

namespace ostiary {

/// What a client sends to prove that it is the one (RFC 6749 §2.3).
struct ClientCredentials {
    QString clientId;
    std::optional<Secret> secret;
    bool viaBasic = false; ///< the Authorization header, not the body
    QByteArray assertion = {}; ///< `client_assertion` of RFC 7523; empty: none
};

/// Whether a client that is known is the one: by its secret (client_secret_basic and client_secret_post, whichever it
/// likes), by an assertion that it signed (private_key_jwt), or by nothing where it registered as public.
class ClientAuthentication
{
public:
    /// `issuer`: whom an assertion must be addressed to.
    ClientAuthentication(store::Store &store, const KeyRing &keys, DocumentCache &documents, const QString &issuer,
                         const Clock &clock);

    /// InvalidClient: a wrong or missing proof, or one where there is none to give.
    [[nodiscard]] Task<Result<OAuthClient>> check(store::oauth_clients::WithSecrets client,
                                                  ClientCredentials credentials);

    static constexpr qsizetype kMostKeyBytes = 64 * 1024; ///< of the document at jwks_uri

private:
    [[nodiscard]] Result<OAuthClient> bySecret(const store::oauth_clients::WithSecrets &client,
                                               const ClientCredentials &credentials) const;
    [[nodiscard]] Task<Result<OAuthClient>> byAssertion(OAuthClient client, QByteArray jwt);
    /// The client's own keys; those at its jwks_uri no older than that.
    [[nodiscard]] Task<Result<QList<PublicJwk>>> keysOf(OAuthClient client, std::chrono::seconds notOlderThan);

    store::Store &m_store;
    const KeyRing &m_keys;
    DocumentCache &m_documents;
    const QStringList m_audiences;
    const Clock &m_clock;
};

} // namespace ostiary
