// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/consent_endpoint.h"

#include "server/core/oauth/client_id_url.h"
#include "server/http/endpoints/consent_notes.h"
#include "server/http/pages/page_renderer.h"

#include <QJsonArray>
#include <QLoggingCategory>
#include <QUrl>

namespace ostiary::http {

Q_LOGGING_CATEGORY(lcConsent, "ostiary.consent")

namespace {

QByteArray consentPath(const QString &id)
{
    return "/consent?id=" + id.toLatin1();
}

Response message(const QString &title, const QString &text, int status, const QByteArray &requestId,
                 const QJsonArray &details = {})
{
    return PageRenderer::page(QStringLiteral("message"),
                              {{QStringLiteral("title"), title},
                               {QStringLiteral("text"), text},
                               {QStringLiteral("details"), details},
                               {QStringLiteral("request_id"), QString::fromLatin1(requestId)}},
                              status);
}

QJsonObject detail(const QString &label, const QString &value)
{
    return {{QStringLiteral("label"), label}, {QStringLiteral("value"), value}};
}

// A device has no address to be sent to: it polls (RFC 8628).
bool isDevice(const Approval &approval)
{
    return approval.redirectUri.isEmpty();
}

bool isSession(const Principal *principal)
{
    return principal && principal->via == Principal::Via::BrowserSession;
}

} // namespace

ConsentEndpoint::ConsentEndpoint(ClientService &clients, ConsentService &consents, const SessionService &sessions,
                                 const Resources &resources, const UpstreamRules &rules, const ScopeCatalogue &scopes,
                                 const Clock &clock)
    : m_clients(clients), m_consents(consents), m_sessions(sessions), m_resources(resources), m_scopes(scopes),
      m_tools(resources, rules, scopes), m_clock(clock)
{
}

QList<Route> ConsentEndpoint::routes()
{
    const Stack page{.access = Access::Optional, .limit = LimitClass::None, .errors = ErrorStyle::Page};
    const Stack data{.access = Access::Protected, .limit = LimitClass::None};
    const auto authorize = [this](const Context &c) { return this->authorize(c); };
    // clang-format off
    return {
        {Method::Get,  "/api/oauth/authorize", page, "ConsentEndpoint::authorize", authorize, {}, AttemptStep::Authorize},
        {Method::Get,  "/authorize",           page, "ConsentEndpoint::authorize", authorize, {}, AttemptStep::Authorize}, // where 2025-03-26 clients look
        {Method::Get,  "/consent",             page, "ConsentEndpoint::show",      [this](const Context &c) { return show(c); }, {}, AttemptStep::Consent},
        {Method::Post, "/consent",             page, "ConsentEndpoint::decide",    [this](const Context &c) { return decide(c); }},
        {Method::Get,  "/consent/status",      data, "ConsentEndpoint::status",    [this](const Context &c) { return status(c); }},
    };
    // clang-format on
}

Task<Result<Response>> ConsentEndpoint::authorize(const Context &context)
{
    CO_TRY(const Parameters query, context.request.query());
    if (const Result<bool> known = co_await m_clients.prepare(query.value(u"client_id").value_or(QString())); !known)
        co_return unknownClient(known.error(), context);
    const auto parsed = parseAuthorizeRequest(query.all(), m_clients, m_resources, m_scopes);
    if (!parsed)
        co_return refusal(parsed.error(), context);
    const AuthorizeRequest &request = *parsed;
    const auto tell = [&](ErrorCode code) {
        const Error error = fail(code).error();
        return noted(
            seeOther(ConsentService::refusal(request.redirectUri, error, request.state, m_resources.issuer())),
            {refusedNote(QStringLiteral("It asked for nobody to be asked (prompt=none): %1").arg(sentenceOf(error)),
                         request.client.id)});
    };
    if (!isSession(context.principal)) {
        if (request.mustNotAsk)
            co_return tell(ErrorCode::LoginRequired);
        const QByteArray back = "/api/oauth/authorize?" + context.request.rawQuery;
        co_return noted(seeOther("/login?next=" + QUrl::toPercentEncoding(QString::fromLatin1(back))),
                        acceptedNotes(request, nullptr));
    }
    CO_TRY(const std::optional<QByteArray> remembered,
           co_await m_consents.answerFromMemory(request, *context.principal));
    QList<AttemptNote> notes = acceptedNotes(request, context.principal);
    if (remembered) {
        notes << consentNote(request.client.id, context.principal->account, true,
                             QStringLiteral("It was allowed before, so nobody was asked; the browser was sent back."));
        co_return noted(seeOther(*remembered), notes);
    }
    if (request.mustNotAsk)
        co_return tell(ErrorCode::ConsentRequired);
    CO_TRY(const Approval approval, co_await m_consents.ask(request, *context.principal));
    co_return noted(seeOther(consentPath(approval.id.text())), notes);
}

// Nobody to be told but the person: a client that cannot be looked at may not choose where to redirect to.
Result<Response> ConsentEndpoint::unknownClient(const Error &error, const Context &context)
{
    if (error.code != ErrorCode::InvalidClient)
        return std::unexpected(error);
    if (!error.cause.isEmpty())
        qCWarning(lcConsent) << context.request.id << error.cause;
    return noted(message(QStringLiteral("This app cannot be let in"), error.detail, 400, context.request.id),
                 {refusedNote(error.detail, {})});
}

Response ConsentEndpoint::refusal(const AuthorizeRefusal &refusal, const Context &context) const
{
    const AttemptNote note = refusedNote(sentenceOf(refusal), refusal.client);
    if (refusal.redirectTo) {
        return noted(
            seeOther(ConsentService::refusal(*refusal.redirectTo, refusal.error, refusal.state, m_resources.issuer())),
            {note});
    }
    QJsonArray details;
    if (!refusal.requestedUri.isEmpty())
        details.append(detail(QStringLiteral("The app asked for"), refusal.requestedUri.left(500)));
    for (const QString &uri : refusal.registeredUris)
        details.append(detail(QStringLiteral("It registered"), uri));
    return noted(
        message(QStringLiteral("This app cannot be let in"), refusal.error.detail, 400, context.request.id, details),
        {note});
}

Result<store::approvals::Pending> ConsentEndpoint::own(const QString &id, const Context &context) const
{
    if (!isSession(context.principal))
        return fail(ErrorCode::AuthenticationRequired, QStringLiteral("Sign in first, then start again from the app."));
    TRY(store::approvals::Pending pending, m_consents.find(ApprovalId(id)));
    if (pending.session.text() != context.principal->credentialId)
        return fail(ErrorCode::NotFound,
                    QStringLiteral("This consent was asked for in another browser session. Start again from the app."));
    return pending;
}

Task<Result<Response>> ConsentEndpoint::show(const Context &context)
{
    CO_TRY(const Parameters query, context.request.query());
    CO_TRY(const store::approvals::Pending pending, own(query.value(u"id").value_or(QString()), context));
    switch (pending.approval.state) {
    case ApprovalState::Pending: {
        CO_TRY(Response asking, co_await page(context, pending));
        co_return noted(std::move(asking), {noteOf(pending.approval)});
    }
    case ApprovalState::Expired:
        co_return noted(message(QStringLiteral("This question has run out"),
                                QStringLiteral("Start again from the app."), 410, context.request.id),
                        {noteOf(pending.approval)});
    case ApprovalState::Approved:
    case ApprovalState::Denied: break;
    }
    if (isDevice(pending.approval)) { // it asks by itself and hears of it then
        const bool allowed = pending.approval.state == ApprovalState::Approved;
        co_return noted(message(allowed ? QStringLiteral("The device gets in") : QStringLiteral("The device stays out"),
                                QStringLiteral("It hears of it in a few seconds. You can close this page."), 200,
                                context.request.id),
                        {noteOf(pending.approval)});
    }
    if (pending.answeredAt) {
        co_return message(QStringLiteral("The app has its answer"),
                          QStringLiteral("You can close this page and go back to it."), 200, context.request.id);
    }
    CO_TRY(const QByteArray location, co_await m_consents.answer(pending.approval.id, *context.principal));
    co_return noted(seeOther(location), {noteOf(pending.approval)});
}

Result<QJsonObject> ConsentEndpoint::commonValues(const Approval &approval, const Principal &who) const
{
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(approval.expiresAt - m_clock.now());
    QJsonObject values{
        {QStringLiteral("id"), approval.id.text()},
        {QStringLiteral("csrf"), QString::fromLatin1(m_sessions.csrfToken(who.credentialId))},
        {QStringLiteral("client_name"), approval.clientName},
        {QStringLiteral("client_id"), approval.client.text()},
        {QStringLiteral("account_email"), who.email},
        {QStringLiteral("resource"), approval.resource},
        {QStringLiteral("match_code"), approval.matchCode},
        {QStringLiteral("expires_in_minutes"), double(minutes.count())},
        {QStringLiteral("status_url"), QString::fromLatin1("/consent/status?id=" + approval.id.text().toLatin1())},
    };
    TRY(const std::optional<OAuthClient> client, m_clients.find(approval.client));
    if (const auto document = ClientIdUrl::parse(approval.client.text());
        document && client && client->origin == ClientOrigin::Document)
        values.insert(QStringLiteral("client_host"), document->host());
    return values;
}

void ConsentEndpoint::addChoice(QJsonObject &values, const Context &context, const Approval &approval,
                                const ConsentTools::Found &tools, const QStringList &allowedBefore,
                                const std::optional<Wrong> &wrong) const
{
    QList<ConsentScope> scopes;
    for (const QString &scope : approval.scopes) {
        const bool wasAllowed = allowedBefore.contains(scope);
        scopes << ConsentScope{.scope = scope,
                               .isTicked = !wrong || wrong->choice.scopes.contains(scope),
                               .isNew = !allowedBefore.isEmpty() && !wasAllowed,
                               .wasAllowed = wasAllowed,
                               .opens = tools.opened.value(scope)};
    }
    const std::chrono::seconds longest = m_consents.longestSession();
    values.insert(QStringLiteral("groups"), consentGroups(scopes, m_scopes.all(), context.request.languages()));
    values.insert(QStringLiteral("free_tools"),
                  toolsValue(tools.hasNeeds ? QStringLiteral("With any of these it may also use:")
                                            : QStringLiteral("Every tool of this server:"),
                             tools.open));
    values.insert(QStringLiteral("lifetimes"),
                  lifetimeOptions(longest, wrong ? wrong->choice.lifetime.value_or(longest) : longest));
    if (wrong)
        values.insert(QStringLiteral("error"), wrong->error.detail);
}

Task<Result<Response>> ConsentEndpoint::page(const Context &context, store::approvals::Pending pending,
                                             std::optional<Wrong> wrong) const
{
    const Approval &approval = pending.approval;
    const int status = wrong ? wrong->error.entry().status : 200;
    CO_TRY(QJsonObject values, commonValues(approval, *context.principal));
    CO_TRY(const QStringList allowedBefore, m_consents.allowedBefore(approval));
    const ConsentTools::Found tools
        = co_await m_tools.of(approval.resource, approval.scopes, *context.principal, context.upstreams);
    addChoice(values, context, approval, tools, allowedBefore, wrong);
    if (isDevice(approval)) {
        values.insert(QStringLiteral("is_device"), true);
        co_return PageRenderer::page(QStringLiteral("consent"), values, status);
    }
    CO_TRY(const RedirectUri uri, RedirectUri::parse(approval.redirectUri));
    const bool web = uri.scheme() == QLatin1String("https") || uri.scheme() == QLatin1String("http");
    values.insert(QStringLiteral("redirect_host"), uri.host());
    values.insert(QStringLiteral("redirect_is_loopback"), uri.isLoopback());
    if (!web)
        values.insert(QStringLiteral("redirect_scheme"), uri.scheme());
    co_return PageRenderer::page(QStringLiteral("consent"), values, status,
                                 PageRenderer::formActionOf(QUrl(uri.text())));
}

namespace {

// Whoever unticked everything meant something else than all of it.
Result<ApprovalChoice> choiceOf(const Parameters &form, const Approval &approval)
{
    ApprovalChoice choice;
    for (const auto &[name, value] : form.all()) {
        if (name == QLatin1String("scope"))
            choice.scopes << value;
    }
    const QString lifetime = form.value(u"lifetime").value_or(QString());
    bool isNumber = true;
    if (!lifetime.isEmpty())
        choice.lifetime = std::chrono::seconds(lifetime.toLongLong(&isNumber));
    if (!isNumber)
        return failField(QStringLiteral("lifetime"), QStringLiteral("Choose one of the times on offer."));
    if (form.value(u"choosing") && choice.scopes.isEmpty() && !approval.scopes.isEmpty())
        return failField(QStringLiteral("scopes"), QStringLiteral("Nothing is ticked. To allow nothing, press Deny."));
    return choice;
}

} // namespace

Task<Result<Response>> ConsentEndpoint::allow(const Context &context, store::approvals::Pending pending,
                                              Parameters form)
{
    const ApprovalId id = pending.approval.id;
    const Result<ApprovalChoice> choice = choiceOf(form, pending.approval);
    if (!choice)
        co_return co_await page(context, pending, Wrong{{}, choice.error()});
    const Result<Approval> decided = co_await m_consents.decide(id, true, *choice);
    if (!decided && decided.error().code == ErrorCode::InvalidValue)
        co_return co_await page(context, pending, Wrong{*choice, decided.error()});
    if (!decided && decided.error().code != ErrorCode::Conflict) // the desktop was quicker: its answer counts
        co_return std::unexpected(decided.error());
    co_return seeOther(consentPath(id.text()));
}

Task<Result<Response>> ConsentEndpoint::decide(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const ApprovalId id(form.value(u"id").value_or(QString()));
    CO_TRY(const store::approvals::Pending pending, own(id.text(), context));
    if (!m_sessions.csrfMatches(context.principal->credentialId, form.value(u"csrf").value_or(QString()).toUtf8())) {
        co_return fail(ErrorCode::CsrfFailed,
                       QStringLiteral("The page is out of date; load it again and decide once more."));
    }
    const QString decision = form.value(u"decision").value_or(QString());
    if (decision != QLatin1String("allow") && decision != QLatin1String("deny"))
        co_return fail(ErrorCode::InvalidRequest, QStringLiteral("Say allow or deny."));
    if (pending.approval.state == ApprovalState::Pending && decision == QLatin1String("allow"))
        co_return co_await allow(context, pending, form);
    if (pending.approval.state == ApprovalState::Pending) {
        const Result<Approval> decided = co_await m_consents.decide(id, false);
        if (!decided && decided.error().code != ErrorCode::Conflict)
            co_return std::unexpected(decided.error());
    }
    co_return seeOther(consentPath(id.text()));
}

Task<Result<Response>> ConsentEndpoint::status(const Context &context)
{
    CO_TRY(const Parameters query, context.request.query());
    CO_TRY(const store::approvals::Pending pending, own(query.value(u"id").value_or(QString()), context));
    const Approval &approval = pending.approval;
    QJsonObject body{{QStringLiteral("state"), toString(approval.state)}};
    if (approval.state != ApprovalState::Pending)
        body.insert(QStringLiteral("location"), QString::fromLatin1(consentPath(approval.id.text())));
    co_return json(body);
}

} // namespace ostiary::http
