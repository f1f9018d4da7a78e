// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/error.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace ostiary {

namespace {

using enum ErrorCode;

// clang-format off
constexpr std::array kCatalogue{
    // code                             name                       status  oauth                        title
    ErrorEntry{InvalidRequest,          "invalid_request",          400,   "invalid_request",           "The request cannot be understood."},
    ErrorEntry{InvalidValue,            "invalid_value",            422,   "invalid_request",           "One field of the request is wrong."},
    ErrorEntry{AuthenticationRequired,  "authentication_required",  401,   "invalid_token",             "This needs an API key, a token or a session."},
    ErrorEntry{InvalidCredentials,      "invalid_credentials",      401,   "access_denied",             "What was sent does not prove who you are."},
    ErrorEntry{InvalidToken,            "invalid_token",            401,   "invalid_token",             "The key, token or session is unknown, expired or revoked."},
    ErrorEntry{SecondFactorRequired,    "second_factor_required",   401,   "access_denied",             "This account also asks for a second factor."},
    ErrorEntry{ReauthenticationRequired,"reauthentication_required",403,   "access_denied",             "This needs a password or passkey from the last five minutes."},
    ErrorEntry{PlanRequired,            "plan_required",            403,   "access_denied",             "The organization's plan does not include this."},
    ErrorEntry{CsrfFailed,              "csrf_failed",              403,   "access_denied",             "A request made with a cookie needs its CSRF token."},
    ErrorEntry{InsufficientScope,       "insufficient_scope",       403,   "insufficient_scope",        "The credential lacks a scope."},
    ErrorEntry{Forbidden,               "forbidden",                403,   "access_denied",             "This is not allowed."},
    ErrorEntry{NotFound,                "not_found",                404,   "invalid_request",           "There is no such thing here."},
    ErrorEntry{MethodNotAllowed,        "method_not_allowed",       405,   "invalid_request",           "This address does not take that method."},
    ErrorEntry{Conflict,                "conflict",                 409,   "invalid_request",           "The present state forbids this."},
    ErrorEntry{RequestTimeout,          "request_timeout",          408,   "invalid_request",           "The request did not arrive in time."},
    ErrorEntry{UriTooLong,              "uri_too_long",             414,   "invalid_request",           "The address of the request is too long."},
    ErrorEntry{HeaderTooLarge,          "header_too_large",         431,   "invalid_request",           "The header of the request is too large."},
    ErrorEntry{ExpectationFailed,       "expectation_failed",       417,   "invalid_request",           "This server cannot do what the request expects."},
    ErrorEntry{NotImplemented,          "not_implemented",          501,   "invalid_request",           "This server does not offer that part of HTTP."},
    ErrorEntry{VersionNotSupported,     "version_not_supported",    505,   "invalid_request",           "This server does not speak that version of HTTP."},
    ErrorEntry{PayloadTooLarge,         "payload_too_large",        413,   "invalid_request",           "The request is too large."},
    ErrorEntry{UnsupportedMediaType,    "unsupported_media_type",   415,   "invalid_request",           "The request's Content-Type is not the one expected here."},
    ErrorEntry{MisdirectedRequest,      "misdirected_request",      421,   "invalid_request",           "The Host header names no address of this server."},
    ErrorEntry{OriginRefused,           "origin_refused",           403,   "access_denied",             "Pages of that origin may not call this server."},
    ErrorEntry{SpendCapExceeded,        "spend_cap_exceeded",       402,   "access_denied",             "The spending cap of this month is reached."},
    ErrorEntry{PriceUnknown,            "price_unknown",            402,   "access_denied",             "Nobody has said what this call costs."},
    ErrorEntry{RateLimited,             "rate_limited",             429,   "temporarily_unavailable",   "Too many requests."},
    ErrorEntry{Unavailable,             "unavailable",              503,   "temporarily_unavailable",   "The server cannot do this right now."},
    ErrorEntry{UpstreamFailed,          "upstream_failed",          502,   "server_error",              "The server behind this address does not answer."},
    ErrorEntry{UpstreamTimeout,         "upstream_timeout",         504,   "server_error",              "The server behind this address took too long."},
    ErrorEntry{StoreFailed,             "store_failed",             503,   "temporarily_unavailable",   "The database cannot do this right now."},
    ErrorEntry{Internal,                "internal",                 500,   "server_error",              "Something went wrong in this server."},
    ErrorEntry{InvalidClient,           "invalid_client",           401,   "invalid_client",            "The client is unknown or did not authenticate."},
    ErrorEntry{InvalidGrant,            "invalid_grant",            400,   "invalid_grant",             "The code or refresh token is unknown, used, expired or revoked."},
    ErrorEntry{InvalidScope,            "invalid_scope",            400,   "invalid_scope",             "A scope is unknown or goes beyond what was granted."},
    ErrorEntry{InvalidTarget,           "invalid_target",           400,   "invalid_target",            "The resource is none that this server protects."},
    ErrorEntry{InvalidRedirectUri,      "invalid_redirect_uri",     400,   "invalid_redirect_uri",      "A redirect address is not acceptable."},
    ErrorEntry{InvalidClientMetadata,   "invalid_client_metadata",  400,   "invalid_client_metadata",   "The client's metadata is not acceptable."},
    ErrorEntry{UnauthorizedClient,      "unauthorized_client",      400,   "unauthorized_client",       "The client may not use this grant."},
    ErrorEntry{UnsupportedGrantType,    "unsupported_grant_type",   400,   "unsupported_grant_type",    "This grant type is not offered."},
    ErrorEntry{UnsupportedResponseType, "unsupported_response_type",400,   "unsupported_response_type", "Only response_type=code is offered."},
    ErrorEntry{LoginRequired,           "login_required",           400,   "login_required",            "Somebody has to sign in first."},
    ErrorEntry{ConsentRequired,         "consent_required",         400,   "consent_required",          "Somebody has to be asked first."},
    ErrorEntry{RequestNotSupported,     "request_not_supported",    400,   "request_not_supported",     "Request objects are not supported."},
    ErrorEntry{AuthorizationPending,    "authorization_pending",    400,   "authorization_pending",     "Nobody has decided yet."},
    ErrorEntry{SlowDown,                "slow_down",                400,   "slow_down",                 "The device asks too often."},
    ErrorEntry{ExpiredToken,            "expired_token",            400,   "expired_token",             "The device code has expired."},
    ErrorEntry{DeviceDenied,            "device_denied",            400,   "access_denied",             "The owner said no to the device."},
    ErrorEntry{InvalidDpopProof,        "invalid_dpop_proof",       400,   "invalid_dpop_proof",        "The DPoP proof is missing or no good."},
    ErrorEntry{DpopProofRefused,        "dpop_proof_refused",       401,   "invalid_dpop_proof",        "The request's DPoP proof is missing or no good."},
    ErrorEntry{DpopProofMissing,        "dpop_proof_missing",       401,   "invalid_token",             "The token works only together with a DPoP proof."},
    ErrorEntry{AccessDenied,            "access_denied",            403,   "access_denied",             "The owner said no."},
};
// clang-format on

} // namespace

std::span<const ErrorEntry> errorCatalogue()
{
    return kCatalogue;
}

const ErrorEntry &entryOf(ErrorCode code)
{
    for (const ErrorEntry &entry : kCatalogue) {
        if (entry.code == code)
            return entry;
    }
    Q_UNREACHABLE();
}

std::unexpected<Error> fail(ErrorCode code, QString detail)
{
    return std::unexpected(
        Error{.code = code, .detail = std::move(detail), .field = {}, .cause = {}, .retryAfter = {}, .members = {}});
}

std::unexpected<Error> failField(const QString &field, const QString &detail)
{
    return std::unexpected(
        Error{.code = InvalidValue, .detail = detail, .field = field, .cause = {}, .retryAfter = {}, .members = {}});
}

QString sentenceOf(const Error &error)
{
    const QString detail = error.detail.isEmpty() ? QString::fromUtf8(error.entry().title) : error.detail;
    const auto letters = [](const QString &text) {
        QString kept;
        std::ranges::copy_if(text.toLower(), std::back_inserter(kept), [](QChar c) { return c.isLetterOrNumber(); });
        return kept; // "ai_cap", "--ai-cap" and "AI cap" are the same name
    };
    const bool isNamed = error.field.isEmpty() || letters(detail).contains(letters(error.field));
    return isNamed ? detail : error.field + QStringLiteral(": ") + detail;
}

} // namespace ostiary
