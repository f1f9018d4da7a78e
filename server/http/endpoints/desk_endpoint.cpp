// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/desk_endpoint.h"

#include "server/http/endpoints/consent_notes.h"
#include "server/http/pages/page_renderer.h"

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

// One per question: a cookie that somebody else planted before is none that a question of ours is bound to.
QByteArray cookieOf(const ApprovalId &id)
{
    return "ostiary_wait_" + id.text().toLatin1();
}

QByteArray pathOf(const ApprovalId &id)
{
    return "/waiting?id=" + id.text().toLatin1();
}

// An id of ours and nothing else becomes part of a cookie's name.
bool isOurs(const QString &id)
{
    constexpr qsizetype kLongest = 64;
    return id.size() <= kLongest
        && std::ranges::all_of(id, [](QChar c) { return c == u'_' || (c.unicode() < 128 && c.isLetterOrNumber()); });
}

} // namespace

QList<Route> DeskEndpoint::routes()
{
    const Stack form{.access = Access::Optional, .limit = LimitClass::None, .errors = ErrorStyle::Page};
    const Stack page{.access = Access::Public, .limit = LimitClass::None, .errors = ErrorStyle::Page};
    const Stack data{.access = Access::Public, .limit = LimitClass::None};
    // clang-format off
    return {
        {Method::Post, "/login/desk",     form, "DeskEndpoint::ask",    [this](const Context &c) { return ask(c); }, {}, AttemptStep::Authorize},
        {Method::Get,  "/waiting",        page, "DeskEndpoint::show",   [this](const Context &c) { return show(c); }, {}, AttemptStep::Consent},
        {Method::Get,  "/waiting/status", data, "DeskEndpoint::status", [this](const Context &c) { return status(c); }},
    };
    // clang-format on
}

Task<Result<Response>> DeskEndpoint::ask(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    CO_CHECK(m_tokens.check(context, form));
    if (!m_rule.covers(context.request)) {
        co_return fail(ErrorCode::Forbidden,
                       u"Only a browser on the computer that this runs on can be let in there. Sign in instead."_s);
    }
    const QString next = localPath(form.value(u"next").value_or(QString()), QString());
    const qsizetype query = next.indexOf(u'?');
    const QByteArray path = next.left(std::max<qsizetype>(query, 0)).toLatin1();
    if (path != "/api/oauth/authorize" && path != "/authorize")
        co_return fail(ErrorCode::InvalidRequest, u"No app is waiting. Start again from the app."_s);
    CO_TRY(const Parameters asked, Parameters::parse(next.sliced(query + 1).toLatin1()));
    CO_CHECK(co_await m_clients.prepare(asked.value(u"client_id").value_or(QString())));
    const auto request = parseAuthorizeRequest(asked.all(), m_clients, m_resources, m_scopes);
    if (!request || request->mustNotAsk)
        co_return seeOther(next.toLatin1()); // says what is wrong, or tells the client
    CO_TRY(const ConsentService::Unsigned unsignedOne, co_await m_consents.askUnsigned(*request));
    const ApprovalId &id = unsignedOne.approval.id;
    Response response = seeOther(pathOf(id));
    setCookie(response, cookieOf(id), unsignedOne.browser.reveal().toByteArray(), true, ConsentService::kLifetime,
              m_cookies.rules());
    co_return noted(std::move(response), acceptedNotes(*request, nullptr));
}

Result<DeskEndpoint::Waiting> DeskEndpoint::own(const Context &context) const
{
    TRY(const Parameters query, context.request.query());
    const QString id = query.value(u"id").value_or(QString());
    Waiting waiting;
    if (isOurs(id)) {
        TRY(const std::optional<QByteArray> cookie, context.request.cookie(cookieOf(ApprovalId(id))));
        waiting.browser = cookie.value_or(QByteArray());
    }
    TRY(waiting.pending, m_consents.findUnsigned(ApprovalId(id), waiting.browser));
    return waiting;
}

Response DeskEndpoint::page(const Approval &approval) const
{
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(approval.expiresAt - m_clock.now());
    return PageRenderer::page(u"waiting"_s,
                              {{u"id"_s, approval.id.text()},
                               {u"client_name"_s, approval.clientName},
                               {u"match_code"_s, approval.matchCode},
                               {u"expires_in_minutes"_s, double(minutes.count())},
                               {u"refreshes"_s, true},
                               {u"status_url"_s, u"/waiting/status?id="_s + approval.id.text()}});
}

Task<Result<Response>> DeskEndpoint::show(const Context &context)
{
    CO_TRY(const Waiting waiting, own(context));
    const Approval &approval = waiting.pending.approval;
    if (approval.state == ApprovalState::Pending)
        co_return noted(page(approval), {noteOf(approval)});
    if (approval.state == ApprovalState::Expired || waiting.pending.answeredAt) {
        const bool isOver = approval.state == ApprovalState::Expired;
        co_return PageRenderer::page(
            u"message"_s,
            {{u"title"_s, isOver ? u"This question has run out"_s : u"The app has its answer"_s},
             {u"text"_s, isOver ? u"Start again from the app."_s : u"You can close this page and go back to it."_s}},
            isOver ? 410 : 200);
    }
    CO_TRY(const QByteArray location, co_await m_consents.answerUnsigned(approval.id, waiting.browser));
    Response response = seeOther(location);
    clearCookie(response, cookieOf(approval.id), m_cookies.rules());
    co_return noted(std::move(response), {noteOf(approval)});
}

Task<Result<Response>> DeskEndpoint::status(const Context &context)
{
    CO_TRY(const Waiting waiting, own(context));
    const Approval &approval = waiting.pending.approval;
    QJsonObject body{{u"state"_s, toString(approval.state)}};
    if (approval.state != ApprovalState::Pending)
        body.insert(u"location"_s, QString::fromLatin1(pathOf(approval.id)));
    co_return json(body);
}

} // namespace ostiary::http
