// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/accounts/sign_in_service.h"

#include "models/store/sign_ins.h"

#include <QJsonArray>

namespace ostiary {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::seconds kStepTime = 5min;
constexpr qsizetype kLongestUserAgent = 300;
constexpr int kMostListed = 50;
const QByteArray kTicketUse = "sign-in";

QByteArray who(const QString &email, const QHostAddress &address)
{
    return networkOf(address) + '|' + email.trimmed().toLower().left(254).toUtf8();
}

std::unexpected<Error> tooMany(const RateDecision &decision)
{
    return std::unexpected(
        Error{.code = ErrorCode::RateLimited,
              .detail = QStringLiteral("Too many attempts; try again in %1 seconds.").arg(decision.retryAfter.count()),
              .retryAfter = decision.retryAfter});
}

std::unexpected<Error> secondFactorNeeded(const SecondFactorService::State &state, const QByteArray &ticket)
{
    QJsonArray methods;
    if (state.since) {
        methods.append(QStringLiteral("totp"));
        methods.append(QStringLiteral("recovery_code"));
    }
    if (state.hasPasskey)
        methods.append(QStringLiteral("passkey"));
    return std::unexpected(Error{
        .code = ErrorCode::SecondFactorRequired,
        .detail = QStringLiteral(
            "Send the ticket with a code to /auth/totp, or send the code as \"code\" with e-mail and password."),
        .members = {{QStringLiteral("ticket"), QString::fromLatin1(ticket)}, {QStringLiteral("methods"), methods}}});
}

} // namespace

QByteArray networkOf(const QHostAddress &address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4); // also unwraps ::ffff:a.b.c.d
    if (isV4)
        return QHostAddress(v4).toString().toLatin1();
    const Q_IPV6ADDR v6 = address.toIPv6Address();
    return QByteArray(reinterpret_cast<const char *>(v6.c), 8).toHex();
}

SignInService::SignInService(store::Store &store, AccountService &accounts, SecondFactorService &factors,
                             SessionService &sessions, RateLimiter &limiter, RateRule rule, const KeyRing &keys,
                             const Clock &clock, Random &random)
    : m_store(store), m_accounts(accounts), m_factors(factors), m_sessions(sessions), m_limiter(limiter),
      m_rule(std::move(rule)), m_tickets(keys, clock, random), m_clock(clock), m_random(random)
{
}

Result<> SignInService::admit(const QString &email, const QHostAddress &address)
{
    // Asked before anything is counted: or one network, by ever new e-mails, could use up the room to count others.
    if (const RateDecision network = m_limiter.peek("auth|" + networkOf(address), flood()); !network.allowed)
        return tooMany(network);
    RateRule lock = m_rule;
    lock.count = std::max(kFailuresToLock, m_rule.count);
    lock.window = kLockWindow;
    const QByteArray key = who(email, address);
    // Every attempt counts before it is looked at, so that parallel ones can't slip through; success forgives them.
    for (const auto &[name, rule] : {std::pair("auth|" + key, m_rule), std::pair("lock|" + key, lock)}) {
        if (const RateDecision decision = m_limiter.admit(name, rule); !decision.allowed)
            return tooMany(decision);
    }
    return admitNetwork(address);
}

RateStanding SignInService::standing(const QString &email, const QHostAddress &address) const
{
    return {m_rule, m_limiter.peek("auth|" + who(email, address), m_rule)};
}

Result<> SignInService::admitNetwork(const QHostAddress &address)
{
    const RateDecision decision = m_limiter.admit("auth|" + networkOf(address), flood());
    return decision.allowed ? Result<>() : tooMany(decision);
}

RateRule SignInService::flood() const
{
    RateRule rule = m_rule;
    rule.count *= kAddressFactor;
    return rule;
}

Result<> SignInService::checkEnabled(const Account &account) const
{
    if (account.disabledAt)
        return fail(ErrorCode::Forbidden, QStringLiteral("This account is disabled; ask whoever runs this server."));
    return {};
}

Task<Result<SignInService::SignedIn>> SignInService::withPassword(QString email, Secret password, QString code,
                                                                  Visitor visitor)
{
    CO_CHECK(admit(email, visitor.address));
    Result<Account> account = co_await m_accounts.checkPassword(email, std::move(password));
    if (!account) {
        // Done for an unknown e-mail as well: the answer takes as long.
        const Result<Account> known = m_accounts.findByEmail(email);
        CO_CHECK(co_await note(known ? known->id : AccountId(), QStringLiteral("password"),
                               QStringLiteral("wrong_password"), visitor));
        co_return std::unexpected(account.error());
    }
    CO_CHECK(checkEnabled(*account));
    CO_TRY(const SecondFactorService::State state, m_factors.state(account->id));
    if (!state.isRequired())
        co_return co_await open(*std::move(account), QStringLiteral("password"), std::move(visitor));
    const QByteArray ticket = m_tickets.make(kTicketUse, {{QStringLiteral("account"), account->id.text()}}, kStepTime);
    if (code.isEmpty())
        co_return secondFactorNeeded(state, ticket);
    const Result<QString> method = co_await m_factors.spend(account->id, code);
    if (!method) {
        CO_CHECK(co_await note(account->id, QStringLiteral("totp"), QStringLiteral("wrong_code"), visitor));
        co_return std::unexpected(method.error());
    }
    co_return co_await open(*std::move(account), *method, std::move(visitor));
}

Result<AccountId> SignInService::accountOfTicket(QByteArrayView ticket) const
{
    TRY(const QJsonObject values, m_tickets.open(kTicketUse, ticket));
    return AccountId(values.value(QStringLiteral("account")).toString());
}

Task<Result<SignInService::SignedIn>> SignInService::withCode(QByteArray ticket, QString code, Visitor visitor)
{
    CO_TRY(const AccountId id, accountOfTicket(ticket));
    CO_TRY(Account account, m_accounts.find(id));
    CO_CHECK(admit(account.email, visitor.address));
    CO_CHECK(checkEnabled(account));
    const Result<QString> method = co_await m_factors.spend(id, code);
    if (!method) {
        CO_CHECK(co_await note(id, QStringLiteral("totp"), QStringLiteral("wrong_code"), visitor));
        co_return std::unexpected(method.error());
    }
    co_return co_await open(std::move(account), *method, std::move(visitor));
}

Task<Result<SignInService::SignedIn>> SignInService::withPasskey(AccountId id, Visitor visitor)
{
    CO_TRY(Account account, m_accounts.find(id));
    CO_CHECK(checkEnabled(account));
    co_return co_await open(std::move(account), QStringLiteral("passkey"), std::move(visitor));
}

Task<Result<SignInService::SignedIn>> SignInService::asNew(Account account, Visitor visitor)
{
    return open(std::move(account), QStringLiteral("password"), std::move(visitor));
}

Task<Result<bool>> SignInService::confirm(SessionId session, AccountId id, Secret password, Visitor visitor)
{
    CO_TRY(const Account account, m_accounts.find(id));
    CO_CHECK(admit(account.email, visitor.address));
    const Result<Account> checked = co_await m_accounts.checkPassword(account.email, std::move(password));
    if (!checked) {
        CO_CHECK(co_await note(id, QStringLiteral("password"), QStringLiteral("wrong_password"), visitor));
        co_return fail(ErrorCode::InvalidCredentials, QStringLiteral("The password is not right."));
    }
    m_limiter.forgive("lock|" + who(account.email, visitor.address));
    co_return co_await m_sessions.confirm(session);
}

Task<Result<SignInService::SignedIn>> SignInService::open(Account account, QString method, Visitor visitor)
{
    m_limiter.forgive("lock|" + who(account.email, visitor.address));
    CO_TRY(SessionService::Opened opened,
           co_await m_sessions.open(account.id, visitor.address.toString(), visitor.userAgent));
    CO_CHECK(co_await note(account.id, method, QStringLiteral("ok"), visitor));
    co_return SignedIn{std::move(account), std::move(opened)};
}

Task<Result<bool>> SignInService::note(AccountId account, QString method, QString outcome, Visitor visitor)
{
    const SignInRecord record{.id = m_random.id<SignInId>(),
                              .account = account,
                              .at = m_clock.now(),
                              .method = method,
                              .outcome = outcome,
                              .address = visitor.address.toString(),
                              .userAgent = visitor.userAgent.left(kLongestUserAgent)};
    return m_store.write([record](store::Connection &connection) -> Result<bool> {
        if (!record.account.isEmpty())
            CHECK(store::sign_ins::insert(connection, record));
        return true;
    });
}

Result<QList<SignInRecord>> SignInService::history(const AccountId &account)
{
    TRY(store::Connection *const connection, m_store.reader());
    return store::sign_ins::ofAccount(*connection, account, kMostListed);
}

} // namespace ostiary
