// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/token_endpoint.h"

#include "server/http/endpoints/client_credentials.h"

namespace ostiary::http {

namespace {

std::unexpected<Error> invalid(const QString &why)
{
    return fail(ErrorCode::InvalidRequest, why);
}

QString value(const Parameters &form, QStringView name)
{
    return form.value(name).value_or(QString());
}

} // namespace

QList<Route> TokenEndpoint::routes()
{
    const Stack open{
        .access = Access::Public, .limit = LimitClass::None, .cors = Cors::Open, .errors = ErrorStyle::OAuth};
    const auto post = [this](const Context &c) { return this->post(c); };
    // clang-format off
    return {
        {Method::Post, "/api/oauth/token",  open, "TokenEndpoint::post",   post},
        {Method::Post, "/token",            open, "TokenEndpoint::post",   post}, // where 2025-03-26 clients look
        {Method::Post, "/api/oauth/revoke", open, "TokenEndpoint::revoke", [this](const Context &c) { return revoke(c); }},
    };
    // clang-format on
}

Task<Result<Response>> TokenEndpoint::post(const Context &context)
{
    CO_TRY(const Parameters form, parametersOf(context.request));
    CO_TRY(ClientCredentials credentials, credentialsOf(context.request, form));
    CO_TRY(const OAuthClient client, co_await m_clients.authenticate(std::move(credentials)));
    if (!form.value(u"grant_type"))
        co_return invalid(QStringLiteral("The request must name its grant_type."));
    const TokenRequest request{
        .grantType = value(form, u"grant_type"),
        .code = value(form, u"code"),
        .redirectUri = form.value(u"redirect_uri"),
        .codeVerifier = value(form, u"code_verifier"),
        .refreshToken = value(form, u"refresh_token"),
        .scope = value(form, u"scope"),
        .resource = value(form, u"resource"),
    };
    CO_TRY(const IssuedTokens tokens, co_await m_tokens.exchange(client, request));
    co_return json({
        {QStringLiteral("access_token"), QString::fromLatin1(tokens.accessToken)},
        {QStringLiteral("token_type"), QStringLiteral("Bearer")},
        {QStringLiteral("expires_in"), double(tokens.expiresIn.count())},
        {QStringLiteral("refresh_token"), QString::fromLatin1(tokens.refreshToken.reveal())},
        {QStringLiteral("scope"), tokens.scopes.join(u' ')},
    });
}

Task<Result<Response>> TokenEndpoint::revoke(const Context &context)
{
    CO_TRY(const Parameters form, parametersOf(context.request));
    CO_TRY(ClientCredentials credentials, credentialsOf(context.request, form));
    CO_TRY(const OAuthClient client, co_await m_clients.authenticate(std::move(credentials)));
    const std::optional<QString> token = form.value(u"token");
    if (!token)
        co_return invalid(QStringLiteral("The request must say which token."));
    CO_CHECK(co_await m_tokens.revoke(client, token->toUtf8()));
    // RFC 7009 §2.2: 200 also for a token that was none.
    co_return json({});
}

} // namespace ostiary::http
