// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/passkeys_endpoint.h"

#include "models/json_reader.h"
#include "server/http/endpoints/body.h"

#include <QJsonArray>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

QJsonObject toJson(const Passkey &passkey)
{
    QJsonObject object{
        {u"id"_s, passkey.id.text()},
        {u"name"_s, passkey.name},
        {u"created_at"_s, toJsonTime(passkey.createdAt)},
    };
    if (passkey.lastUsedAt)
        object.insert(u"last_used_at"_s, toJsonTime(*passkey.lastUsedAt));
    return object;
}

Response toResponse(const PasskeyService::Question &question)
{
    Response response = json({{u"public_key"_s, question.publicKey}, {u"ticket"_s, question.ticket}});
    response.headers.add("Cache-Control", "no-store");
    return response;
}

/// A browser's answer, and the ticket of the question that it answers.
struct Answer {
    QString ticket;
    QJsonObject credential;
};

Answer answerOf(Body &body)
{
    return {.ticket = body.text(u"ticket"_s), .credential = body.object(u"credential"_s)};
}

} // namespace

QList<Route> PasskeysEndpoint::routes()
{
    const Stack own{.access = Access::Manager, .limit = LimitClass::Standard};
    // Whoever adds a passkey can sign in for good: a key that leaked must not be enough for that, nor a browser left
    // open.
    const Stack change{.access = Access::Session, .limit = LimitClass::Standard, .recent = true};
    const Stack open{.access = Access::Public, .limit = LimitClass::Auth};
    // clang-format off
    return {
        {Method::Get,    "/auth/passkeys",                 own,    "PasskeysEndpoint::list",          [this](const Context &c) { return list(c); }},
        {Method::Post,   "/auth/passkeys/options",         change, "PasskeysEndpoint::options",       [this](const Context &c) { return options(c); }},
        {Method::Post,   "/auth/passkeys",                 change, "PasskeysEndpoint::create",        [this](const Context &c) { return create(c); }},
        {Method::Delete, "/auth/passkeys/{id}",            change, "PasskeysEndpoint::remove",        [this](const Context &c) { return remove(c); }},
        {Method::Post,   "/auth/passkeys/sign-in/options", open,   "PasskeysEndpoint::signInOptions", [this](const Context &c) { return signInOptions(c); }},
        {Method::Post,   "/auth/passkeys/sign-in",         open,   "PasskeysEndpoint::signIn",        [this](const Context &c) { return signIn(c); }},
    };
    // clang-format on
}

Task<Result<Response>> PasskeysEndpoint::list(const Context &context)
{
    CO_TRY(const QList<Passkey> passkeys, m_passkeys.list(context.principal->account));
    QJsonArray items;
    for (const Passkey &passkey : passkeys)
        items.append(toJson(passkey));
    co_return json({{u"items"_s, items}});
}

Task<Result<Response>> PasskeysEndpoint::options(const Context &context)
{
    CO_TRY(const PasskeyService::Question question,
           m_passkeys.beginRegistration(context.principal->account, context.principal->email));
    co_return toResponse(question);
}

Task<Result<Response>> PasskeysEndpoint::create(const Context &context)
{
    CO_TRY(Body body, Body::of(context.request));
    const QString name = body.text(u"name"_s);
    CO_TRY(const Answer answer, body.finish(answerOf(body)));
    CO_TRY(const Passkey made,
           co_await m_passkeys.finishRegistration(context.principal->account, name, answer.ticket, answer.credential));
    co_return json(toJson(made), 201);
}

Task<Result<Response>> PasskeysEndpoint::remove(const Context &context)
{
    CO_CHECK(co_await m_passkeys.remove(PasskeyId(context.parameter), context.principal->account));
    co_return noContent();
}

Task<Result<Response>> PasskeysEndpoint::signInOptions(const Context &context)
{
    CO_CHECK(m_door.admit(context.request));
    CO_TRY(Body body, Body::of(context.request));
    CO_TRY(const QString loginTicket, body.finish(body.optionalText(u"login_ticket"_s)));
    std::optional<AccountId> account;
    if (!loginTicket.isNull()) {
        CO_TRY(account, m_door.waitingFor(loginTicket));
    }
    CO_TRY(const PasskeyService::Question question, m_passkeys.beginSignIn(account));
    co_return toResponse(question);
}

Task<Result<Response>> PasskeysEndpoint::signIn(const Context &context)
{
    CO_CHECK(m_door.admit(context.request));
    CO_TRY(Body body, Body::of(context.request));
    QString loginTicket = body.optionalText(u"login_ticket"_s);
    CO_TRY(const Answer answer, body.finish(answerOf(body)));
    AccountId waiting;
    if (!loginTicket.isNull()) {
        CO_TRY(waiting, m_door.waitingFor(loginTicket));
    }
    CO_TRY(const PasskeyService::SignedIn who, co_await m_passkeys.finishSignIn(answer.ticket, answer.credential));
    // A second factor counts beside the first one of the same account only, and says nothing alone.
    if (who.asOnlyFactor)
        loginTicket.clear();
    else if (waiting != who.account)
        co_return failField(u"login_ticket"_s, u"This sign-in is another one's, or has run out; begin again."_s);
    co_return co_await m_door.enter(who, loginTicket, context.request);
}

} // namespace ostiary::http
