// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/routing/dispatcher.h"

#include "server/http/routing/errors.h"

#include <algorithm>
#include <charconv>

namespace ostiary::http {

namespace {

constexpr QByteArrayView kAllowedHeaders
    = "Authorization, Content-Type, Accept, Mcp-Session-Id, MCP-Protocol-Version, Last-Event-ID, Mcp-Method, Mcp-Name, "
      "X-API-Key, X-ForgeOS-API-Key, X-CSRF-Token, DPoP";
constexpr QByteArrayView kExposedHeaders
    = "WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version, Retry-After, RateLimit, "
      "RateLimit-Policy, X-Request-Id";

bool changesState(Method method)
{
    return method != Method::Get && method != Method::Head && method != Method::Options;
}

// What each answer carries. Pages bring their own, with a policy that lets them show something.
void addDefaults(Headers &headers, bool isHttps)
{
    static const QByteArray kPolicy = QByteArrayLiteral("Content-Security-Policy");
    static const QByteArray kSniff = QByteArrayLiteral("X-Content-Type-Options");
    if (!headers.contains(kPolicy)) {
        headers.add(kPolicy, QByteArrayLiteral("default-src 'none'; frame-ancestors 'none'"));
        headers.add(QByteArrayLiteral("X-Frame-Options"), QByteArrayLiteral("DENY"));
        headers.add(QByteArrayLiteral("Referrer-Policy"), QByteArrayLiteral("same-origin"));
        if (!headers.contains(kSniff))
            headers.add(kSniff, QByteArrayLiteral("nosniff"));
    }
    static const QByteArray kCache = QByteArrayLiteral("Cache-Control");
    if (!headers.contains(kCache))
        headers.add(kCache, QByteArrayLiteral("no-store"));
    if (isHttps)
        headers.set("Strict-Transport-Security", "max-age=31536000");
}

// "NAME";a=FIRST;b=SECOND without detours: two of them are on every answer.
QByteArray quotaItem(const QByteArray &name, QByteArrayView a, qint64 first, QByteArrayView b, qint64 second)
{
    constexpr qsizetype kDigits = 20;
    QByteArray item(name.size() + a.size() + b.size() + 2 + 2 * kDigits, Qt::Uninitialized);
    char *const end = item.data() + item.size();
    char *to = item.data();
    *to++ = '"';
    to = std::ranges::copy(name, to).out;
    *to++ = '"';
    to = std::to_chars(std::ranges::copy(a, to).out, end, first).ptr;
    to = std::to_chars(std::ranges::copy(b, to).out, end, second).ptr;
    item.truncate(to - item.constData());
    return item;
}

// RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers).
void addRate(Headers &headers, const RateStanding &standing)
{
    const auto &[rule, rate] = standing;
    headers.add(QByteArrayLiteral("RateLimit"), quotaItem(rule.name, ";r=", rate.remaining, ";t=", rate.reset.count()));
    headers.add(QByteArrayLiteral("RateLimit-Policy"),
                quotaItem(rule.name, ";q=", rate.limit, ";w=", rule.window.count()));
}

} // namespace

struct Dispatcher::Admitted {
    const Route *route = nullptr; ///< nullptr: none of that address and method
    std::optional<Principal> principal;
    std::optional<RateStanding> standing;
    std::optional<Context> context;
};

Dispatcher::Dispatcher(const Site &site, std::unique_ptr<UpstreamBackend> upstreams)
    : m_site(site), m_upstreams(std::move(upstreams))
{
}

qsizetype Dispatcher::bodyLimit(Method method, QByteArrayView path) const
{
    const Router::Match match = m_site.router.match(path.toByteArray());
    const Route *const route = match.entry ? match.entry->find(method) : nullptr;
    return route ? route->stack.bodyLimit : 64 * 1024;
}

Task<Response> Dispatcher::handle(const Request &request)
{
    const Router::Match match = m_site.router.match(request.path);
    if (request.method == Method::Options)
        return options(request, match);
    const quint64 since = m_site.streams.moment();
    auto admitted = std::make_unique<Admitted>();
    if (Result<> passed = admit(request, match, *admitted); !passed)
        return render(std::unexpected(std::move(passed).error()), request, match, *admitted);
    const Route &route = *admitted->route;
    admitted->context.emplace(Context{.request = request,
                                      .principal = admitted->principal ? &*admitted->principal : nullptr,
                                      .parameter = match.parameter,
                                      .upstreams = m_upstreams.get(),
                                      .since = since,
                                      .standing = &admitted->standing});
    Task<Result<Response>> task = route.handler(*admitted->context);
    if (task.isDone())
        return render(task.take(), request, match, *admitted);
    return finishLater(request, match, std::move(admitted), std::move(task));
}

Task<Response> Dispatcher::finishLater(const Request &request, Router::Match match, std::unique_ptr<Admitted> admitted,
                                       Task<Result<Response>> task) const
{
    Result<Response> result = co_await std::move(task);
    co_return render(std::move(result), request, match, *admitted);
}

Result<> Dispatcher::admit(const Request &request, const Router::Match &match, Admitted &admitted) const
{
    CHECK(m_site.hosts.checkHost(request.header("host")));
    if (!match.entry)
        return fail(ErrorCode::NotFound, QStringLiteral("There is nothing at this address."));
    const Route *const route = admitted.route = match.entry->find(request.method);
    // The method is checked after the credential, so that a stranger's GET of an MCP address gets its 401 and not a
    // 405.
    const Stack &stack = route ? route->stack : match.entry->routes.first().stack;
    const QByteArrayView origin = request.header("origin");
    if (stack.cors == Cors::Mcp) {
        CHECK(m_site.hosts.checkMcpOrigin(origin));
    } else if (stack.cors == Cors::None && changesState(request.method)) {
        CHECK(m_site.hosts.checkOwnOrigin(origin));
    }

    if (stack.access != Access::Public) {
        Result<Principal> principal = identify(request, m_site.names, m_site.authenticator);
        if (principal)
            admitted.principal = *std::move(principal);
        else if (stack.access != Access::Optional)
            return std::unexpected(principal.error());
    }
    if (!route) {
        return fail(ErrorCode::MethodNotAllowed,
                    QStringLiteral("This address takes %1.").arg(QString::fromLatin1(match.entry->allow())));
    }
    const bool isOpen = stack.access == Access::Public || stack.access == Access::Optional;
    // Pages that are open to all check their form's token themselves, also for those who are not signed in yet.
    if (!isOpen || (admitted.principal && stack.errors != ErrorStyle::Page))
        CHECK(checkCsrf(request, *admitted.principal));
    CHECK(checkRate(*route, match.parameter, admitted));
    if (!isOpen)
        CHECK(checkRights(stack, *admitted.principal));
    return {};
}

Result<> Dispatcher::checkRights(const Stack &stack, const Principal &principal) const
{
    if (stack.access == Access::Protected)
        return {};
    const bool isSession = principal.via == Principal::Via::BrowserSession;
    if (stack.access == Access::Session && !isSession)
        return fail(ErrorCode::Forbidden, QStringLiteral("This needs a browser session; keys and tokens can't do it."));
    if (!principal.scopes.contains(QStringLiteral("*"))) {
        return fail(ErrorCode::InsufficientScope,
                    QStringLiteral("This needs a browser session, or a key with every scope (*)."));
    }
    if (principal.role < stack.role) {
        return fail(ErrorCode::Forbidden,
                    QStringLiteral("You are %1 of this organization; this takes %2.")
                        .arg(toString(principal.role), toString(stack.role)));
    }
    if (stack.serverAdmin && !principal.isAdmin)
        return fail(ErrorCode::Forbidden, QStringLiteral("This takes an administrator of this server."));
    if (stack.recent && isSession && !m_site.sessions.isRecent(principal)) {
        return fail(ErrorCode::ReauthenticationRequired,
                    QStringLiteral("Send the password to /auth/confirm, then do this again."));
    }
    return {};
}

// Pages send the token as a field of their form, programs as a header.
QByteArray Dispatcher::csrfToken(const Request &request) const
{
    const QByteArrayView header = request.header(m_site.names.csrfHeader);
    if (!header.isEmpty() || !request.header("content-type").startsWith("application/x-www-form-urlencoded"))
        return header.toByteArray();
    const Result<Parameters> form = request.form();
    return form ? form->value(u"csrf").value_or(QString()).toUtf8() : QByteArray();
}

// F3: decided by what the credential is, not by a list of paths.
Result<> Dispatcher::checkCsrf(const Request &request, const Principal &principal) const
{
    if (principal.via != Principal::Via::BrowserSession || !changesState(request.method))
        return {};
    if (request.header("sec-fetch-site") == "cross-site"
        || !m_site.sessions.csrfMatches(principal.credentialId, csrfToken(request))) {
        return fail(
            ErrorCode::CsrfFailed,
            QStringLiteral("Send the cookie %1 also as the header %2.")
                .arg(QString::fromLatin1(m_site.names.csrfCookie), QString::fromLatin1(m_site.names.csrfHeader)));
    }
    return {};
}

Result<> Dispatcher::checkRate(const Route &route, const QString &parameter, Admitted &admitted) const
{
    const bool ofUpstream = route.stack.limit == LimitClass::Upstream;
    if ((route.stack.limit != LimitClass::Standard && !ofUpstream) || !admitted.principal)
        return {};
    const Principal &principal = *admitted.principal;
    const LimitKind kind = ofUpstream ? m_site.upstreams.limitOf(route.upstream.isEmpty() ? parameter : route.upstream)
                                      : LimitKind::Standard;
    RateStanding &standing = admitted.standing.emplace(m_site.limits.ruleOf(principal, kind));
    const RateRule &rule = standing.rule;
    standing.decision = m_site.limits.admit(principal, rule);
    if (standing.decision.allowed)
        return {};
    return std::unexpected(Error{.code = ErrorCode::RateLimited,
                                 .detail = QStringLiteral("At most %1 requests in %2 seconds; come back in %3 seconds.")
                                               .arg(rule.count)
                                               .arg(rule.window.count())
                                               .arg(standing.decision.retryAfter.count()),
                                 .retryAfter = standing.decision.retryAfter});
}

Response Dispatcher::render(Result<Response> result, const Request &request, const Router::Match &match,
                            const Admitted &admitted) const
{
    static const Stack kNowhere{Access::Public, LimitClass::None};
    const Route *const route = admitted.route ? admitted.route : match.entry ? &match.entry->routes.first() : nullptr;
    const Stack &stack = route ? route->stack : kNowhere;
    tellObserver(request, route, admitted, result);
    Response response = result ? *std::move(result) : errorResponse(result.error(), stack.errors, request);
    if (!result) {
        if (response.status == 401 || response.status == 403)
            addChallenge(response, result.error(), request, match);
        if (response.status == 405)
            response.headers.set("Allow", match.entry->allow());
    }
    if (admitted.standing)
        addRate(response.headers, *admitted.standing);
    addCors(response, request, stack.cors);
    addDefaults(response.headers, m_site.isHttps);
    return response;
}

void Dispatcher::tellObserver(const Request &request, const Route *route, const Admitted &admitted,
                              const Result<Response> &result) const
{
    if (!m_site.observer)
        return;
    if (route && route->step)
        m_site.observer->answered(*route->step, request, admitted.principal ? &*admitted.principal : nullptr, result);
    else if (!admitted.route)
        m_site.observer->missed(request);
}

Response Dispatcher::options(const Request &request, const Router::Match &match) const
{
    if (!match.entry)
        return errorResponse(fail(ErrorCode::NotFound).error(), ErrorStyle::Problem, request);
    Response response = noContent();
    response.headers.add("Allow", match.entry->allow());
    const Cors cors = match.entry->routes.first().stack.cors;
    addCors(response, request, cors);
    if (response.headers.contains("Access-Control-Allow-Origin")) {
        response.headers.add("Access-Control-Allow-Methods", match.entry->allow());
        // Mcp-Param-* headers have names that only the tool knows: what the browser asks for is echoed with the rest.
        const QByteArray asked = request.header("access-control-request-headers").toByteArray();
        response.headers.add("Access-Control-Allow-Headers",
                             asked.isEmpty() ? kAllowedHeaders.toByteArray()
                                             : kAllowedHeaders.toByteArray() + ", " + asked);
        response.headers.add("Access-Control-Max-Age", "600");
    }
    addDefaults(response.headers, m_site.isHttps);
    return response;
}

void Dispatcher::addCors(Response &response, const Request &request, Cors cors) const
{
    const QByteArrayView origin = request.header("origin");
    if (cors == Cors::None || origin.isNull())
        return;
    if (cors == Cors::Mcp && !m_site.hosts.checkMcpOrigin(origin))
        return;
    // Never with credentials: what a page of another origin may call works by token, not by cookie.
    response.headers.set("Access-Control-Allow-Origin", cors == Cors::Open ? QByteArray("*") : origin.toByteArray());
    response.headers.set("Access-Control-Expose-Headers", kExposedHeaders.toByteArray());
    if (cors == Cors::Mcp)
        response.headers.add("Vary", "Origin");
}

// What the upstream behind an address asks for first; elsewhere everything.
QStringList Dispatcher::firstScopes(const Router::Match &match) const
{
    const Route *const route = match.entry ? &match.entry->routes.first() : nullptr;
    if (!route || route->stack.limit != LimitClass::Upstream)
        return m_site.scopes.supported();
    return m_site.upstreams.firstScopes(route->upstream.isEmpty() ? match.parameter : route->upstream, m_site.scopes);
}

// RFC 6750 §3 and RFC 9728 §5.1. Clients find the authorization server by it, so that every 401 carries it, whatever
// kind of credential was tried.
void Dispatcher::addChallenge(Response &response, const Error &error, const Request &request,
                              const Router::Match &match) const
{
    if (response.headers.contains("WWW-Authenticate") || error.code == ErrorCode::InvalidClient
        || error.code == ErrorCode::InvalidCredentials || error.code == ErrorCode::SecondFactorRequired)
        return;
    if (response.status == 403 && error.code != ErrorCode::InsufficientScope)
        return;
    QString path = QString::fromLatin1(request.path);
    if (path.endsWith(u'/'))
        path.chop(1);
    if (!m_site.resources.isMcpPath(path))
        path.clear();
    QByteArray challenge = "Bearer resource_metadata=\"" + m_site.resources.issuer().toLatin1()
        + "/.well-known/oauth-protected-resource" + path.toLatin1() + '"';
    if (response.status == 403) {
        const QStringList scopes = error.scopes.isEmpty() ? QStringList{QStringLiteral("*")} : error.scopes;
        challenge += ", error=\"insufficient_scope\", scope=\"" + scopes.join(u' ').toLatin1() + '"';
        if (!error.scopes.isEmpty()) // a sentence about scopes, hence of no other characters than they have
            challenge += ", error_description=\"" + error.detail.toLatin1() + '"';
    } else {
        if (const QStringList scopes = firstScopes(match); !scopes.isEmpty())
            challenge += ", scope=\"" + scopes.join(u' ').toLatin1() + '"';
        if (error.code == ErrorCode::InvalidToken || error.code == ErrorCode::DpopProofMissing)
            challenge += ", error=\"invalid_token\"";
    }
    response.headers.set("WWW-Authenticate", challenge);
    addDpopChallenge(response, error, request);
}

// RFC 9449 §7.1, behind the Bearer challenge, since there are clients that read only the first: who tried this way, or
// should have, is told what was wrong.
void Dispatcher::addDpopChallenge(Response &response, const Error &error, const Request &request)
{
    const bool isAboutProofs = error.code == ErrorCode::DpopProofRefused || error.code == ErrorCode::DpopProofMissing;
    if (response.status != 401 || (!isAboutProofs && !(error.code == ErrorCode::InvalidToken && usesDpop(request))))
        return;
    response.headers.add("WWW-Authenticate",
                         "DPoP error=\"" + QByteArray(error.entry().oauth) + "\", algs=\""
                             + PublicJwk::algorithms().join(u' ').toLatin1() + '"');
}

} // namespace ostiary::http
