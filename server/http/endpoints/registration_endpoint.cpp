// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/registration_endpoint.h"

#include "server/core/oauth/metadata.h"

namespace ostiary::http {

namespace {

// Generous: hosted clients register anew on every connection, several at once and from few addresses.
const RateRule kRegistrations{"register", 300, std::chrono::seconds(3600)};

QByteArray bearerOf(const Request &request)
{
    constexpr QByteArrayView kScheme = "bearer ";
    const QByteArrayView header = request.header("authorization");
    const bool isBearer
        = header.size() > kScheme.size() && header.first(kScheme.size()).compare(kScheme, Qt::CaseInsensitive) == 0;
    return isBearer ? header.sliced(kScheme.size()).trimmed().toByteArray() : QByteArray();
}

// RFC 7591 §3.2.2 has a word of its own for a body that is none.
Result<QJsonObject> metadataOf(const Request &request)
{
    Result<QJsonObject> metadata = request.json();
    if (!metadata)
        return fail(ErrorCode::InvalidClientMetadata, metadata.error().detail);
    return metadata;
}

// RFC 7592 §3. We can repeat the token only because the client has just sent it.
QJsonObject information(const ClientService::Registered &registered, const QString &issuer)
{
    QJsonObject answer = oauth_metadata::registration(registered.client, issuer);
    answer.insert(QStringLiteral("registration_access_token"),
                  QString::fromLatin1(registered.registrationToken.reveal()));
    if (!registered.secret.isEmpty()) {
        answer.insert(QStringLiteral("client_secret"), QString::fromLatin1(registered.secret.reveal()));
        answer.insert(QStringLiteral("client_secret_expires_at"), 0);
    }
    return answer;
}

} // namespace

QList<Route> RegistrationEndpoint::routes()
{
    const Stack open{
        .access = Access::Public, .limit = LimitClass::None, .cors = Cors::Open, .errors = ErrorStyle::OAuth};
    const auto post = [this](const Context &c) { return this->post(c); };
    // clang-format off
    return {
        {Method::Post,   "/api/oauth/register",      open, "RegistrationEndpoint::post",   post, {}, AttemptStep::Registration},
        {Method::Post,   "/register",                open, "RegistrationEndpoint::post",   post, {}, AttemptStep::Registration}, // where 2025-03-26 clients look
        {Method::Get,    "/api/oauth/register/{id}", open, "RegistrationEndpoint::get",    [this](const Context &c) { return get(c); }},
        {Method::Put,    "/api/oauth/register/{id}", open, "RegistrationEndpoint::put",    [this](const Context &c) { return put(c); }},
        {Method::Delete, "/api/oauth/register/{id}", open, "RegistrationEndpoint::remove", [this](const Context &c) { return remove(c); }},
    };
    // clang-format on
}

Task<Result<Response>> RegistrationEndpoint::post(const Context &context)
{
    const RateDecision rate
        = m_limiter.admit("register|" + context.request.client.toString().toLatin1(), kRegistrations);
    if (!rate.allowed) {
        co_return std::unexpected(Error{.code = ErrorCode::RateLimited,
                                        .detail = QStringLiteral("Too many registrations from this address."),
                                        .retryAfter = rate.retryAfter});
    }
    CO_TRY(const QJsonObject metadata, metadataOf(context.request));
    CO_TRY(const ClientService::Registered registered, co_await m_clients.registerClient(metadata));
    co_return json(information(registered, m_issuer), 201);
}

Task<Result<Response>> RegistrationEndpoint::get(const Context &context)
{
    const QByteArray token = bearerOf(context.request);
    CO_TRY(const OAuthClient client, m_clients.readRegistration(ClientId(context.parameter), token));
    co_return json(information({.client = client, .secret = {}, .registrationToken = Secret(token)}, m_issuer));
}

Task<Result<Response>> RegistrationEndpoint::put(const Context &context)
{
    const ClientId id(context.parameter);
    const QByteArray token = bearerOf(context.request);
    CO_CHECK(m_clients.readRegistration(id, token)); // strangers learn nothing from what is wrong with the body
    CO_TRY(const QJsonObject metadata, metadataOf(context.request));
    CO_TRY(const ClientService::Registered changed, co_await m_clients.changeRegistration(id, token, metadata));
    co_return json(information(changed, m_issuer));
}

Task<Result<Response>> RegistrationEndpoint::remove(const Context &context)
{
    CO_CHECK(co_await m_clients.removeRegistration(ClientId(context.parameter), bearerOf(context.request)));
    co_return noContent();
}

} // namespace ostiary::http
