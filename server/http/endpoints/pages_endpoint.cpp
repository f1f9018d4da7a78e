// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/pages_endpoint.h"

#include "server/core/oauth/redirect_uri.h"
#include "server/http/pages/page_renderer.h"

#include <QJsonArray>

namespace ostiary::http {

namespace {

constexpr std::chrono::seconds kSignInTime{60 * 60}; ///< how long a sign-in page may wait

// Only addresses on this server: one slash, then no second one and no backslash, which browsers take for one.
QString localPath(const QString &next)
{
    const bool local = next.startsWith(u'/') && !next.startsWith(QLatin1String("//")) && !next.contains(u'\\')
        && std::ranges::none_of(next, [](QChar c) { return c < u' ' || c > u'~'; });
    return local ? next : QStringLiteral("/");
}

// Chromium holds a form's redirects against the page's CSP too: a sign-in may lead on to the client that is waiting.
QByteArray clientOf(const QString &next)
{
    const qsizetype query = next.indexOf(u'?');
    const Result<Parameters> parameters
        = Parameters::parse(query < 0 ? QByteArray() : next.sliced(query + 1).toLatin1());
    const Result<RedirectUri> uri
        = RedirectUri::parse(parameters ? parameters->value(u"redirect_uri").value_or(QString()) : QString());
    return uri ? PageRenderer::formActionOf(QUrl(uri->text())) : QByteArray();
}

} // namespace

PagesEndpoint::PagesEndpoint(SignInService &signIns, SessionService &sessions, const SessionCookies &cookies,
                             Random &random, QString publicUrl, QList<UpstreamLink> upstreams)
    : m_signIns(signIns), m_sessions(sessions), m_cookies(cookies), m_random(random), m_publicUrl(std::move(publicUrl)), m_upstreams(std::move(upstreams))
{
}

QList<Route> PagesEndpoint::routes()
{
    const Stack page{.access = Access::Optional, .limit = LimitClass::None, .errors = ErrorStyle::Page};
    const Stack asset{.access = Access::Public, .limit = LimitClass::None};
    // clang-format off
    return {
        {Method::Get,  "/",              page,  "PagesEndpoint::home",      [this](const Context &c) { return home(c); }},
        {Method::Get,  "/login",         page,  "PagesEndpoint::showLogin", [this](const Context &c) { return showLogin(c); }},
        {Method::Post, "/login",         page,  "PagesEndpoint::login",     [this](const Context &c) { return login(c); }},
        {Method::Post, "/logout",        page,  "PagesEndpoint::logout",    [this](const Context &c) { return logout(c); }},
        {Method::Get,  "/assets/{name}", asset, "PagesEndpoint::asset",     [this](const Context &c) { return this->asset(c); }},
    };
    // clang-format on
}

Task<Result<Response>> PagesEndpoint::home(const Context &context)
{
    QJsonObject values{{QStringLiteral("public_url"), m_publicUrl},
                       {QStringLiteral("signed_in"), context.principal != nullptr}};
    if (context.principal) {
        values.insert(QStringLiteral("email"), context.principal->email);
        values.insert(QStringLiteral("csrf"),
                      QString::fromLatin1(m_sessions.csrfToken(context.principal->credentialId)));
    }
    QJsonArray upstreams;
    // Names of upstreams are nobody's business but those who are let in.
    for (const UpstreamLink &upstream : context.principal ? m_upstreams : QList<UpstreamLink>())
        upstreams.append(QJsonObject{{QStringLiteral("name"), upstream.name}, {QStringLiteral("url"), upstream.url}});
    values.insert(QStringLiteral("upstreams"), upstreams);
    return Result<Response>(PageRenderer::page(QStringLiteral("home"), values));
}

// Before anybody is signed in, the form's token must equal a cookie of the same page: another site can set neither.
Result<Response> PagesEndpoint::loginPage(const Context &context, const QString &next, const QString &email,
                                          const QString &error, int status) const
{
    TRY(std::optional<QByteArray> token, context.request.cookie(m_cookies.names().csrfCookie));
    const bool fresh = !token || token->size() < 20 || context.principal;
    if (fresh)
        token = m_random.token().reveal().toByteArray();
    QJsonObject values{{QStringLiteral("next"), next},
                       {QStringLiteral("csrf"), QString::fromLatin1(*token)},
                       {QStringLiteral("email"), email}};
    if (!error.isEmpty())
        values.insert(QStringLiteral("error"), error);
    Response response = PageRenderer::page(QStringLiteral("login"), values, status, clientOf(next));
    if (fresh)
        setCookie(response, m_cookies.names().csrfCookie, *token, false, kSignInTime, m_cookies.rules());
    return response;
}

Task<Result<Response>> PagesEndpoint::showLogin(const Context &context)
{
    CO_TRY(const Parameters query, context.request.query());
    co_return loginPage(context, localPath(query.value(u"next").value_or(QString())), {}, {}, 200);
}

Task<Result<Response>> PagesEndpoint::login(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const QString next = localPath(form.value(u"next").value_or(QString()));
    const QString email = form.value(u"email").value_or(QString()).left(254);
    CO_TRY(const std::optional<QByteArray> cookie, context.request.cookie(m_cookies.names().csrfCookie));
    if (!cookie || Secret(*cookie) != Secret(form.value(u"csrf").value_or(QString()).toUtf8())) {
        co_return loginPage(context, next, email, QStringLiteral("The page was out of date; please sign in once more."),
                            403);
    }
    const Result<SignInService::SignedIn> signedIn = co_await m_signIns.withPassword(
        email, Secret(form.value(u"password").value_or(QString()).toUtf8()), {}, visitorOf(context.request));
    if (!signedIn) {
        Result<Response> again
            = loginPage(context, next, email, signedIn.error().detail, signedIn.error().entry().status);
        if (again && signedIn.error().retryAfter)
            again->headers.set("Retry-After", QByteArray::number(qint64(signedIn.error().retryAfter->count())));
        co_return again;
    }
    Response response = seeOther(next.toLatin1());
    m_cookies.set(response, signedIn->session);
    co_return response;
}

Task<Result<Response>> PagesEndpoint::logout(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    Response response = seeOther("/");
    if (context.principal && context.principal->via == Principal::Via::BrowserSession) {
        if (!m_sessions.csrfMatches(context.principal->credentialId,
                                             form.value(u"csrf").value_or(QString()).toUtf8()))
            co_return fail(ErrorCode::CsrfFailed,
                           QStringLiteral("The page is out of date; load it again and sign out once more."));
        CO_CHECK(co_await m_sessions.close(SessionId(context.principal->credentialId)));
    }
    m_cookies.clear(response);
    co_return response;
}

Task<Result<Response>> PagesEndpoint::asset(const Context &context)
{
    return Result<Response>(PageRenderer::asset(context.parameter.toLatin1()));
}

} // namespace ostiary::http
