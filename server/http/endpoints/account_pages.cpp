// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/account_pages.h"

#include "server/http/pages/words.h"

#include <QJsonArray>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostListed = 200;
constexpr std::chrono::days kSoon{7};
constexpr std::chrono::days kNews{14}; ///< how long the overview tells of a session that reuse ended
const PageRequest kAll{.limit = kMostListed};

QJsonObject appValues(const Grant &grant, Time now)
{
    const bool active = grant.stateAt(now) == GrantState::Active;
    return {{u"id"_s, grant.id.text()},
            {u"name"_s, grant.clientName},
            {u"scopes"_s, QJsonArray::fromStringList(grant.scopes)},
            {u"is_everything"_s, grant.scopes.contains(u"*"_s)},
            {u"resource"_s, grant.resource},
            {u"created"_s, timeValue(grant.createdAt, now)},
            {u"expires"_s, timeValue(grant.expiresAt, now)},
            {u"last_used"_s, timeValue(grant.lastUsedAt, now)},
            {u"state"_s, toString(grant.stateAt(now))},
            {u"is_active"_s, active},
            {u"expiring"_s, active && grant.expiresAt - now < kSoon},
            {u"reused"_s, timeValue(grant.reusedAt, now)},
            {u"is_machine"_s, grant.isMachine},
            {u"workload_of"_s, grant.workload.isEmpty() ? QString() : grant.vouchedBy}};
}

QJsonObject sessionValues(const BrowserSession &session, const Principal &who, Time now)
{
    return {{u"id"_s, session.id.text()},
            {u"browser"_s, browserWords(session.userAgent)},
            {u"address"_s, session.address},
            {u"created"_s, timeValue(session.createdAt, now)},
            {u"last_seen"_s, timeValue(session.lastSeenAt, now)},
            {u"current"_s, session.id.text() == who.credentialId}};
}

QJsonObject signInValues(const SignInRecord &record, Time now)
{
    return {{u"at"_s, timeValue(record.at, now)},           {u"method"_s, methodWords(record.method)},
            {u"outcome"_s, outcomeWords(record.outcome)},   {u"ok"_s, record.outcome == u"ok"_s},
            {u"browser"_s, browserWords(record.userAgent)}, {u"address"_s, record.address}};
}

QJsonObject reuseWarning(const Grant &grant)
{
    return {{u"text"_s,
             u"A token of %1 was used twice, so the app was disconnected: somebody may have a copy."_s.arg(
                 grant.clientName.left(60))},
            {u"href"_s, u"/account/apps"_s},
            {u"label"_s, u"See your apps"_s}};
}

} // namespace

QList<Route> AccountPages::routes()
{
    // clang-format off
    return {
        {Method::Get,  "/account",                     AccountFrame::kShow,   "AccountPages::overview",   [this](const Context &c) { return overview(c); }},
        {Method::Get,  "/account/apps",                AccountFrame::kShow,   "AccountPages::apps",       [this](const Context &c) { return apps(c); }},
        {Method::Post, "/account/apps/revoke",         AccountFrame::kChange, "AccountPages::revokeApp",  [this](const Context &c) { return revokeApp(c); }},
        {Method::Get,  "/account/sessions",            AccountFrame::kShow,   "AccountPages::sessions",   [this](const Context &c) { return sessions(c); }},
        {Method::Post, "/account/sessions/end",        AccountFrame::kChange, "AccountPages::endSession", [this](const Context &c) { return endSession(c); }},
        {Method::Post, "/account/sessions/end-others", AccountFrame::kChange, "AccountPages::endOthers",  [this](const Context &c) { return endOthers(c); }},
    };
    // clang-format on
}

Result<QJsonArray> AccountPages::warningsFor(const Principal &who) const
{
    QJsonArray warnings;
    TRY(const SecondFactorService::State state, m.factors.state(who.account));
    if (!state.isRequired()) {
        warnings.append(QJsonObject{{u"text"_s, u"Whoever learns your password gets in with it alone."_s},
                                    {u"href"_s, u"/account/security"_s},
                                    {u"label"_s, u"Add a second factor"_s}});
    } else if (state.since && state.codesLeft < 3) {
        warnings.append(QJsonObject{{u"text"_s, u"You have %1 recovery codes left."_s.arg(state.codesLeft)},
                                    {u"href"_s, u"/account/security"_s},
                                    {u"label"_s, u"Make new ones"_s}});
    }
    return warnings;
}

Task<Result<Response>> AccountPages::overview(const Context &context)
{
    const Principal &who = *context.principal;
    CO_TRY(const Organization organization, m.frame.organizations().find(who.organization));
    // What gets in with one's name is what taking everything back would end.
    CO_TRY(const Revocation access, m.revocations.preview({.account = who.account, .organization = {}}));
    CO_TRY(const Page<Grant> grants, m.tokens.listGrants(kAll, who.account));
    CO_TRY(QJsonArray warnings, warningsFor(who));
    const Time now = m.frame.now();
    for (const Grant &grant : grants.rows) {
        if (grant.reusedAt && now - *grant.reusedAt < kNews)
            warnings.append(reuseWarning(grant));
    }
    QJsonArray connect;
    for (const UpstreamLink &upstream : m.upstreams) {
        if (m.rules.mayUse(who, upstream.name))
            connect.append(QJsonObject{{u"name"_s, upstream.name}, {u"url"_s, upstream.url}});
    }
    co_return m.frame.page(
        u"account"_s, "/account", context,
        {{u"plan"_s, m.frame.planValues(organization)},
         {u"counts"_s,
          QJsonObject{{u"keys"_s, access.keys}, {u"apps"_s, access.grants}, {u"sessions"_s, access.browserSessions}}},
         {u"warnings"_s, warnings},
         {u"connect"_s, connect}});
}

Task<Result<Response>> AccountPages::apps(const Context &context)
{
    CO_TRY(const Page<Grant> grants, m.tokens.listGrants(kAll, context.principal->account));
    QJsonArray items;
    for (const Grant &grant : grants.rows)
        items.append(appValues(grant, m.frame.now()));
    co_return m.frame.page(u"account_apps"_s, "/account/apps", context, {{u"apps"_s, items}});
}

Task<Result<Response>> AccountPages::revokeApp(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    CO_CHECK(co_await m.tokens.revokeGrant(GrantId(field(form, u"id")), context.principal->account));
    co_return done("/account/apps", "app-revoked");
}

Task<Result<Response>> AccountPages::sessions(const Context &context)
{
    const Principal &who = *context.principal;
    CO_TRY(const QList<BrowserSession> open, m.sessions.list(who.account));
    CO_TRY(const QList<SignInRecord> history, m.signIns.history(who.account));
    QJsonArray sessions;
    for (const BrowserSession &session : open)
        sessions.append(sessionValues(session, who, m.frame.now()));
    QJsonArray signIns;
    for (const SignInRecord &record : history)
        signIns.append(signInValues(record, m.frame.now()));
    co_return m.frame.page(u"account_sessions"_s, "/account/sessions", context,
                           {{u"sessions"_s, sessions}, {u"sign_ins"_s, signIns}});
}

Task<Result<Response>> AccountPages::endSession(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    CO_CHECK(co_await m.sessions.closeOf(SessionId(field(form, u"id")), context.principal->account));
    co_return done("/account/sessions", "session-ended");
}

Task<Result<Response>> AccountPages::endOthers(const Context &context)
{
    const Principal &who = *context.principal;
    CO_CHECK(co_await m.sessions.closeOthers(who.account, SessionId(who.credentialId)));
    co_return done("/account/sessions", "sessions-ended");
}

} // namespace ostiary::http
