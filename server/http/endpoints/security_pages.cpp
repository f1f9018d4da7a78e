// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/security_pages.h"

#include "server/core/accounts/password_rules.h"
#include "server/http/pages/qr_code.h"
#include "server/http/pages/words.h"

#include <QJsonArray>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kHere = "/account/security";

QJsonObject setupValues(const SecondFactorService::Setup &setup)
{
    return {{u"secret"_s, setup.secret},
            {u"uri"_s, setup.uri},
            {u"qr_svg"_s, QString::fromLatin1(qrSvg(setup.uri.toLatin1()))},
            {u"ticket"_s, QString::fromLatin1(setup.ticket)}};
}

} // namespace

QList<Route> SecurityPages::routes()
{
    Stack password = AccountFrame::kChange;
    password.limit = LimitClass::Auth;
    // clang-format off
    return {
        {Method::Get,  "/account/security",                 AccountFrame::kShow,      "SecurityPages::show",           [this](const Context &c) { return show(c); }},
        {Method::Post, "/account/security/password",        password,                 "SecurityPages::changePassword", [this](const Context &c) { return changePassword(c); }},
        {Method::Post, "/account/security/totp/begin",      AccountFrame::kSensitive, "SecurityPages::beginTotp",      [this](const Context &c) { return beginTotp(c); }},
        {Method::Post, "/account/security/totp/confirm",    AccountFrame::kSensitive, "SecurityPages::confirmTotp",    [this](const Context &c) { return confirmTotp(c); }},
        {Method::Post, "/account/security/totp/remove",     AccountFrame::kSensitive, "SecurityPages::removeTotp",     [this](const Context &c) { return removeTotp(c); }},
        {Method::Post, "/account/security/recovery/new",    AccountFrame::kSensitive, "SecurityPages::newCodes",       [this](const Context &c) { return newCodes(c); }},
        {Method::Post, "/account/security/passkeys/remove", AccountFrame::kSensitive, "SecurityPages::removePasskey",  [this](const Context &c) { return removePasskey(c); }},
        {Method::Get,  "/account/confirm",                  AccountFrame::kShow,      "SecurityPages::showConfirm",    [this](const Context &c) { return showConfirm(c); }},
        {Method::Post, "/account/confirm",                  password,                 "SecurityPages::confirm",        [this](const Context &c) { return confirm(c); }},
    };
    // clang-format on
}

Result<Response> SecurityPages::page(const Context &context, const Extra &extra) const
{
    const AccountId &account = context.principal->account;
    const Time now = m_frame.now();
    TRY(const SecondFactorService::State state, m_factors.state(account));
    TRY(const QList<Passkey> passkeys, m_passkeys.list(account));
    QJsonArray items;
    for (const Passkey &passkey : passkeys) {
        items.append(QJsonObject{{u"id"_s, passkey.id.text()},
                                 {u"name"_s, passkey.name},
                                 {u"created"_s, timeValue(passkey.createdAt, now)},
                                 {u"last_used"_s, timeValue(passkey.lastUsedAt, now)}});
    }
    const Result<RelyingParty> &party = m_passkeys.relyingParty();
    QJsonObject values{
        {u"shortest_password"_s, int(password_rules::kShortest)},
        {u"totp"_s,
         QJsonObject{{u"on"_s, state.since.has_value()},
                     {u"since"_s, timeValue(state.since, now)},
                     {u"setup"_s, extra.totpSetup}}},
        {u"passkeys"_s,
         QJsonObject{{u"possible"_s, party.has_value()},
                     {u"why_not"_s, party ? QString() : party.error().detail},
                     {u"items"_s, items}}},
    };
    if (state.since) {
        values.insert(u"recovery"_s,
                      QJsonObject{{u"left"_s, state.codesLeft}, {u"codes"_s, QJsonArray::fromStringList(extra.codes)}});
    }
    return m_frame.page(u"account_security"_s, kHere, context, values, extra.error);
}

Task<Result<Response>> SecurityPages::show(const Context &context)
{
    co_return page(context, {});
}

Task<Result<Response>> SecurityPages::changePassword(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const Principal &who = *context.principal;
    if (Result<> admitted = m_signIns.admit(who.email, context.request.client); !admitted)
        co_return page(context, {.error = admitted.error()});
    const Result<Account> changed = co_await m_accounts.changePassword(
        who.account, Secret(field(form, u"current", 2000).toUtf8()), Secret(field(form, u"password", 2000).toUtf8()),
        SessionId(who.credentialId));
    if (changed)
        co_return done(kHere, "password");
    Error error = changed.error();
    if (error.code == ErrorCode::InvalidCredentials)
        error.field = u"current"_s;
    co_return page(context, {.error = error});
}

Task<Result<Response>> SecurityPages::beginTotp(const Context &context)
{
    CO_TRY(const Account account, m_accounts.find(context.principal->account));
    CO_TRY(const SecondFactorService::Setup setup, m_factors.begin(account));
    co_return page(context, {.totpSetup = setupValues(setup)});
}

Task<Result<Response>> SecurityPages::confirmTotp(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const QByteArray ticket = field(form, u"ticket", 4096).toUtf8();
    const AccountId account = context.principal->account;
    const Result<QStringList> codes = co_await m_factors.confirm(account, ticket, field(form, u"code", 40));
    if (codes)
        co_return page(context, {.codes = *codes});
    if (codes.error().field != u"code"_s)
        co_return page(context, {.error = codes.error()});
    // The same secret again: the app has it already.
    CO_TRY(const Account known, m_accounts.find(account));
    CO_TRY(const SecondFactorService::Setup setup, m_factors.resume(known, ticket));
    co_return page(context, {.totpSetup = setupValues(setup), .error = codes.error()});
}

Task<Result<Response>> SecurityPages::removeTotp(const Context &context)
{
    CO_CHECK(co_await m_factors.remove(context.principal->account));
    co_return done(kHere, "totp-off");
}

Task<Result<Response>> SecurityPages::newCodes(const Context &context)
{
    CO_TRY(const QStringList codes, co_await m_factors.newCodes(context.principal->account));
    co_return page(context, {.codes = codes});
}

Task<Result<Response>> SecurityPages::removePasskey(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    CO_CHECK(co_await m_passkeys.remove(PasskeyId(field(form, u"id")), context.principal->account));
    co_return done(kHere, "passkey-removed");
}

Result<Response> SecurityPages::confirmPage(const Context &context, const QString &next,
                                            const std::optional<Error> &error) const
{
    return m_frame.page(u"confirm"_s, kHere, context, {{u"next"_s, next}, {u"email"_s, context.principal->email}},
                        error);
}

Task<Result<Response>> SecurityPages::showConfirm(const Context &context)
{
    CO_TRY(const Parameters query, context.request.query());
    co_return confirmPage(context, localPath(field(query, u"next", 2000), u"/account"_s), {});
}

Task<Result<Response>> SecurityPages::confirm(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const QString next = localPath(field(form, u"next", 2000), u"/account"_s);
    const Principal &who = *context.principal;
    const Result<bool> confirmed
        = co_await m_signIns.confirm(SessionId(who.credentialId), who.account,
                                     Secret(field(form, u"password", 2000).toUtf8()), visitorOf(context.request));
    if (!confirmed)
        co_return confirmPage(context, next, confirmed.error());
    co_return seeOther(next.toLatin1());
}

} // namespace ostiary::http
