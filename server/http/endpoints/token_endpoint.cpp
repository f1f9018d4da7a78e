// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/token_endpoint.h"

#include <QUrl>

namespace ostiary::http {

namespace {

constexpr qsizetype kLongestParameter = 8 * 1024; ///< characters

std::unexpected<Error> invalid(const QString &why)
{
    return fail(ErrorCode::InvalidRequest, why);
}

// Only the body counts: what stands in the query string ends up in logs (OAuth 2.1 §3.2.2).
Result<Parameters> parametersOf(const Request &request)
{
    Result<Parameters> form = request.form();
    if (!form)
        return fail(ErrorCode::InvalidRequest, form.error().detail);
    for (const auto &[name, value] : form->all()) {
        if (value.size() > kLongestParameter)
            return invalid(QStringLiteral("The parameter %1 is too long.").arg(name.left(60)));
        if (form->count(name) > 1
            && name != QLatin1String("resource")) // RFC 6749 §3.2; RFC 8707 §2 lets that one repeat
            return invalid(QStringLiteral("The parameter %1 comes twice.").arg(name.left(60)));
    }
    return form;
}

QString value(const Parameters &form, QStringView name)
{
    return form.value(name).value_or(QString());
}

// RFC 6749 §2.3.1: the two halves are form-encoded; ours hold nothing that encoding would change.
Result<ClientService::Credentials> basicOf(QByteArrayView authorization)
{
    constexpr QByteArrayView kScheme = "basic ";
    if (authorization.size() <= kScheme.size()
        || authorization.first(kScheme.size()).compare(kScheme, Qt::CaseInsensitive) != 0)
        return fail(ErrorCode::InvalidClient, QStringLiteral("Clients authenticate here with Basic, or in the body."));
    const auto result = QByteArray::fromBase64Encoding(authorization.sliced(kScheme.size()).trimmed().toByteArray(),
                                                       QByteArray::AbortOnBase64DecodingErrors);
    const QByteArray decoded = result ? *result : QByteArray();
    const qsizetype colon = decoded.indexOf(':');
    if (colon < 0)
        return fail(ErrorCode::InvalidClient, QStringLiteral("The Authorization header is not valid Basic."));
    return ClientService::Credentials{
        .clientId = QUrl::fromPercentEncoding(decoded.first(colon)),
        .secret = Secret(QByteArray::fromPercentEncoding(decoded.sliced(colon + 1))),
        .viaBasic = true,
    };
}

Result<ClientService::Credentials> credentialsOf(const Request &request, const Parameters &form)
{
    const std::optional<QString> bodyId = form.value(u"client_id");
    const std::optional<QString> bodySecret = form.value(u"client_secret");
    const QByteArrayView authorization = request.header("authorization");
    if (authorization.isNull()) {
        if (!bodyId)
            return fail(ErrorCode::InvalidClient, QStringLiteral("The request must name its client_id."));
        return ClientService::Credentials{.clientId = *bodyId,
                                          .secret = bodySecret && !bodySecret->isEmpty()
                                              ? std::optional(Secret(bodySecret->toUtf8()))
                                              : std::nullopt};
    }
    TRY(ClientService::Credentials basic, basicOf(authorization));
    if (bodySecret || (bodyId && *bodyId != basic.clientId))
        return fail(ErrorCode::InvalidClient, QStringLiteral("Authenticate in one way: the header or the body."));
    if (basic.secret->isEmpty())
        basic.secret.reset();
    return basic;
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
    CO_TRY(const ClientService::Credentials credentials, credentialsOf(context.request, form));
    CO_TRY(const OAuthClient client, m_clients.authenticate(credentials));
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
    CO_TRY(const ClientService::Credentials credentials, credentialsOf(context.request, form));
    CO_TRY(const OAuthClient client, m_clients.authenticate(credentials));
    const std::optional<QString> token = form.value(u"token");
    if (!token)
        co_return invalid(QStringLiteral("The request must say which token."));
    CO_CHECK(co_await m_tokens.revoke(client, token->toUtf8()));
    // RFC 7009 §2.2: 200 also for a token that was none.
    co_return json({});
}

} // namespace ostiary::http
