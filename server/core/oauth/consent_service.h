// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/store/approvals.h"
#include "models/store/store.h"
#include "server/core/crypto/key_ring.h"
#include "server/core/oauth/authorize_request.h"
#include "server/core/oauth/grants/grant_hook.h"
#include "server/core/principal/principal.h"

namespace ostiary {

/// Asks the owner, on the page or on the desktop, and gives the waiting page its answer: an authorization code or a
/// refusal.
class ConsentService
{
public:
    ConsentService(store::Store &store, const KeyRing &keys, const ScopeCatalogue &scopes, QString issuer,
                   const Clock &clock, Random &random, const TokenPolicy &policy = {});

    /// Where to send the browser at once, when this person allowed the same before: nullopt when they must be asked.
    /// Loopback and private-use redirects are always asked about, since any app on the computer could pose as the
    /// client (RFC 8252 §8.6).
    [[nodiscard]] Task<Result<std::optional<QByteArray>>> answerFromMemory(AuthorizeRequest request, Principal who);

    /// A consent that the page and the desktop show.
    [[nodiscard]] Task<Result<Approval>> ask(AuthorizeRequest request, Principal who);

    /// The same, not kept yet and without a redirect address: for a device.
    [[nodiscard]] store::approvals::Pending prepare(const OAuthClient &client, const QStringList &scopes,
                                                    const QString &resource, const std::optional<Principal> &who) const;

    /// A consent for a browser where nobody is signed in, on the computer that this runs on: whoever owns the data
    /// folder stands in for the sign-in, and says as whom. It is bound to a cookie of that browser instead of a
    /// session.
    struct Unsigned {
        Approval approval;
        Secret browser; ///< the cookie
    };
    [[nodiscard]] Task<Result<Unsigned>> askUnsigned(AuthorizeRequest request);
    /// NotFound for any other browser.
    [[nodiscard]] Result<store::approvals::Pending> findUnsigned(const ApprovalId &id, const QByteArray &browser);
    /// As answer().
    [[nodiscard]] Task<Result<QByteArray>> answerUnsigned(ApprovalId id, QByteArray browser);

    [[nodiscard]] Result<store::approvals::Pending> find(const ApprovalId &id);
    /// NotFound, or Conflict when it was decided or ran out before. InvalidValue: see approval_choice::settled().
    [[nodiscard]] Task<Result<Approval>> decide(ApprovalId id, bool approve, ApprovalChoice choice = {});
    /// Which of its scopes its account has allowed this client for this resource before, and still does.
    [[nodiscard]] Result<QStringList> allowedBefore(const Approval &approval);
    /// How long a session may live, and does where nobody says otherwise.
    [[nodiscard]] std::chrono::seconds longestSession() const { return m_longest; }
    /// The client's redirect address with its code or error, for the browser session that asked, once. Conflict while
    /// it is undecided and when it was answered before; NotFound for anybody else.
    [[nodiscard]] Task<Result<QByteArray>> answer(ApprovalId id, Principal who);

    [[nodiscard]] Result<Page<Approval>> list(const PageRequest &page);
    [[nodiscard]] Result<qint64> countPending();

    /// The redirect that tells the client of a refusal (RFC 6749 §4.1.2.1, with `iss` of RFC 9207).
    [[nodiscard]] static QByteArray refusal(const RedirectUri &to, const Error &error,
                                            const std::optional<QString> &state, const QString &issuer);

    static constexpr std::chrono::minutes kLifetime{10}; ///< of a question
    static constexpr std::chrono::seconds kCodeLifetime{60}; ///< of an authorization code
    static constexpr int kMostPerSession = 20; ///< questions that one browser can hold open

private:
    struct Code {
        Secret value;
        QByteArray hash;
    };
    [[nodiscard]] store::approvals::Pending pendingOf(const AuthorizeRequest &request,
                                                      const std::optional<Principal> &who) const;
    [[nodiscard]] Code makeCode() const;
    [[nodiscard]] QByteArray macOf(const QByteArray &browser) const;
    [[nodiscard]] Task<Result<QByteArray>> answer(store::approvals::Pending pending);
    [[nodiscard]] QByteArray success(const RedirectUri &to, const Code &code,
                                     const std::optional<QString> &state) const;

    store::Store &m_store;
    const KeyRing &m_keys;
    const ScopeCatalogue &m_scopes;
    const QString m_issuer;
    const Clock &m_clock;
    Random &m_random;
    const std::chrono::seconds m_longest;
};

} // namespace ostiary
