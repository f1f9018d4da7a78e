// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/entry_pages.h"

#include "server/core/accounts/password_rules.h"
#include "server/core/oauth/redirect_uri.h"
#include "server/http/pages/page_renderer.h"
#include "server/http/pages/words.h"

#include <QJsonArray>
#include <QLoggingCategory>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcEntry, "ostiary.entry")

const QString kHome = u"/account"_s;

constexpr qsizetype kLongestPath = 8000; ///< of the way back, which may hold a whole authorization request

QString text(const Parameters &form, QStringView name, qsizetype longest = 2000)
{
    return form.value(name).value_or(QString()).left(longest);
}

Secret password(const Parameters &form)
{
    return Secret(form.value(u"password").value_or(QString()).toUtf8());
}

QString encoded(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

Parameters queryOf(const QString &path)
{
    const qsizetype query = path.indexOf(u'?');
    return Parameters::parse(query < 0 ? QByteArray() : path.sliced(query + 1).toLatin1()).value_or(Parameters());
}

// Chromium holds a form's redirects against the page's CSP too: a sign-in may lead on to the client that is waiting.
std::optional<RedirectUri> clientRedirectOf(const QString &next)
{
    const Result<RedirectUri> uri = RedirectUri::parse(text(queryOf(next), u"redirect_uri"));
    return uri ? std::optional(*uri) : std::nullopt;
}

} // namespace

QList<Route> EntryPages::routes()
{
    const Stack page{.access = Access::Optional, .limit = LimitClass::None, .errors = ErrorStyle::Page};
    const Stack form{.access = Access::Optional, .limit = LimitClass::Auth, .errors = ErrorStyle::Page};
    // clang-format off
    return {
        {Method::Get,  "/login",      page, "EntryPages::showLogin",      [this](const Context &c) { return showLogin(c); }},
        {Method::Post, "/login",      form, "EntryPages::login",          [this](const Context &c) { return login(c); }},
        {Method::Post, "/login/code", form, "EntryPages::loginCode",      [this](const Context &c) { return loginCode(c); }},
        {Method::Post, "/logout",     page, "EntryPages::logout",         [this](const Context &c) { return logout(c); }},
        {Method::Get,  "/signup",     page, "EntryPages::showSignup",     [this](const Context &c) { return showSignup(c); }},
        {Method::Post, "/signup",     form, "EntryPages::signup",         [this](const Context &c) { return signup(c); }},
        {Method::Get,  "/setup",      page, "EntryPages::showSetup",      [this](const Context &c) { return showSetup(c); }},
        {Method::Post, "/setup",      form, "EntryPages::setup",          [this](const Context &c) { return setup(c); }},
        {Method::Get,  "/forgot",     page, "EntryPages::showForgot",     [this](const Context &c) { return showForgot(c); }},
        {Method::Post, "/forgot",     form, "EntryPages::forgot",         [this](const Context &c) { return forgot(c); }},
        {Method::Get,  "/reset",      page, "EntryPages::showReset",      [this](const Context &c) { return showReset(c); }},
        {Method::Post, "/reset",      form, "EntryPages::reset",          [this](const Context &c) { return reset(c); }},
        {Method::Get,  "/invitation", page, "EntryPages::showInvitation", [this](const Context &c) { return showInvitation(c); }},
        {Method::Post, "/invitation", form, "EntryPages::invitation",     [this](const Context &c) { return invitation(c); }},
    };
    // clang-format on
}

// A page with the form token in it, and the error at its field.
Result<Response> EntryPages::page(const QString &name, const Context &context, QJsonObject values,
                                  const std::optional<Error> &error, const QByteArray &formAction) const
{
    TRY(const FormTokens::Token token, m.tokens.of(context));
    values.insert(u"csrf"_s, QString::fromLatin1(token.value));
    values.insert(u"shortest_password"_s, int(password_rules::kShortest));
    if (error) {
        values.insert(u"error"_s, error->detail.isEmpty() ? QString::fromLatin1(error->entry().title) : error->detail);
        values.insert(u"error_field"_s, error->field);
    }
    Response response = PageRenderer::page(name, values, error ? error->entry().status : 200, formAction);
    if (error && error->retryAfter)
        response.headers.set("Retry-After", QByteArray::number(qint64(error->retryAfter->count())));
    m.tokens.attach(response, token);
    return response;
}

Response EntryPages::enter(const SignInService::SignedIn &signedIn, const QString &next) const
{
    Response response = seeOther(next.toLatin1());
    m.cookies.set(response, signedIn.session);
    return response;
}

// ---- signing in -----------------------------------------------------------------------------------------------------

namespace {

// A link that is dead is nothing that its holder did wrong.
Response deadLink(const Error &error, const QString &href, const QString &label)
{
    return PageRenderer::page(u"message"_s,
                              {{u"title"_s, u"This link no longer works"_s},
                               {u"text"_s, error.detail},
                               {u"action"_s, QJsonObject{{u"href"_s, href}, {u"label"_s, label}}}},
                              error.entry().status);
}

} // namespace

Result<Response> EntryPages::loginPage(const Context &context, const QString &next, const QString &email,
                                       const std::optional<Error> &error, const QString &notice) const
{
    QJsonObject values{{u"next"_s, next},
                       {u"notice"_s, notice},
                       {u"email"_s, email},
                       {u"passkeys"_s, m.passkeys},
                       {u"reset_href"_s, u"/forgot"_s},
                       {u"registration_open"_s, m.rules.people},
                       {u"signup_href"_s, u"/signup?next="_s + encoded(next)}};
    const std::optional<RedirectUri> waiting = clientRedirectOf(next);
    if (const QString id = text(queryOf(next), u"client_id"); waiting && !id.isEmpty()) {
        TRY(const std::optional<OAuthClient> client, m.clients.find(ClientId(id)));
        if (client) {
            values.insert(u"client_name"_s, client->name.isEmpty() ? u"An app without a name"_s : client->name);
            values.insert(u"client_host"_s, waiting->host());
            values.insert(u"desk"_s, m.desk.covers(context.request));
        }
    }
    return page(u"login"_s, context, values, error,
                waiting ? PageRenderer::formActionOf(QUrl(waiting->text())) : QByteArray());
}

Result<Response> EntryPages::codePage(const Context &context, const QString &next, const QJsonObject &members,
                                      const std::optional<Error> &error) const
{
    const QJsonArray methods = members.value(u"methods"_s).toArray();
    const std::optional<RedirectUri> waiting = clientRedirectOf(next);
    return page(u"second_factor"_s, context,
                {{u"next"_s, next},
                 {u"ticket"_s, members.value(u"ticket"_s)},
                 {u"has_totp"_s, methods.contains(u"totp"_s)},
                 {u"has_recovery"_s, methods.contains(u"recovery_code"_s)},
                 {u"passkeys"_s, m.passkeys && methods.contains(u"passkey"_s)}},
                error, waiting ? PageRenderer::formActionOf(QUrl(waiting->text())) : QByteArray());
}

Task<Result<Response>> EntryPages::showLogin(const Context &context)
{
    CO_TRY(const Parameters query, context.request.query());
    const bool afterReset = text(query, u"done") == u"password"_s;
    co_return loginPage(context, localPath(text(query, u"next", kLongestPath), kHome), {}, {},
                        afterReset ? u"The new password is set; sign in with it."_s : QString());
}

Task<Result<Response>> EntryPages::login(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const QString next = localPath(text(form, u"next", kLongestPath), kHome);
    const QString email = text(form, u"email", 254);
    if (Result<> ours = m.tokens.check(context, form); !ours)
        co_return loginPage(context, next, email, ours.error());
    const Result<SignInService::SignedIn> signedIn
        = co_await m.signIns.withPassword(email, password(form), {}, visitorOf(context.request));
    if (signedIn)
        co_return enter(*signedIn, next);
    if (signedIn.error().code == ErrorCode::SecondFactorRequired)
        co_return codePage(context, next, signedIn.error().members, {});
    co_return loginPage(context, next, email, signedIn.error());
}

Task<Result<Response>> EntryPages::loginCode(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const QString next = localPath(text(form, u"next", kLongestPath), kHome);
    const QString ticket = text(form, u"ticket", 4096);
    if (Result<> ours = m.tokens.check(context, form); !ours)
        co_return loginPage(context, next, {}, ours.error());
    const Result<SignInService::SignedIn> signedIn
        = co_await m.signIns.withCode(ticket.toUtf8(), text(form, u"code", 100), visitorOf(context.request));
    if (signedIn)
        co_return enter(*signedIn, next);
    if (signedIn.error().code == ErrorCode::InvalidRequest) // the ticket ran out
        co_return loginPage(context, next, {}, signedIn.error());
    const QJsonArray methods{u"totp"_s, u"recovery_code"_s};
    co_return codePage(context, next, {{u"ticket"_s, ticket}, {u"methods"_s, methods}}, signedIn.error());
}

Task<Result<Response>> EntryPages::logout(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    Response response = seeOther("/");
    if (context.principal && context.principal->via == Principal::Via::BrowserSession) {
        CO_CHECK(m.tokens.check(context, form));
        CO_CHECK(co_await m.sessions.close(SessionId(context.principal->credentialId)));
    }
    m.cookies.clear(response);
    co_return response;
}

// ---- new accounts --------------------------------------------------------------------------------------------------

Result<Response> EntryPages::signupPage(const Context &context, const Parameters &given,
                                        const std::optional<Error> &error) const
{
    const QString next = localPath(text(given, u"next", kLongestPath), QString());
    QJsonObject values{{u"next"_s, next},
                       {u"email"_s, text(given, u"email", 254)},
                       {u"begins_with_email"_s, true},
                       {u"trial_days"_s, int(m.trial.count())},
                       {u"login_href"_s, u"/login?next="_s + encoded(next)}};
    if (const QString token = text(given, u"invitation"); !token.isEmpty()) {
        TRY(const QJsonObject invitation, invitationValues(token));
        values.insert(u"invitation"_s, invitation);
    } else if (!m.rules.people) {
        return fail(ErrorCode::Forbidden,
                    u"Accounts are made by whoever runs this server; ask them for one, or for an invitation."_s);
    }
    return page(u"signup"_s, context, values, error);
}

Task<Result<Response>> EntryPages::showSignup(const Context &context)
{
    CO_TRY(const Parameters query, context.request.query());
    co_return signupPage(context, query, {});
}

Task<Result<Response>> EntryPages::signup(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const QByteArray token = text(form, u"invitation").toUtf8();
    if (!m.rules.people && token.isEmpty())
        co_return signupPage(context, form, {});
    if (Result<> ours = m.tokens.check(context, form); !ours)
        co_return signupPage(context, form, ours.error());
    const QString email = text(form, u"email", 300);
    if (Result<> admitted = m.signIns.admit(email, context.request.client); !admitted)
        co_return signupPage(context, form, admitted.error());
    AccountService::Also join;
    if (!token.isEmpty()) {
        join = [this, token](store::Connection &connection, const Account &account) {
            return m.organizations.acceptIn(connection, token, account.id);
        };
    }
    Result<Account> account = co_await m.accounts.create({.email = email, .password = password(form)}, std::move(join));
    if (!account) {
        Error error = account.error();
        if (error.code == ErrorCode::Conflict)
            error.field = u"email"_s;
        co_return signupPage(context, form, error);
    }
    CO_TRY(const SignInService::SignedIn signedIn,
           co_await m.signIns.asNew(*std::move(account), visitorOf(context.request)));
    co_return enter(signedIn, localPath(text(form, u"next", kLongestPath), u"/account?done=welcome"_s));
}

Task<Result<Response>> EntryPages::showSetup(const Context &context)
{
    CO_CHECK(m.setup.isOpen());
    CO_TRY(const Parameters query, context.request.query());
    co_return page(u"setup"_s, context, {{u"code"_s, text(query, u"code", 20)}});
}

Task<Result<Response>> EntryPages::setup(const Context &context)
{
    CO_CHECK(m.setup.isOpen());
    CO_TRY(const Parameters form, context.request.form());
    const QString email = text(form, u"email", 300);
    const QJsonObject values{{u"code"_s, text(form, u"code", 20)}, {u"email"_s, email.left(254)}};
    if (Result<> ours = m.tokens.check(context, form); !ours)
        co_return page(u"setup"_s, context, values, ours.error());
    if (Result<> admitted = m.signIns.admit(u"setup"_s, context.request.client); !admitted)
        co_return page(u"setup"_s, context, values, admitted.error());
    Result<Account> account = co_await m.setup.finish(text(form, u"code", 20), email, password(form));
    if (!account) {
        if (account.error().code == ErrorCode::NotFound)
            co_return std::unexpected(account.error());
        co_return page(u"setup"_s, context, values, account.error());
    }
    CO_TRY(const SignInService::SignedIn signedIn,
           co_await m.signIns.asNew(*std::move(account), visitorOf(context.request)));
    co_return enter(signedIn, u"/account?done=setup"_s);
}

// ---- a lost password -----------------------------------------------------------------------------------------------

Task<Result<Response>> EntryPages::showForgot(const Context &context)
{
    co_return page(u"forgot"_s, context, {{u"can_mail"_s, m.mailer != nullptr}});
}

// The same answer, as fast, whether there is such an account or not.
Task<Result<Response>> EntryPages::forgot(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const QString email = text(form, u"email", 254);
    const QJsonObject values{{u"email"_s, email}, {u"can_mail"_s, m.mailer != nullptr}};
    if (Result<> ours = m.tokens.check(context, form); !ours)
        co_return page(u"forgot"_s, context, values, ours.error());
    if (!m.mailer)
        co_return page(u"forgot"_s, context, values);
    if (Result<> admitted = m.signIns.admit(email, context.request.client); !admitted)
        co_return page(u"forgot"_s, context, values, admitted.error());
    if (const Result<Account> account = m.accounts.findByEmail(email); account && !account->disabledAt)
        mailLink(*account);
    co_return page(u"forgot"_s, context, {{u"sent"_s, true}});
}

void EntryPages::mailLink(const Account &account) const
{
    const auto send = [](LinkService &links, Mailer &mailer, Account account) -> Task<Result<bool>> {
        CO_TRY(const CreatedLink link, co_await links.createReset(account.id, {}));
        co_return co_await mailer.send(
            account.email, u"A new password"_s,
            u"Somebody, most likely you, asked for a new password for %1.\n\nChoose it here within 30 minutes:\n%2\n\n"
            "If it was not you, do nothing: your password stays as it is.\n"_s.arg(account.email, link.url.toString()));
    };
    whenDone(send(m.links, *m.mailer, account), [](const Result<bool> &sent) {
        if (!sent)
            qCWarning(lcEntry) << "A reset link could not be mailed:" << sent.error().detail << sent.error().cause;
    });
}

Task<Result<Response>> EntryPages::showReset(const Context &context)
{
    CO_TRY(const Parameters query, context.request.query());
    const QString token = text(query, u"token");
    const Result<OneTimeLink> link = m.links.find(LinkPurpose::Reset, token.toUtf8());
    if (!link)
        co_return deadLink(link.error(), u"/forgot"_s, u"Ask for a new link"_s);
    CO_TRY(const Account account, m.accounts.find(link->account));
    co_return page(u"reset"_s, context, {{u"token"_s, token}, {u"email"_s, account.email}});
}

Task<Result<Response>> EntryPages::reset(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const QString token = text(form, u"token");
    const Result<OneTimeLink> link = m.links.find(LinkPurpose::Reset, token.toUtf8());
    if (!link)
        co_return deadLink(link.error(), u"/forgot"_s, u"Ask for a new link"_s);
    CO_TRY(const Account account, m.accounts.find(link->account));
    const QJsonObject values{{u"token"_s, token}, {u"email"_s, account.email}};
    if (Result<> ours = m.tokens.check(context, form); !ours)
        co_return page(u"reset"_s, context, values, ours.error());
    const Result<Account> changed = co_await m.accounts.resetPassword(token.toUtf8(), password(form));
    if (!changed)
        co_return page(u"reset"_s, context, values, changed.error());
    CO_CHECK(co_await m.signIns.note(account.id, u"reset_link"_s, u"ok"_s, visitorOf(context.request)));
    // A second factor is not reset with the password, so that nobody is signed in by the link alone.
    Response response = seeOther("/login?done=password");
    m.cookies.clear(response);
    co_return response;
}

// ---- invitations ----------------------------------------------------------------------------------------------------

Result<QJsonObject> EntryPages::invitationValues(const QString &token) const
{
    TRY(const OneTimeLink link, m.links.find(LinkPurpose::Member, token.toUtf8()));
    TRY(const Organization organization, m.organizations.find(link.organization));
    return QJsonObject{{u"token"_s, token},
                       {u"organization"_s, organization.name},
                       {u"role"_s, toString(link.role)},
                       {u"role_words"_s, roleWords(link.role)},
                       {u"expires"_s, timeValue(link.expiresAt, m.clock.now())}};
}

Task<Result<Response>> EntryPages::showInvitation(const Context &context)
{
    CO_TRY(const Parameters query, context.request.query());
    const QString token = text(query, u"token");
    Result<QJsonObject> found = invitationValues(token);
    if (!found)
        co_return deadLink(found.error(), u"/"_s, u"To the front page"_s);
    QJsonObject values = *std::move(found);
    const bool signedIn = context.principal && context.principal->via == Principal::Via::BrowserSession;
    values.insert(u"signed_in"_s, signedIn);
    if (signedIn)
        values.insert(u"email"_s, context.principal->email);
    values.insert(u"login_href"_s, u"/login?next="_s + encoded(u"/invitation?token="_s + token));
    values.insert(u"signup_href"_s, u"/signup?invitation="_s + encoded(token));
    co_return page(u"invitation"_s, context, values);
}

Task<Result<Response>> EntryPages::invitation(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    if (!context.principal || context.principal->via != Principal::Via::BrowserSession)
        co_return fail(ErrorCode::AuthenticationRequired);
    CO_CHECK(m.tokens.check(context, form));
    const Result<Organization> joined
        = co_await m.organizations.accept(text(form, u"token").toUtf8(), context.principal->account);
    if (!joined && joined.error().code == ErrorCode::InvalidRequest)
        co_return deadLink(joined.error(), u"/account"_s, u"To your account"_s);
    CO_CHECK(joined);
    co_return seeOther("/account/organization?done=joined");
}

} // namespace ostiary::http
