// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/token_endpoint.h"

#include "server/http/endpoints/client_credentials.h"
#include "server/http/routing/credentials.h"

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

// RFC 8707 §2 lets it repeat; a token here is for one resource.
Result<QString> resourceOf(const Parameters &form)
{
    const QString first = value(form, u"resource");
    for (const auto &[name, text] : form.all()) {
        if (name == QLatin1String("resource") && text != first)
            return fail(ErrorCode::InvalidTarget, QStringLiteral("Ask for one resource at a time."));
    }
    return first;
}

double seconds(Time time)
{
    return double(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

// RFC 7662 §2.2.
QJsonObject introspection(const TokenFacts &facts)
{
    QJsonObject answer{
        {QStringLiteral("active"), true},
        {QStringLiteral("scope"), facts.scopes.join(u' ')},
        {QStringLiteral("client_id"), facts.client.text()},
        {QStringLiteral("username"), facts.username},
        {QStringLiteral("sub"), facts.subject},
        {QStringLiteral("aud"), facts.audience},
        {QStringLiteral("exp"), seconds(facts.expiresAt)},
        {QStringLiteral("token_type"),
         facts.isRefreshToken                ? QStringLiteral("refresh_token")
             : facts.keyThumbprint.isEmpty() ? QStringLiteral("Bearer")
                                             : QStringLiteral("DPoP")},
    };
    if (!facts.keyThumbprint.isEmpty()) // RFC 9449 §6.2
        answer.insert(QStringLiteral("cnf"), QJsonObject{{QStringLiteral("jkt"), facts.keyThumbprint}});
    if (facts.issuedAt)
        answer.insert(QStringLiteral("iat"), seconds(*facts.issuedAt));
    if (!facts.id.isEmpty())
        answer.insert(QStringLiteral("jti"), facts.id);
    return answer;
}

Result<TokenRequest> tokenRequestOf(const Request &request, const Parameters &form)
{
    if (!form.value(u"grant_type"))
        return invalid(QStringLiteral("The request must name its grant_type."));
    TRY(const QString resource, resourceOf(form));
    return TokenRequest{
        .grantType = value(form, u"grant_type"),
        .code = value(form, u"code"),
        .redirectUri = form.value(u"redirect_uri"),
        .codeVerifier = value(form, u"code_verifier"),
        .refreshToken = value(form, u"refresh_token"),
        .scope = value(form, u"scope"),
        .resource = resource,
        .deviceCode = value(form, u"device_code"),
        .subjectToken = value(form, u"subject_token"),
        .subjectTokenType = value(form, u"subject_token_type"),
        .requestedTokenType = value(form, u"requested_token_type"),
        .audience = value(form, u"audience"),
        .actorToken = value(form, u"actor_token"),
        .assertion = value(form, u"assertion"),
        .dpop = dpopEvidence(request),
    };
}

// An assertion by itself, with nothing that would name a client: a workload's (MCP SEP-1933).
bool isOfWorkload(const Request &request, const Parameters &form)
{
    const auto isThere = [&](QStringView name) { return form.value(name).has_value(); };
    return form.value(u"grant_type") == QLatin1String("urn:ietf:params:oauth:grant-type:jwt-bearer")
        && request.header("authorization").isNull() && !isThere(u"client_id") && !isThere(u"client_secret")
        && !isThere(u"client_assertion") && !isThere(u"client_assertion_type");
}

// RFC 6749 §5.1.
Response answerOf(const IssuedTokens &tokens)
{
    QJsonObject answer{
        {QStringLiteral("access_token"), QString::fromLatin1(tokens.accessToken)},
        {QStringLiteral("token_type"), tokens.tokenType},
        {QStringLiteral("expires_in"), double(tokens.expiresIn.count())},
        {QStringLiteral("scope"), tokens.scopes.join(u' ')},
    };
    if (!tokens.refreshToken.isEmpty())
        answer.insert(QStringLiteral("refresh_token"), QString::fromLatin1(tokens.refreshToken.reveal()));
    if (!tokens.issuedTokenType.isEmpty())
        answer.insert(QStringLiteral("issued_token_type"), tokens.issuedTokenType);
    return json(answer);
}

} // namespace

QList<Route> TokenEndpoint::routes()
{
    const Stack open{
        .access = Access::Public, .limit = LimitClass::None, .cors = Cors::Open, .errors = ErrorStyle::OAuth};
    const auto post = [this](const Context &c) { return this->post(c); };
    // clang-format off
    return {
        {Method::Post, "/api/oauth/token",  open, "TokenEndpoint::post",   post, {}, AttemptStep::Token},
        {Method::Post, "/token",            open, "TokenEndpoint::post",   post, {}, AttemptStep::Token}, // where 2025-03-26 clients look
        {Method::Post, "/api/oauth/revoke", open, "TokenEndpoint::revoke", [this](const Context &c) { return revoke(c); }},
        {Method::Post, "/api/oauth/introspect", open, "TokenEndpoint::introspect", [this](const Context &c) { return introspect(c); }},
        {Method::Post, "/api/oauth/device_authorization", open, "TokenEndpoint::authorizeDevice", [this](const Context &c) { return authorizeDevice(c); }, {}, AttemptStep::Authorize},
    };
    // clang-format on
}

Task<Result<Response>> TokenEndpoint::post(const Context &context)
{
    CO_TRY(const Parameters form, parametersOf(context.request));
    if (m_tokens.hasWorkloads() && isOfWorkload(context.request, form)) {
        CO_TRY(TokenRequest request, tokenRequestOf(context.request, form));
        CO_TRY(const IssuedTokens tokens, co_await m_tokens.exchangeOfWorkload(std::move(request)));
        co_return answerOf(tokens);
    }
    CO_TRY(ClientCredentials credentials, credentialsOf(context.request, form));
    CO_TRY(const OAuthClient client, co_await m_clients.authenticate(std::move(credentials)));
    CO_TRY(TokenRequest request, tokenRequestOf(context.request, form));
    CO_TRY(const IssuedTokens tokens, co_await m_tokens.exchange(client, std::move(request)));
    co_return answerOf(tokens);
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

Task<Result<Response>> TokenEndpoint::introspect(const Context &context)
{
    CO_TRY(const Parameters form, parametersOf(context.request));
    CO_TRY(ClientCredentials credentials, credentialsOf(context.request, form));
    CO_TRY(const OAuthClient client, co_await m_clients.authenticate(std::move(credentials)));
    // RFC 7662 §2.1: only for who can prove who it is, or anyone could try tokens here.
    if (client.tokenEndpointAuthMethod == QLatin1String("none"))
        co_return fail(ErrorCode::InvalidClient, QStringLiteral("A public client cannot look into tokens."));
    const std::optional<QString> token = form.value(u"token");
    if (!token)
        co_return invalid(QStringLiteral("The request must say which token."));
    CO_TRY(const std::optional<TokenFacts> facts, m_tokens.introspect(client, token->toUtf8()));
    co_return json(facts ? introspection(*facts) : QJsonObject{{QStringLiteral("active"), false}});
}

Task<Result<Response>> TokenEndpoint::authorizeDevice(const Context &context)
{
    CO_TRY(const Parameters form, parametersOf(context.request));
    CO_TRY(ClientCredentials credentials, credentialsOf(context.request, form));
    CO_TRY(const OAuthClient client, co_await m_clients.authenticate(std::move(credentials)));
    CO_TRY(const QString resource, resourceOf(form));
    CO_TRY(const DeviceService::Started started,
           co_await m_devices.start(client, value(form, u"scope"), resource, context.request.client));
    co_return json({
        {QStringLiteral("device_code"), QString::fromLatin1(started.deviceCode.reveal())},
        {QStringLiteral("user_code"), started.userCode},
        {QStringLiteral("verification_uri"), started.verificationUri},
        {QStringLiteral("verification_uri_complete"),
         started.verificationUri + QStringLiteral("?user_code=") + started.userCode},
        {QStringLiteral("expires_in"), double(started.expiresIn.count())},
        {QStringLiteral("interval"), double(started.interval.count())},
    });
}

} // namespace ostiary::http
