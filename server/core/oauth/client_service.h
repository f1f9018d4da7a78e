// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/store/oauth_clients.h"
#include "models/store/store.h"
#include "server/core/crypto/key_ring.h"
#include "server/core/oauth/client_authentication.h"
#include "server/core/oauth/client_metadata.h"
#include "server/core/oauth/document_cache.h"

#include <QJsonObject>

namespace ostiary {

/// OAuth clients: those that register (RFC 7591, 7592), those whose id is the address of a document that describes them
/// (draft-ietf-oauth-client-id-metadata-document), those that an operator made; and how each proves that it is the one.
class ClientService
{
public:
    struct Options {
        QString issuer;
        MetadataFetcher *fetcher = nullptr; ///< none: no document is read, and such clients are unknown
        QStringList allowedHosts = {}; ///< of documents, lower case; empty: any
        bool registers = true; ///< clients may register themselves
        QStringList redirectHosts = {}; ///< where https redirects may lead, lower case; empty: anywhere
    };
    ClientService(store::Store &store, const KeyRing &keys, const ScopeCatalogue &scopes, RateLimiter &limiter,
                  const Clock &clock, Random &random, Options options);

    struct Registered {
        OAuthClient client;
        Secret secret; ///< empty for a client that has none, or keeps the one it has
        Secret registrationToken;
    };
    /// InvalidRedirectUri or InvalidClientMetadata. Unknown members are ignored, as RFC 7591 §2 wants it. Forbidden:
    /// the operator wants none.
    [[nodiscard]] Task<Result<Registered>> registerClient(QJsonObject metadata);
    /// InvalidToken unless the registration access token is the client's (RFC 7592 §2.1).
    [[nodiscard]] Result<OAuthClient> readRegistration(const ClientId &id, const QByteArray &registrationToken);
    /// All that it says of itself, anew (RFC 7592 §2.2). A secret comes with the answer when it had none and needs one.
    [[nodiscard]] Task<Result<Registered>> changeRegistration(ClientId id, QByteArray registrationToken,
                                                              QJsonObject metadata);
    /// Ends the client with its sessions (RFC 7592 §2.3).
    [[nodiscard]] Task<Result<OAuthClient>> removeRegistration(ClientId id, QByteArray registrationToken);

    /// One that somebody makes by hand. InvalidValue (name, redirect_uris).
    [[nodiscard]] Task<Result<CreatedClient>> create(NewClient wanted);
    /// Ends any client with its sessions. NotFound.
    [[nodiscard]] Task<Result<OAuthClient>> remove(ClientId id);

    /// With those redirect addresses that may be used.
    [[nodiscard]] Result<std::optional<OAuthClient>> find(const ClientId &id);
    /// Reads the document of a client whose id is an address, unless it was read lately; to be done before find() for
    /// whatever a stranger sends. InvalidClient: it cannot be used, `detail` says why. RateLimited.
    [[nodiscard]] Task<Result<bool>> prepare(QString clientId);

    using Credentials = ClientCredentials;
    /// InvalidClient: unknown, deleted, a wrong or missing proof, or one where there is none.
    [[nodiscard]] Task<Result<OAuthClient>> authenticate(Credentials credentials);

    [[nodiscard]] Result<Page<OAuthClient>> list(const PageRequest &page);
    /// Whether ids that are addresses are understood; for the server's own metadata.
    [[nodiscard]] bool readsDocuments() const { return m_documents.isOn(); }
    [[nodiscard]] bool registers() const { return m_options.registers; }

    static constexpr qsizetype kMostDocumentBytes = 5 * 1024; ///< of a client's metadata document

private:
    [[nodiscard]] Result<store::oauth_clients::WithSecrets> owned(const ClientId &id,
                                                                  const QByteArray &registrationToken);
    [[nodiscard]] Result<> checkHost(const QString &host) const;
    [[nodiscard]] bool mayLeadTo(const QString &redirectUri) const;
    [[nodiscard]] Result<> checkRedirects(const OAuthClient &client) const;
    [[nodiscard]] Result<bool> isKept(const ClientId &id);
    [[nodiscard]] Task<Result<bool>> keep(QString url, DocumentCache::Document document);
    [[nodiscard]] QByteArray hashOf(const Secret &secret) const;

    store::Store &m_store;
    const KeyRing &m_keys;
    const ScopeCatalogue &m_scopes;
    const Clock &m_clock;
    Random &m_random;
    const Options m_options;
    DocumentCache m_documents;
    ClientAuthentication m_authentication;
};

} // namespace ostiary
