// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/store/oauth_clients.h"
#include "models/store/store.h"
#include "server/core/crypto/key_ring.h"

#include <QJsonObject>

namespace ostiary {

/// OAuth clients: dynamic registration (RFC 7591), reading it back (RFC 7592), and their authentication at the token
/// endpoint (RFC 6749 §2.3).
class ClientService
{
public:
    ClientService(store::Store &store, const KeyRing &keys, const Clock &clock, Random &random);

    struct Registered {
        OAuthClient client;
        Secret secret; ///< empty for a public client
        Secret registrationToken;
    };
    /// InvalidRedirectUri or InvalidClientMetadata. Unknown members are ignored, as RFC 7591 §2 wants it.
    [[nodiscard]] Task<Result<Registered>> registerClient(QJsonObject metadata);

    [[nodiscard]] Result<std::optional<OAuthClient>> find(const ClientId &id);
    /// InvalidToken unless the registration access token is the client's.
    [[nodiscard]] Result<OAuthClient> readRegistration(const ClientId &id, const QByteArray &registrationToken);

    struct Credentials {
        QString clientId;
        std::optional<Secret> secret;
        bool viaBasic = false; ///< the Authorization header, not the body
    };
    /// InvalidClient: unknown, deleted, a wrong or missing secret, or one where there is none.
    [[nodiscard]] Result<OAuthClient> authenticate(const Credentials &credentials);

    [[nodiscard]] Result<Page<OAuthClient>> list(const PageRequest &page);

    static constexpr qsizetype kMostRedirectUris = 20;

private:
    store::Store &m_store;
    const KeyRing &m_keys;
    const Clock &m_clock;
    Random &m_random;
};

} // namespace ostiary
