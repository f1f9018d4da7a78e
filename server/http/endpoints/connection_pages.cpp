// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/connection_pages.h"

#include "server/http/endpoints/connections_endpoint.h"
#include "server/http/pages/words.h"

#include <QJsonArray>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

const PageRequest kNewest{.limit = 50};
const QByteArray kHere = QByteArrayLiteral("/account/connections");

// In the order of the enumerators.
constexpr std::array<const char *, kAttemptSteps> kStepWords{"Discovery", "Registration", "Authorization", "Sign-in",
                                                             "Consent",   "Token",        "First call"};

QString words(AttemptStep step)
{
    return QLatin1String(kStepWords[size_t(step)]);
}

QString words(AttemptState state)
{
    switch (state) {
    case AttemptState::UnderWay: return u"under way"_s;
    case AttemptState::Connected: return u"connected"_s;
    case AttemptState::Stopped: return u"stopped"_s;
    }
    Q_UNREACHABLE();
}

QJsonObject attemptValues(const ConnectionAttempt &attempt, Time now)
{
    const AttemptState state = attempt.state();
    return {{u"id"_s, attempt.id.text()},
            {u"name"_s, attempt.clientName},
            {u"client_id"_s, attempt.clientId.text()},
            {u"email"_s, attempt.accountEmail},
            {u"agent"_s, attempt.userAgent},
            {u"address"_s, attempt.address},
            {u"resource"_s, attempt.resource},
            {u"started"_s, timeValue(attempt.startedAt, now)},
            {u"last"_s, timeValue(attempt.lastAt, now)},
            {u"state"_s, words(state)},
            {u"reached"_s, words(attempt.reached)},
            {u"is_connected"_s, state == AttemptState::Connected},
            {u"is_stopped"_s, state == AttemptState::Stopped},
            {u"because"_s, attempt.stoppedBecause},
            {u"hint"_s, hintOf(attempt)}};
}

QJsonArray entryValues(const ConnectionAttempt &attempt, Time now)
{
    QJsonArray entries;
    for (const AttemptEntry &entry : attempt.entries) {
        entries.append(QJsonObject{{u"at"_s, timeValue(entry.at, now)},
                                   {u"step"_s, words(entry.step)},
                                   {u"ok"_s, entry.ok},
                                   {u"detail"_s, entry.detail},
                                   {u"times"_s, entry.count > 1 ? u"%1 times"_s.arg(entry.count) : QString()}});
    }
    return entries;
}

QJsonObject reportValues(const AuthorizeReport &report)
{
    QJsonArray lines;
    for (const AuthorizeLine &line : report.lines) {
        lines.append(QJsonObject{{u"what"_s, line.what},
                                 {u"value"_s, line.value},
                                 {u"ok"_s, line.verdict == AuthorizeVerdict::Ok},
                                 {u"refused"_s, line.verdict == AuthorizeVerdict::Refused},
                                 {u"verdict"_s, toString(line.verdict)},
                                 {u"sentence"_s, line.sentence}});
    }
    return {{u"accepted"_s, report.isAccepted()}, {u"lines"_s, lines}, {u"outcome"_s, report.outcome}};
}

} // namespace

struct ConnectionPages::Tested {
    QString pasted;
    std::optional<AuthorizeReport> report;
    std::optional<Error> error;
};

QList<Route> ConnectionPages::routes()
{
    // clang-format off
    return {
        {Method::Get,  "/account/connections",      AccountFrame::kShow,   "ConnectionPages::list", [this](const Context &c) { return list(c); }},
        {Method::Get,  "/account/connections/show", AccountFrame::kShow,   "ConnectionPages::show", [this](const Context &c) { return show(c); }},
        {Method::Post, "/account/connections/test", AccountFrame::kChange, "ConnectionPages::test", [this](const Context &c) { return test(c); }},
    };
    // clang-format on
}

Task<Result<Response>> ConnectionPages::page(const Context &context, Tested tested)
{
    const AccountId whose = ConnectionsEndpoint::visibleTo(*context.principal);
    CO_TRY(const Page<ConnectionAttempt> attempts, co_await m_recorder.list(kNewest, whose));
    QJsonArray items;
    for (const ConnectionAttempt &attempt : attempts.rows)
        items.append(attemptValues(attempt, m_frame.now()));
    QJsonObject values{{u"attempts"_s, items}, {u"of_everyone"_s, whose.isEmpty()}, {u"pasted"_s, tested.pasted}};
    if (tested.report)
        values.insert(u"report"_s, reportValues(*tested.report));
    co_return m_frame.page(u"account_connections"_s, kHere, context, values, tested.error);
}

Task<Result<Response>> ConnectionPages::list(const Context &context)
{
    co_return co_await page(context, {});
}

Task<Result<Response>> ConnectionPages::show(const Context &context)
{
    CO_TRY(const Parameters query, context.request.query());
    CO_TRY(
        const ConnectionAttempt attempt,
        co_await m_recorder.find(AttemptId(field(query, u"id")), ConnectionsEndpoint::visibleTo(*context.principal)));
    QJsonObject values = attemptValues(attempt, m_frame.now());
    values.insert(u"entries"_s, entryValues(attempt, m_frame.now()));
    co_return m_frame.page(u"account_connection"_s, kHere, context, values);
}

Task<Result<Response>> ConnectionPages::test(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    Tested tested{.pasted = field(form, u"url", AuthorizeTester::kLongest), .report = {}, .error = {}};
    Result<AuthorizeReport> report = co_await m_tester.check(tested.pasted);
    if (report)
        tested.report = *std::move(report);
    else if (report.error().field == u"url"_s)
        tested.error = report.error();
    else
        co_return std::unexpected(report.error());
    co_return co_await page(context, std::move(tested));
}

} // namespace ostiary::http
