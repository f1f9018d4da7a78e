// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/records.h"
#include "models/store/store.h"
#include "server/core/crypto/key_ring.h"
#include "server/core/crypto/token_signer.h"
#include "server/core/oauth/dpop_verifier.h"
#include "server/core/oauth/resources.h"
#include "server/core/oauth/scope_catalogue.h"

namespace ostiary {

class TrustedIssuers;

/// What a token request asks for, whatever its grant (OAuth 2.1 §3.2.2).
struct TokenRequest {
    QString grantType = {};
    QString code = {};
    std::optional<QString> redirectUri = {};
    QString codeVerifier = {};
    QString refreshToken = {};
    QString scope = {};
    QString resource = {};
    QString deviceCode = {}; ///< RFC 8628 §3.4
    QString subjectToken = {}; ///< RFC 8693 §2.1
    QString subjectTokenType = {};
    QString requestedTokenType = {};
    QString audience = {};
    QString actorToken = {};
    QString assertion = {}; ///< RFC 7523 §2.1
    DpopEvidence dpop = {}; ///< RFC 9449 §5
    QString keyThumbprint = {}; ///< of the key that `dpop` proved; TokenService says it
};

struct TokenPolicy {
    std::chrono::seconds accessLifetime{60 * 60}; ///< V4
    std::chrono::seconds refreshLifetime{90 * 24 * 60 * 60}; ///< V4: from the consent on, however often it rotates
    std::chrono::seconds grace{30}; ///< how long a spent refresh token gives its same successor
    const TrustedIssuers *trustedIssuers = nullptr; ///< whose assertions are taken; nullptr: nobody's
};

/// What every grant works with.
struct GrantTools {
    store::Store &store;
    const KeyRing &keys;
    const TokenSigner &signer;
    const Resources &resources;
    const ScopeCatalogue &scopes;
    const Clock &clock;
    Random &random;
    TokenPolicy policy;
};

/// A session that may have tokens, and what goes with the answer.
struct Authorized {
    Grant grant;
    QStringList scopes;
    Secret refreshToken = {}; ///< empty: none
    QString audience = {}; ///< empty: the session's resource
    std::optional<Time> notAfter = {}; ///< an end that comes before the usual one
};

/// One kind of grant. What all share (the access token, the answer) is TokenService's.
class GrantHook
{
public:
    explicit GrantHook(const GrantTools &tools) : m_tools(tools) { }
    virtual ~GrantHook() = default;

    [[nodiscard]] virtual QString type() const = 0; ///< `grant_type`
    [[nodiscard]] virtual Task<Result<Authorized>> authorize(OAuthClient client, TokenRequest request) = 0;

protected:
    /// Inside the transaction an outer error undoes everything; an inner one is committed with what it noted (a burnt
    /// code, a revoked family) and then told.
    using Outcome = Result<Result<Authorized>>;
    template <typename Work>
    [[nodiscard]] Task<Result<Authorized>> inTransaction(Work work)
    {
        CO_TRY(Result<Authorized> outcome, co_await m_tools.store.write(std::move(work)));
        co_return outcome;
    }

    /// What somebody allowed a client.
    struct Allowed {
        QStringList scopes;
        QString resource;
        QStringList leftOut = {}; ///< scopes that were asked for and not allowed
        std::optional<std::chrono::seconds> lifetime = {}; ///< nullopt, or longer: what the policy says
        QString keyThumbprint = {}; ///< of the key that was shown (RFC 9449); empty: none
    };
    /// A new session of an account for a client, with its first refresh token. A public client's is bound to the key
    /// that was shown (RFC 9449 §5): others prove themselves anyway, and may change their keys.
    [[nodiscard]] Result<Authorized> open(store::Connection &connection, const Account &account,
                                          const OAuthClient &client, const Allowed &allowed);
    /// For whom a trusted issuer stands in for consent.
    struct Vouched {
        const Account &account;
        ClientId client;
        QStringList scopes;
        QString resource;
        QString issuer;
        QString workload = {}; ///< the rule by which a program came; empty: it is a person
    };
    /// The session that there is for that, or a new one, of a day; so that a list shows it once and one click ends it.
    [[nodiscard]] Result<Grant> sessionOf(store::Connection &connection, const Vouched &vouched);
    [[nodiscard]] QByteArray macOf(QByteArrayView secret) const
    {
        return m_tools.keys.mac(Purpose::OAuthSecret, secret);
    }
    [[nodiscard]] Time now() const { return m_tools.clock.now(); }

    const GrantTools m_tools;
};

[[nodiscard]] std::unexpected<Error> invalidGrant(const QString &why);

/// Whether the request shows the key that what it presents is bound to; an empty thumbprint: to none.
/// InvalidDpopProof: it shows none. InvalidGrant: it shows another.
[[nodiscard]] Result<> checkKey(const QString &boundTo, const TokenRequest &request);

} // namespace ostiary
