// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/security_endpoint.h"

#include "models/json.h"
#include "server/http/endpoints/body.h"

namespace ostiary::http {

namespace {

Response codesAnswer(const QStringList &codes, int status)
{
    return json({{QStringLiteral("recovery_codes"), QJsonArray::fromStringList(codes)}}, status);
}

} // namespace

QList<Route> SecurityEndpoint::routes()
{
    const Stack own{.access = Access::Session, .limit = LimitClass::Standard};
    const Stack password{.access = Access::Session, .limit = LimitClass::Auth};
    const Stack recent{.access = Access::Session, .limit = LimitClass::Standard, .recent = true};
    const Stack stranger{.access = Access::Public, .limit = LimitClass::Auth};
    // clang-format off
    return {
        {Method::Get,    "/auth/security",       own,      "SecurityEndpoint::show",             [this](const Context &c) { return show(c); }},
        {Method::Get,    "/auth/sign-ins",       own,      "SecurityEndpoint::signIns",          [this](const Context &c) { return signIns(c); }},
        {Method::Post,   "/auth/confirm",        password, "SecurityEndpoint::confirm",          [this](const Context &c) { return confirm(c); }},
        {Method::Post,   "/auth/password",       password, "SecurityEndpoint::changePassword",   [this](const Context &c) { return changePassword(c); }},
        {Method::Post,   "/auth/password/reset", stranger, "SecurityEndpoint::resetPassword",    [this](const Context &c) { return resetPassword(c); }},
        {Method::Post,   "/auth/totp/begin",     recent,   "SecurityEndpoint::beginTotp",        [this](const Context &c) { return beginTotp(c); }},
        {Method::Post,   "/auth/totp/confirm",   recent,   "SecurityEndpoint::confirmTotp",      [this](const Context &c) { return confirmTotp(c); }},
        {Method::Delete, "/auth/totp",           recent,   "SecurityEndpoint::removeTotp",       [this](const Context &c) { return removeTotp(c); }},
        {Method::Post,   "/auth/recovery-codes", recent,   "SecurityEndpoint::newRecoveryCodes", [this](const Context &c) { return newRecoveryCodes(c); }},
    };
    // clang-format on
}

Task<Result<Response>> SecurityEndpoint::show(const Context &context)
{
    CO_TRY(const SecondFactorService::State state, m_factors.state(context.principal->account));
    QJsonObject body{{QStringLiteral("totp"), state.since.has_value()},
                     {QStringLiteral("recovery_codes_left"), state.codesLeft},
                     {QStringLiteral("passkeys"), state.hasPasskey}};
    if (state.since)
        body.insert(QStringLiteral("totp_since"), toIso(*state.since));
    co_return json(body);
}

Task<Result<Response>> SecurityEndpoint::signIns(const Context &context)
{
    CO_TRY(const QList<SignInRecord> records, m_signIns.history(context.principal->account));
    QJsonArray items;
    for (const SignInRecord &record : records)
        items.append(toJson(record));
    co_return json({{QStringLiteral("items"), items}});
}

Task<Result<Response>> SecurityEndpoint::confirm(const Context &context)
{
    CO_TRY(Body body, Body::of(context.request));
    CO_TRY(Secret password, body.finish(body.secret(QStringLiteral("password"))));
    const Result<bool> confirmed
        = co_await m_signIns.confirm(SessionId(context.principal->credentialId), context.principal->account,
                                     std::move(password), visitorOf(context.request));
    *context.standing = m_signIns.standing(context.principal->email, context.request.client);
    CO_CHECK(confirmed);
    co_return noContent();
}

Task<Result<Response>> SecurityEndpoint::changePassword(const Context &context)
{
    CO_TRY(Body body, Body::of(context.request));
    Secret current = body.secret(QStringLiteral("current_password"));
    CO_TRY(Secret password, body.finish(body.secret(QStringLiteral("password"))));
    const Principal &who = *context.principal;
    const Result<> admitted = m_signIns.admit(who.email, context.request.client);
    *context.standing = m_signIns.standing(who.email, context.request.client);
    CO_CHECK(admitted);
    CO_CHECK(co_await m_accounts.changePassword(who.account, std::move(current), std::move(password),
                                                SessionId(who.credentialId)));
    co_return noContent();
}

Task<Result<Response>> SecurityEndpoint::resetPassword(const Context &context)
{
    CO_TRY(Body body, Body::of(context.request));
    const QString token = body.text(QStringLiteral("token"));
    CO_TRY(Secret password, body.finish(body.secret(QStringLiteral("password"))));
    CO_CHECK(m_signIns.admit(QStringLiteral("reset"), context.request.client));
    CO_TRY(const Account account, co_await m_accounts.resetPassword(token.toUtf8(), std::move(password)));
    CO_CHECK(co_await m_signIns.note(account.id, QStringLiteral("reset_link"), QStringLiteral("ok"),
                                     visitorOf(context.request)));
    Response response = noContent();
    m_cookies.clear(response);
    co_return response;
}

Task<Result<Response>> SecurityEndpoint::beginTotp(const Context &context)
{
    CO_TRY(const Account account, m_accounts.find(context.principal->account));
    CO_TRY(const SecondFactorService::Setup setup, m_factors.begin(account));
    co_return json({{QStringLiteral("secret"), setup.secret},
                    {QStringLiteral("uri"), setup.uri},
                    {QStringLiteral("ticket"), QString::fromLatin1(setup.ticket)}});
}

Task<Result<Response>> SecurityEndpoint::confirmTotp(const Context &context)
{
    CO_TRY(Body body, Body::of(context.request));
    const QString ticket = body.text(QStringLiteral("ticket"));
    CO_TRY(const QString code, body.finish(body.text(QStringLiteral("code"))));
    CO_TRY(const QStringList codes, co_await m_factors.confirm(context.principal->account, ticket.toUtf8(), code));
    co_return codesAnswer(codes, 201);
}

Task<Result<Response>> SecurityEndpoint::removeTotp(const Context &context)
{
    CO_CHECK(co_await m_factors.remove(context.principal->account));
    co_return noContent();
}

Task<Result<Response>> SecurityEndpoint::newRecoveryCodes(const Context &context)
{
    CO_TRY(const QStringList codes, co_await m_factors.newCodes(context.principal->account));
    co_return codesAnswer(codes, 201);
}

} // namespace ostiary::http
