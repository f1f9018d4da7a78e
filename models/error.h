// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <chrono>
#include <expected>
#include <optional>
#include <span>

namespace ostiary {

/// Every way a request can be refused, once. The catalogue (error.cpp) gives each its stable code, HTTP status,
/// OAuth word and public title; a golden file holds it.
enum class ErrorCode {
    InvalidRequest, ///< the request cannot be understood
    InvalidValue, ///< one field is wrong (`field` names it)
    AuthenticationRequired, ///< no credential was sent
    InvalidCredentials, ///< e-mail and password do not match
    InvalidToken, ///< key, session or token is unknown, expired or revoked
    SecondFactorRequired, ///< the password is right; `members` has the ticket to go on with
    ReauthenticationRequired, ///< the session is good, its last password too long ago for this
    PlanRequired, ///< the organization's plan does not include it; `members` names the one that does
    CsrfFailed, ///< a cookie request without its CSRF token
    InsufficientScope, ///< the credential is good, its scopes are not
    Forbidden, ///< known, and not allowed
    NotFound,
    MethodNotAllowed,
    Conflict, ///< it exists already, or its state forbids this
    RequestTimeout, ///< it did not arrive in time
    PayloadTooLarge,
    UriTooLong,
    HeaderTooLarge, ///< RFC 6585 §5
    ExpectationFailed,
    UnsupportedMediaType,
    MisdirectedRequest, ///< Host is none of ours (RFC 9110 §15.5.20)
    OriginRefused, ///< Origin is none of ours
    SpendCapExceeded, ///< a budget has no room for the call; `members` names it and says when it resets
    PriceUnknown, ///< the upstream is metered, and nobody has said what this costs
    RateLimited, ///< `retryAfter` says when to come back
    Unavailable, ///< for now: queue full, store locked, shutting down
    UpstreamFailed, ///< the upstream is down or broke the protocol
    UpstreamTimeout,
    StoreFailed, ///< the database refused; `cause` says why
    Internal,
    NotImplemented, ///< a method or transfer encoding that nothing here knows
    VersionNotSupported, ///< of HTTP
    // OAuth (RFC 6749 §4.1.2.1, §5.2; RFC 7591 §3.2.2; RFC 8707 §2)
    InvalidClient,
    InvalidGrant,
    InvalidScope,
    InvalidTarget,
    InvalidRedirectUri,
    InvalidClientMetadata,
    UnauthorizedClient,
    UnsupportedGrantType,
    UnsupportedResponseType,
    AccessDenied,
    LoginRequired, ///< prompt=none, and nobody is signed in (OpenID Connect Core §3.1.2.6)
    ConsentRequired, ///< prompt=none, and nobody was asked yet
    RequestNotSupported, ///< `request` or `request_uri`
    // RFC 8628 §3.5
    AuthorizationPending,
    SlowDown,
    ExpiredToken,
    DeviceDenied, ///< access_denied with the token endpoint's status
    // RFC 9449 §5, §7.1
    InvalidDpopProof, ///< at the token endpoint
    DpopProofRefused, ///< the same at a resource
    DpopProofMissing, ///< the token is bound to a key, and came as if it were not
};

/// What the catalogue says of a code.
struct ErrorEntry {
    ErrorCode code;
    const char *name; ///< stable, for programs: "rate_limited"
    int status; ///< HTTP
    const char *oauth; ///< RFC 6749 `error`
    const char *title; ///< one public sentence, English
};

[[nodiscard]] const ErrorEntry &entryOf(ErrorCode code);
[[nodiscard]] std::span<const ErrorEntry> errorCatalogue();

/// An error is a value. `detail` may be shown to whoever asked; `cause` is only logged.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    QString detail; ///< what is wrong and what to do
    QString field; ///< for InvalidValue: which one
    QString cause; ///< for the log, never for the client
    std::optional<std::chrono::seconds> retryAfter; ///< for RateLimited and Unavailable
    QJsonObject members; ///< more for programs: extension members of the problem (RFC 9457 §3.2)
    QStringList scopes = {}; ///< for InsufficientScope: what to ask for, all that was granted and all that is missing

    [[nodiscard]] const ErrorEntry &entry() const { return entryOf(code); }
};

template <typename T = void>
using Result = std::expected<T, Error>;

[[nodiscard]] std::unexpected<Error> fail(ErrorCode code, QString detail = {});
[[nodiscard]] std::unexpected<Error> failField(const QString &field, const QString &detail);
/// For people: what is wrong and what to do, with the field named in front where the sentence itself doesn't name it.
[[nodiscard]] QString sentenceOf(const Error &error);

} // namespace ostiary

#define OSTIARY_JOIN_(a, b) a##b
#define OSTIARY_JOIN(a, b) OSTIARY_JOIN_(a, b)
#define OSTIARY_TRY_(temporary, declaration, expression, leave)                                                        \
    auto temporary = (expression);                                                                                     \
    if (!temporary) [[unlikely]]                                                                                       \
        leave std::unexpected(std::move(temporary).error());                                                           \
    declaration = *std::move(temporary)
#define OSTIARY_CHECK_(temporary, expression, leave)                                                                   \
    if (auto temporary = (expression); !temporary) [[unlikely]]                                                        \
    leave std::unexpected(std::move(temporary).error())

/// `TRY(const auto key, keys.find(id));` leaves the function with the error, if there is one.
#define TRY(declaration, ...) OSTIARY_TRY_(OSTIARY_JOIN(tried_, __LINE__), declaration, (__VA_ARGS__), return)
/// The same for a `Result<void>`. Between `if` and `else` it needs braces; the compiler says so.
#define CHECK(...) OSTIARY_CHECK_(OSTIARY_JOIN(checked_, __LINE__), (__VA_ARGS__), return)
/// The same two inside a coroutine.
#define CO_TRY(declaration, ...) OSTIARY_TRY_(OSTIARY_JOIN(tried_, __LINE__), declaration, (__VA_ARGS__), co_return)
#define CO_CHECK(...) OSTIARY_CHECK_(OSTIARY_JOIN(checked_, __LINE__), (__VA_ARGS__), co_return)
