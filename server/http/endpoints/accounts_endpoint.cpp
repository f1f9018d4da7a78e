// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/accounts_endpoint.h"

#include "models/json.h"

namespace ostiary::http {

namespace {

struct EmailAndPassword {
    QString email;
    Secret password;
};

Result<EmailAndPassword> parse(const Request &request)
{
    TRY(const QJsonObject body, request.json());
    for (const QString &field : {QStringLiteral("email"), QStringLiteral("password")}) {
        if (!body.value(field).isString())
            return failField(field, QStringLiteral("Send the %1 as a string.").arg(field));
    }
    return EmailAndPassword{body.value(QLatin1String("email")).toString(),
                            Secret(body.value(QLatin1String("password")).toString().toUtf8())};
}

} // namespace

QList<Route> AccountsEndpoint::routes()
{
    const Stack password{.access = Access::Public, .limit = LimitClass::Auth};
    const Stack own{.access = Access::Protected, .limit = LimitClass::Standard};
    // clang-format off
    return {
        {Method::Post, "/auth/register", password, "AccountsEndpoint::registerAccount", [this](const Context &c) { return registerAccount(c); }},
        {Method::Post, "/auth/login",    password, "AccountsEndpoint::login",           [this](const Context &c) { return login(c); }},
        {Method::Post, "/auth/logout",   own,      "AccountsEndpoint::logout",          [this](const Context &c) { return logout(c); }},
        {Method::Get,  "/auth/me",       own,      "AccountsEndpoint::me",              [this](const Context &c) { return me(c); }},
    };
    // clang-format on
}

Response AccountsEndpoint::welcome(const SignIn::SignedIn &signedIn, int status) const
{
    Response response = json({{QStringLiteral("account"), toJson(signedIn.account)},
                              {QStringLiteral("csrf_token"), QString::fromLatin1(signedIn.session.csrfToken)},
                              {QStringLiteral("expires_at"), toIso(signedIn.session.session.expiresAt)}},
                             status);
    m_signIn.setCookies(response, signedIn.session);
    return response;
}

Task<Result<Response>> AccountsEndpoint::registerAccount(const Context &context)
{
    if (!m_registrationOpen) {
        co_return fail(ErrorCode::Forbidden,
                       QStringLiteral("Registration is closed here; ask the operator for an account "
                                      "(ostiary account create)."));
    }
    CO_TRY(EmailAndPassword wish, parse(context.request));
    CO_CHECK(m_signIn.admit(wish.email, context.request.peer));
    CO_TRY(Account account,
           co_await m_signIn.accounts().create({.email = wish.email, .password = std::move(wish.password)}));
    CO_TRY(const SignIn::SignedIn signedIn, co_await m_signIn.as(std::move(account), context.request));
    co_return welcome(signedIn, 201);
}

Task<Result<Response>> AccountsEndpoint::login(const Context &context)
{
    CO_TRY(EmailAndPassword given, parse(context.request));
    CO_TRY(const SignIn::SignedIn signedIn,
           co_await m_signIn.withPassword(given.email, std::move(given.password), context.request));
    co_return welcome(signedIn, 200);
}

Task<Result<Response>> AccountsEndpoint::logout(const Context &context)
{
    if (context.principal->via != Principal::Via::BrowserSession)
        co_return fail(ErrorCode::InvalidRequest,
                       QStringLiteral("Only a browser session can sign out; revoke a key instead."));
    CO_CHECK(co_await m_signIn.out(context.principal->credentialId));
    Response response = noContent();
    m_signIn.clearCookies(response);
    co_return response;
}

Task<Result<Response>> AccountsEndpoint::me(const Context &context)
{
    static constexpr std::array kVia{"api_key", "oauth", "session"};
    const Principal &who = *context.principal;
    QJsonObject body{
        {QStringLiteral("id"), who.account.text()},
        {QStringLiteral("email"), who.email},
        {QStringLiteral("kind"), who.kind == AccountKind::Agent ? QStringLiteral("agent") : QStringLiteral("person")},
        {QStringLiteral("is_admin"), who.isAdmin},
        {QStringLiteral("organization_id"), who.organization.text()},
        {QStringLiteral("via"), QLatin1String(kVia[size_t(who.via)])},
        {QStringLiteral("credential_id"), who.credentialId},
        {QStringLiteral("scopes"), QJsonArray::fromStringList(who.scopes)},
    };
    if (!who.client.isEmpty())
        body.insert(QStringLiteral("client_id"), who.client.text());
    return Result<Response>(json(body));
}

} // namespace ostiary::http
