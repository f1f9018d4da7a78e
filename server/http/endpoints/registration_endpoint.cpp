// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/registration_endpoint.h"

#include "server/core/oauth/metadata.h"

namespace ostiary::http {

namespace {
// Generous: hosted clients register anew on every connection, several at once and from few addresses.
const RateRule kRegistrations{"register", 300, std::chrono::seconds(3600)};
} // namespace

QList<Route> RegistrationEndpoint::routes()
{
    const Stack open{
        .access = Access::Public, .limit = LimitClass::None, .cors = Cors::Open, .errors = ErrorStyle::OAuth};
    const auto post = [this](const Context &c) { return this->post(c); };
    // clang-format off
    return {
        {Method::Post, "/api/oauth/register",      open, "RegistrationEndpoint::post", post},
        {Method::Post, "/register",                open, "RegistrationEndpoint::post", post}, // where 2025-03-26 clients look
        {Method::Get,  "/api/oauth/register/{id}", open, "RegistrationEndpoint::get",  [this](const Context &c) { return get(c); }},
    };
    // clang-format on
}

Task<Result<Response>> RegistrationEndpoint::post(const Context &context)
{
    const RateDecision rate = m_limiter.admit("register|" + context.request.peer.toString().toLatin1(), kRegistrations);
    if (!rate.allowed) {
        co_return std::unexpected(Error{.code = ErrorCode::RateLimited,
                                        .detail = QStringLiteral("Too many registrations from this address."),
                                        .retryAfter = rate.retryAfter});
    }
    Result<QJsonObject> metadata = context.request.json();
    if (!metadata) // RFC 7591 §3.2.2 has a word of its own for it
        co_return fail(ErrorCode::InvalidClientMetadata, metadata.error().detail);
    CO_TRY(const ClientService::Registered registered, co_await m_clients.registerClient(*std::move(metadata)));
    QJsonObject answer = oauth_metadata::registration(registered.client, m_issuer);
    answer.insert(QStringLiteral("registration_access_token"),
                  QString::fromLatin1(registered.registrationToken.reveal()));
    if (!registered.secret.isEmpty()) {
        answer.insert(QStringLiteral("client_secret"), QString::fromLatin1(registered.secret.reveal()));
        answer.insert(QStringLiteral("client_secret_expires_at"), 0);
    }
    co_return json(answer, 201);
}

Task<Result<Response>> RegistrationEndpoint::get(const Context &context)
{
    QByteArray token = context.request.header("authorization").toByteArray();
    token = token.startsWith("Bearer ") ? token.sliced(7) : QByteArray();
    CO_TRY(const OAuthClient client, m_clients.readRegistration(ClientId(context.parameter), token));
    co_return json(oauth_metadata::registration(client, m_issuer));
}

} // namespace ostiary::http
