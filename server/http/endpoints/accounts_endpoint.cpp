// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/accounts_endpoint.h"

#include "models/json.h"
#include "server/http/endpoints/body.h"

namespace ostiary::http {

namespace {

struct Registration {
    QString email;
    Secret password;
    QString invitation; ///< into an organization, or the code of an agent
    QString name; ///< of an agent's first key
};

Result<Registration> parseRegistration(const Request &request)
{
    TRY(Body body, Body::of(request));
    return body.finish(Registration{.email = body.text(QStringLiteral("email")),
                                    .password = body.secret(QStringLiteral("password")),
                                    .invitation = body.optionalText(QStringLiteral("invitation")),
                                    .name = {}});
}

Result<Registration> parseAgent(const Request &request)
{
    TRY(Body body, Body::of(request));
    Registration agent{.email = body.text(QStringLiteral("email")),
                       .password = body.secret(QStringLiteral("password")),
                       .invitation = body.optionalText(QStringLiteral("code")),
                       .name = body.optionalText(QStringLiteral("name"))};
    if (agent.name.isEmpty())
        agent.name = QStringLiteral("Agent");
    return body.finish(std::move(agent));
}

} // namespace

AccountsEndpoint::AccountsEndpoint(AccountService &accounts, SignInService &signIns, SessionService &sessions,
                                   ApiKeyService &keys, const OrganizationService &organizations,
                                   const LinkService &links, const SessionCookies &cookies, const Clock &clock,
                                   RegistrationRules rules)
    : m_accounts(accounts), m_signIns(signIns), m_sessions(sessions), m_keys(keys), m_organizations(organizations),
      m_links(links), m_cookies(cookies), m_clock(clock), m_rules(rules)
{
}

QList<Route> AccountsEndpoint::routes()
{
    const Stack password{.access = Access::Public, .limit = LimitClass::Auth};
    const Stack agent{.access = Access::Optional, .limit = LimitClass::Auth};
    const Stack own{.access = Access::Protected, .limit = LimitClass::Standard};
    // clang-format off
    return {
        {Method::Post, "/auth/register",       password, "AccountsEndpoint::registerAccount", [this](const Context &c) { return registerAccount(c); }},
        {Method::Post, "/auth/register-agent", agent,    "AccountsEndpoint::registerAgent",   [this](const Context &c) { return registerAgent(c); }},
        {Method::Post, "/auth/login",          password, "AccountsEndpoint::login",           [this](const Context &c) { return login(c); }},
        {Method::Post, "/auth/totp",           password, "AccountsEndpoint::secondStep",      [this](const Context &c) { return secondStep(c); }},
        {Method::Post, "/auth/logout",         own,      "AccountsEndpoint::logout",          [this](const Context &c) { return logout(c); }},
        {Method::Get,  "/auth/me",             own,      "AccountsEndpoint::me",              [this](const Context &c) { return me(c); }},
    };
    // clang-format on
}

Response AccountsEndpoint::welcome(const SignInService::SignedIn &signedIn, int status) const
{
    Response response = json({{QStringLiteral("account"), toJson(signedIn.account)},
                              {QStringLiteral("csrf_token"), QString::fromLatin1(signedIn.session.csrfToken)},
                              {QStringLiteral("expires_at"), toIso(signedIn.session.session.expiresAt)}},
                             status);
    m_cookies.set(response, signedIn.session);
    return response;
}

Result<> AccountsEndpoint::admit(const QString &email, const Context &context)
{
    Result<> admitted = m_signIns.admit(email, context.request.client);
    *context.standing = m_signIns.standing(email, context.request.client);
    return admitted;
}

Task<Result<Response>> AccountsEndpoint::registerAccount(const Context &context)
{
    CO_TRY(Registration wish, parseRegistration(context.request));
    if (!m_rules.people && wish.invitation.isEmpty()) {
        co_return fail(
            ErrorCode::Forbidden,
            QStringLiteral(
                "Registration is closed here; ask the operator for an account (ostiary account create), or for "
                "an invitation."));
    }
    CO_CHECK(admit(wish.email, context));
    AccountService::Also join;
    if (!wish.invitation.isEmpty()) {
        join = [this, token = wish.invitation.toUtf8()](store::Connection &connection, const Account &account) {
            return m_organizations.acceptIn(connection, token, account.id);
        };
    }
    CO_TRY(Account account,
           co_await m_accounts.create({.email = wish.email, .password = std::move(wish.password)}, std::move(join)));
    CO_TRY(const SignInService::SignedIn signedIn,
           co_await m_signIns.asNew(std::move(account), visitorOf(context.request)));
    co_return welcome(signedIn, 201);
}

// F6. An agent signs in with its key, not with cookies; a key or session that comes along becomes its owner.
Task<Result<Response>> AccountsEndpoint::registerAgent(const Context &context)
{
    CO_TRY(Registration wish, parseAgent(context.request));
    const bool byCode = !wish.invitation.isEmpty() && m_rules.agentsByCode;
    const bool byOwner = context.principal && m_rules.agentsByCode;
    if (!m_rules.agents && !byCode && !byOwner) {
        co_return fail(
            ErrorCode::Forbidden,
            m_rules.agentsByCode
                ? QStringLiteral(
                      "Agents need an invitation here: ask the operator for a code (ostiary account agent-code) "
                      "and send it as \"code\", or register the agent with a key of yours.")
                : QStringLiteral(
                      "Agents can\'t register themselves here; ask the operator (ostiary account create --agent)."));
    }
    CO_CHECK(admit(wish.email, context));
    NewAccount agent{.email = wish.email, .password = std::move(wish.password), .kind = AccountKind::Agent};
    if (context.principal)
        agent.owner = context.principal->account;
    AccountService::Also spend;
    if (byCode) {
        spend = [this, token = wish.invitation.toUtf8()](store::Connection &connection, const Account &) -> Result<> {
            CHECK(m_links.use(connection, LinkPurpose::Agent, token));
            return {};
        };
    }
    CO_TRY(const Account account, co_await m_accounts.create(std::move(agent), std::move(spend)));
    CO_TRY(const CreatedApiKey key, co_await m_keys.create(account.id, {.name = wish.name}));
    co_return json(
        {{QStringLiteral("account"), toJson(account)}, {QStringLiteral("api_key"), toJson(key, m_clock.now())}}, 201);
}

Task<Result<Response>> AccountsEndpoint::login(const Context &context)
{
    CO_TRY(Body body, Body::of(context.request));
    const QString email = body.text(QStringLiteral("email"));
    const QString code = body.optionalText(QStringLiteral("code"));
    CO_TRY(Secret password, body.finish(body.secret(QStringLiteral("password"))));
    const Result<SignInService::SignedIn> signedIn
        = co_await m_signIns.withPassword(email, std::move(password), code, visitorOf(context.request));
    *context.standing = m_signIns.standing(email, context.request.client);
    if (!signedIn)
        co_return std::unexpected(signedIn.error());
    co_return welcome(*signedIn, 200);
}

Task<Result<Response>> AccountsEndpoint::secondStep(const Context &context)
{
    CO_TRY(Body body, Body::of(context.request));
    const QString ticket = body.text(QStringLiteral("ticket"));
    CO_TRY(const QString code, body.finish(body.text(QStringLiteral("code"))));
    CO_TRY(const SignInService::SignedIn signedIn,
           co_await m_signIns.withCode(ticket.toUtf8(), code, visitorOf(context.request)));
    co_return welcome(signedIn, 200);
}

Task<Result<Response>> AccountsEndpoint::logout(const Context &context)
{
    if (context.principal->via != Principal::Via::BrowserSession)
        co_return fail(ErrorCode::InvalidRequest,
                       QStringLiteral("Only a browser session can sign out; revoke a key instead."));
    CO_CHECK(co_await m_sessions.close(SessionId(context.principal->credentialId)));
    Response response = noContent();
    m_cookies.clear(response);
    co_return response;
}

Task<Result<Response>> AccountsEndpoint::me(const Context &context)
{
    static constexpr std::array kVia{"api_key", "oauth", "session"};
    const Principal &who = *context.principal;
    QJsonObject body{
        {QStringLiteral("id"), who.account.text()},
        {QStringLiteral("email"), who.email},
        {QStringLiteral("kind"), toString(who.kind)},
        {QStringLiteral("is_admin"), who.isAdmin},
        {QStringLiteral("organization_id"), who.organization.text()},
        {QStringLiteral("role"), toString(who.role)},
        {QStringLiteral("plan"), who.planAt(m_clock.now())},
        {QStringLiteral("via"), QLatin1String(kVia[size_t(who.via)])},
        {QStringLiteral("credential_id"), who.credentialId},
        {QStringLiteral("scopes"), QJsonArray::fromStringList(who.scopes)},
    };
    if (who.trialEndsAt && who.planAt(m_clock.now()) != who.plan)
        body.insert(QStringLiteral("trial_ends_at"), toIso(*who.trialEndsAt));
    if (!who.project.isEmpty())
        body.insert(QStringLiteral("project_id"), who.project.text());
    if (!who.client.isEmpty())
        body.insert(QStringLiteral("client_id"), who.client.text());
    return Result<Response>(json(body));
}

} // namespace ostiary::http
