// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/consent_service.h"

#include "models/store/accounts.h"
#include "models/store/authorization_codes.h"
#include "models/store/consents.h"
#include "models/store/oauth_clients.h"
#include "server/core/oauth/approval_choice.h"

namespace ostiary {

using namespace store;

namespace {

// No letters or digits that look like others: people compare it by eye.
QString matchCode(Random &random)
{
    static constexpr char kDigits[] = "ABCDEFGHJKMNPQRSTUVWXYZ23456789X";
    QString code;
    for (const char byte : random.bytes(4))
        code += QLatin1Char(kDigits[static_cast<unsigned char>(byte) % 32]);
    return code;
}

bool canBeRemembered(const RedirectUri &uri)
{
    return uri.scheme() == QLatin1String("https");
}

consents::Subject subjectOf(const AccountId &account, const ClientId &client, const RedirectUri &uri,
                            const QString &resource)
{
    return {.account = account, .client = client, .redirectHost = uri.host(), .resource = resource};
}

// As whom a browser gets in where nobody is signed in. Who owns the data folder says so; where only one account can be
// meant, nobody has to.
Result<AccountId> accountFor(Connection &connection, const Approval &approval, const QString &email)
{
    const QString wanted = email.trimmed().toLower();
    if (!approval.account.isEmpty()) {
        if (wanted.isEmpty() || wanted == approval.accountEmail)
            return approval.account;
        return failField(
            QStringLiteral("account"),
            QStringLiteral("%1 is signed in where this was asked for; it cannot be approved as anybody else.")
                .arg(approval.accountEmail));
    }
    if (!wanted.isEmpty()) {
        TRY(const auto found, accounts::findByEmail(connection, wanted));
        if (!found || found->account.kind != AccountKind::Person || found->account.disabledAt) {
            return failField(QStringLiteral("account"),
                             QStringLiteral("There is no person %1 who may sign in.").arg(wanted.left(254)));
        }
        return found->account.id;
    }
    TRY(const QList<Account> people, accounts::people(connection, 2));
    if (people.isEmpty())
        return failField(QStringLiteral("account"), QStringLiteral("There is no account yet that could be meant."));
    const bool isPlain = people.size() == 1 || (people[0].isAdmin && !people[1].isAdmin);
    if (!isPlain) {
        return failField(QStringLiteral("account"),
                         QStringLiteral("Nobody is signed in where this was asked for: say as whom to approve it."));
    }
    return people.first().id;
}

// The newest answer takes the place of earlier ones. Consent for an hour is none for later: it is asked for again.
Result<> remember(Connection &connection, const Approval &approval, const RedirectUri &uri, Time now)
{
    const consents::Subject subject = subjectOf(approval.account, approval.client, uri, approval.resource);
    if (approval.choice.lifetime)
        return consents::forget(connection, subject);
    return consents::remember(connection, subject, approval.choice.scopes, now);
}

} // namespace

ConsentService::ConsentService(store::Store &store, const KeyRing &keys, const ScopeCatalogue &scopes, QString issuer,
                               const Clock &clock, Random &random, const TokenPolicy &policy)
    : m_store(store), m_keys(keys), m_scopes(scopes), m_issuer(std::move(issuer)), m_clock(clock), m_random(random),
      m_longest(policy.refreshLifetime)
{
}

ConsentService::Code ConsentService::makeCode() const
{
    Secret value = m_random.token();
    QByteArray hash = m_keys.mac(Purpose::OAuthSecret, value.reveal());
    return {std::move(value), std::move(hash)};
}

QByteArray ConsentService::success(const RedirectUri &to, const Code &code, const std::optional<QString> &state) const
{
    QList<std::pair<QString, QString>> parameters{{QStringLiteral("code"), QString::fromLatin1(code.value.reveal())}};
    if (state)
        parameters.emplace_back(QStringLiteral("state"), *state);
    parameters.emplace_back(QStringLiteral("iss"), m_issuer);
    return to.with(parameters);
}

QByteArray ConsentService::refusal(const RedirectUri &to, const Error &error, const std::optional<QString> &state,
                                   const QString &issuer)
{
    QList<std::pair<QString, QString>> parameters{{QStringLiteral("error"), QString::fromLatin1(error.entry().oauth)}};
    if (!error.detail.isEmpty())
        parameters.emplace_back(QStringLiteral("error_description"), error.detail);
    if (state)
        parameters.emplace_back(QStringLiteral("state"), *state);
    parameters.emplace_back(QStringLiteral("iss"), issuer);
    return to.with(parameters);
}

Task<Result<std::optional<QByteArray>>> ConsentService::answerFromMemory(AuthorizeRequest request, Principal who)
{
    if (request.mustAsk || !canBeRemembered(request.redirectUri))
        co_return std::nullopt;
    const consents::Subject subject = subjectOf(who.account, request.client.id, request.redirectUri, request.resource);
    {
        CO_TRY(Connection *const connection, m_store.reader());
        CO_TRY(const QStringList allowed, consents::find(*connection, subject));
        const bool covered = !allowed.isEmpty() && m_scopes.includeAll(allowed, request.scopes);
        if (!covered)
            co_return std::nullopt;
    }
    const Code code = makeCode();
    const authorization_codes::Entry entry{.client = request.client.id,
                                           .account = who.account,
                                           .redirectUri = request.redirectUri.text(),
                                           .codeChallenge = request.codeChallenge,
                                           .scopes = request.scopes,
                                           .resource = request.resource,
                                           .expiresAt = m_clock.now() + kCodeLifetime,
                                           .usedAt = {},
                                           .grant = {},
                                           .keyThumbprint = request.keyThumbprint};
    CO_CHECK(co_await m_store.write([hash = code.hash, entry](Connection &connection) -> Result<bool> {
        CHECK(authorization_codes::insert(connection, hash, entry));
        return true;
    }));
    co_return std::optional(success(request.redirectUri, code, request.state));
}

approvals::Pending ConsentService::prepare(const OAuthClient &client, const QStringList &scopes,
                                           const QString &resource, const std::optional<Principal> &who) const
{
    approvals::Pending pending;
    Approval &approval = pending.approval;
    approval.id = m_random.id<ApprovalId>();
    if (who) {
        approval.account = who->account;
        approval.accountEmail = who->email;
        pending.session = SessionId(who->credentialId);
    }
    approval.client = client.id;
    approval.clientName = client.name;
    approval.scopes = scopes;
    approval.resource = resource;
    approval.matchCode = matchCode(m_random);
    approval.createdAt = m_clock.now();
    approval.expiresAt = approval.createdAt + kLifetime;
    return pending;
}

approvals::Pending ConsentService::pendingOf(const AuthorizeRequest &request, const std::optional<Principal> &who) const
{
    approvals::Pending pending = prepare(request.client, request.scopes, request.resource, who);
    pending.approval.redirectUri = request.redirectUri.text();
    pending.clientState = request.state;
    pending.codeChallenge = request.codeChallenge;
    pending.keyThumbprint = request.keyThumbprint;
    return pending;
}

Task<Result<Approval>> ConsentService::ask(AuthorizeRequest request, Principal who)
{
    const approvals::Pending pending = pendingOf(request, who);
    co_return co_await m_store.write([pending](Connection &connection) -> Result<Approval> {
        CHECK(approvals::insert(connection, pending, kMostPerSession));
        return pending.approval;
    });
}

Result<approvals::Pending> ConsentService::find(const ApprovalId &id)
{
    TRY(Connection *const connection, m_store.reader());
    TRY(std::optional<approvals::Pending> found, approvals::find(*connection, id, m_clock.now()));
    if (!found)
        return fail(ErrorCode::NotFound,
                    QStringLiteral("There is no such consent (any more). Start again from the app."));
    return *std::move(found);
}

Task<Result<Approval>> ConsentService::decide(ApprovalId id, bool approve, ApprovalChoice choice)
{
    const auto work = [=, this, now = m_clock.now()](Connection &connection) -> Result<Approval> {
        if (!approve)
            return approvals::decide(connection, id, std::nullopt, {}, now);
        TRY(const std::optional<approvals::Pending> found, approvals::find(connection, id, now));
        ApprovalChoice allowed;
        AccountId account;
        if (found && found->approval.state == ApprovalState::Pending) {
            TRY(allowed, approval_choice::settled(found->approval, choice, m_longest));
            TRY(account, accountFor(connection, found->approval, choice.accountEmail));
        }
        return approvals::decide(connection, id, allowed, account, now);
    };
    return m_store.write(work);
}

Result<QStringList> ConsentService::allowedBefore(const Approval &approval)
{
    TRY(Connection *const connection, m_store.reader());
    TRY(const QStringList allowed,
        consents::allowedBefore(*connection, approval.account, approval.client, approval.resource, m_clock.now()));
    QStringList scopes = approval.scopes;
    scopes.removeIf([&](const QString &scope) { return !m_scopes.includes(allowed, scope); });
    return scopes;
}

Task<Result<QByteArray>> ConsentService::answer(ApprovalId id, Principal who)
{
    CO_TRY(approvals::Pending pending, find(id));
    if (!pending.browser.isEmpty() || pending.session.text() != who.credentialId)
        co_return fail(ErrorCode::NotFound, QStringLiteral("This consent was asked for in another browser session."));
    co_return co_await answer(std::move(pending));
}

QByteArray ConsentService::macOf(const QByteArray &browser) const
{
    return m_keys.mac(Purpose::OAuthSecret, "browser|" + browser);
}

Task<Result<ConsentService::Unsigned>> ConsentService::askUnsigned(AuthorizeRequest request)
{
    approvals::Pending pending = pendingOf(request, std::nullopt);
    const Unsigned asked{.approval = pending.approval, .browser = m_random.token()};
    pending.browser = macOf(asked.browser.reveal().toByteArray());
    CO_CHECK(co_await m_store.write([pending](Connection &connection) -> Result<bool> {
        CHECK(approvals::insert(connection, pending, kMostPerSession));
        return true;
    }));
    co_return asked;
}

Result<approvals::Pending> ConsentService::findUnsigned(const ApprovalId &id, const QByteArray &browser)
{
    TRY(approvals::Pending pending, find(id));
    if (pending.browser.isEmpty() || Secret(pending.browser) != Secret(macOf(browser)))
        return fail(ErrorCode::NotFound,
                    QStringLiteral("This was asked for in another browser. Start again from the app."));
    return pending;
}

Task<Result<QByteArray>> ConsentService::answerUnsigned(ApprovalId id, QByteArray browser)
{
    CO_TRY(approvals::Pending pending, findUnsigned(id, browser));
    co_return co_await answer(std::move(pending));
}

Task<Result<QByteArray>> ConsentService::answer(approvals::Pending pending)
{
    const Approval &approval = pending.approval;
    if (approval.state == ApprovalState::Pending || approval.state == ApprovalState::Expired) {
        co_return fail(ErrorCode::Conflict, QStringLiteral("This consent is %1.").arg(toString(approval.state)));
    }
    CO_TRY(const RedirectUri uri, RedirectUri::parse(approval.redirectUri));
    const bool approved = approval.state == ApprovalState::Approved;
    const Code code = makeCode();
    const Time now = m_clock.now();
    const auto work = [=, id = approval.id](Connection &connection) -> Result<bool> {
        TRY(const bool first, approvals::answer(connection, id, now));
        if (!first)
            return fail(ErrorCode::Conflict, QStringLiteral("The app got its answer already; go back to it."));
        if (!approved)
            return true;
        const authorization_codes::Entry entry{.client = approval.client,
                                               .account = approval.account,
                                               .redirectUri = approval.redirectUri,
                                               .codeChallenge = pending.codeChallenge,
                                               .scopes = approval.choice.scopes,
                                               .resource = approval.resource,
                                               .expiresAt = now + kCodeLifetime,
                                               .usedAt = {},
                                               .grant = {},
                                               .keyThumbprint = pending.keyThumbprint,
                                               .leftOut
                                               = approval_choice::leftOut(approval.scopes, approval.choice.scopes),
                                               .lifetime = approval.choice.lifetime};
        CHECK(authorization_codes::insert(connection, code.hash, entry));
        CHECK(oauth_clients::touch(connection, approval.client, now));
        // Nobody who was signed in said yes: their next browser session is asked.
        if (canBeRemembered(uri) && pending.browser.isEmpty())
            CHECK(remember(connection, approval, uri, now));
        return true;
    };
    CO_CHECK(co_await m_store.write(work));
    if (approved)
        co_return success(uri, code, pending.clientState);
    co_return refusal(uri, fail(ErrorCode::AccessDenied, QStringLiteral("The owner said no.")).error(),
                      pending.clientState, m_issuer);
}

Result<Page<Approval>> ConsentService::list(const PageRequest &request)
{
    constexpr int kMostRows = 1000;
    bool ok = true;
    const int offset = request.cursor.isEmpty() ? 0 : request.cursor.toInt(&ok);
    if (!ok || offset < 0)
        return failField(QStringLiteral("cursor"),
                         QStringLiteral("Send the next_cursor of the page before, unchanged."));
    const int limit = std::clamp(request.limit, 1, kMostRows);
    TRY(Connection *const connection, m_store.reader());
    const Time now = m_clock.now();
    Page<Approval> page;
    TRY(page.rows, approvals::page(*connection, now, now - std::chrono::hours(1), limit + 1, offset));
    if (page.rows.size() > limit) {
        page.rows.removeLast();
        page.nextCursor = QString::number(offset + limit);
    }
    return page;
}

Result<qint64> ConsentService::countPending()
{
    TRY(Connection *const connection, m_store.reader());
    return approvals::countPending(*connection, m_clock.now());
}

} // namespace ostiary
