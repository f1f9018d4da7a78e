// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/accounts/second_factor_service.h"

#include "models/store/second_factors.h"
#include "server/core/accounts/totp.h"

namespace ostiary {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::seconds kSetupTime = 15min;

std::unexpected<Error> wrongCode()
{
    return fail(ErrorCode::InvalidCredentials, QStringLiteral("The code is not right, or was used before."));
}

std::unexpected<Error> haveOne()
{
    return fail(ErrorCode::Conflict, QStringLiteral("There is an authenticator app already; remove it first."));
}

QByteArray setupUse(const AccountId &account)
{
    return "totp-setup|" + account.text().toLatin1();
}

// Crockford's base32: no letter that looks like another, on paper too.
constexpr QByteArrayView kLetters = "0123456789abcdefghjkmnpqrstvwxyz";

// As people type it: without spaces and dashes, in one case, and with the letters that are not in it for the digits
// that they look like.
QString plain(const QString &code)
{
    QString result;
    for (const QChar c : code.left(40).toLower()) {
        if (c == u'o')
            result += u'0';
        else if (c == u'i' || c == u'l')
            result += u'1';
        else if (c.isLetterOrNumber())
            result += c;
    }
    return result;
}

bool isTotp(const QString &code)
{
    return code.size() == 6 && std::ranges::all_of(code, [](QChar c) { return c >= u'0' && c <= u'9'; });
}

} // namespace

SecondFactorService::SecondFactorService(store::Store &store, const KeyRing &keys, const Clock &clock, Random &random,
                                         QString issuer)
    : m_store(store), m_keys(keys), m_clock(clock), m_random(random), m_tickets(keys, clock, random),
      m_issuer(std::move(issuer))
{
}

Result<SecondFactorService::Setup> SecondFactorService::begin(const Account &account)
{
    TRY(const State now, state(account.id));
    if (now.since)
        return haveOne();
    const QByteArray secret = m_random.bytes(totp::kSecretBytes);
    const QJsonObject values{{QStringLiteral("secret"), QString::fromLatin1(secret.toBase64())}};
    return Setup{.secret = totp::base32(secret),
                 .uri = totp::uri(m_issuer, account.email, secret),
                 .ticket = m_tickets.make(setupUse(account.id), values, kSetupTime)};
}

Result<SecondFactorService::Setup> SecondFactorService::resume(const Account &account, const QByteArray &ticket) const
{
    TRY(const QJsonObject values, m_tickets.open(setupUse(account.id), ticket));
    const QByteArray secret = QByteArray::fromBase64(values.value(QStringLiteral("secret")).toString().toLatin1());
    return Setup{.secret = totp::base32(secret), .uri = totp::uri(m_issuer, account.email, secret), .ticket = ticket};
}

Task<Result<QStringList>> SecondFactorService::confirm(AccountId account, QByteArray ticket, QString code)
{
    CO_TRY(const QJsonObject values, m_tickets.open(setupUse(account), ticket));
    const QByteArray secret = QByteArray::fromBase64(values.value(QStringLiteral("secret")).toString().toLatin1());
    const std::optional<qint64> step = totp::stepOf(secret, plain(code), m_clock.now());
    if (!step) {
        co_return failField(QStringLiteral("code"),
                            QStringLiteral("This is not the code that the app shows now; does its clock go right?"));
    }
    const store::second_factors::Totp totp{
        .sealedSecret = m_keys.seal(Purpose::TotpSecret, secret, account.text().toLatin1(), m_random),
        .lastStep = *step,
        .createdAt = m_clock.now()};
    const QStringList codes = drawCodes();
    const QList<QByteArray> hashes = hashesOf(account, codes);
    CO_CHECK(co_await m_store.write([=](store::Connection &connection) -> Result<bool> {
        TRY(const bool first, store::second_factors::insertTotp(connection, account, totp));
        if (!first)
            return haveOne();
        CHECK(store::second_factors::replaceCodes(connection, account, hashes));
        return true;
    }));
    co_return codes;
}

Task<Result<QStringList>> SecondFactorService::newCodes(AccountId account)
{
    CO_TRY(const State now, state(account));
    if (!now.since)
        co_return fail(ErrorCode::Conflict,
                       QStringLiteral("Recovery codes stand in for an authenticator app; set one up first."));
    const QStringList codes = drawCodes();
    const QList<QByteArray> hashes = hashesOf(account, codes);
    CO_CHECK(co_await m_store.write([=](store::Connection &connection) -> Result<bool> {
        CHECK(store::second_factors::replaceCodes(connection, account, hashes));
        return true;
    }));
    co_return codes;
}

Task<Result<bool>> SecondFactorService::remove(AccountId account)
{
    return m_store.write([account](store::Connection &connection) -> Result<bool> {
        CHECK(store::second_factors::removeTotp(connection, account));
        return true;
    });
}

Result<SecondFactorService::State> SecondFactorService::state(const AccountId &account)
{
    TRY(store::Connection *const connection, m_store.reader());
    TRY(const auto totp, store::second_factors::findTotp(*connection, account));
    TRY(const qint64 left, store::second_factors::countCodes(*connection, account));
    TRY(const bool passkey, store::second_factors::hasPasskey(*connection, account));
    State state{.codesLeft = int(left), .hasPasskey = passkey};
    if (totp)
        state.since = totp->createdAt;
    return state;
}

Task<Result<QString>> SecondFactorService::spend(AccountId account, QString code)
{
    return m_store.write([this, account, code = plain(code)](store::Connection &connection) {
        return spendIn(connection, account, code);
    });
}

Result<QString> SecondFactorService::spendIn(store::Connection &connection, const AccountId &account,
                                             const QString &code) const
{
    TRY(const auto totp, store::second_factors::findTotp(connection, account));
    if (!totp)
        return wrongCode();
    if (isTotp(code)) {
        const std::optional<Secret> secret
            = m_keys.open(Purpose::TotpSecret, totp->sealedSecret, account.text().toLatin1());
        const std::optional<qint64> step = secret ? totp::stepOf(secret->reveal(), code, m_clock.now()) : std::nullopt;
        if (!step)
            return wrongCode();
        TRY(const bool fresh, store::second_factors::useStep(connection, account, *step));
        if (!fresh)
            return wrongCode();
        return QStringLiteral("totp");
    }
    TRY(const bool used, store::second_factors::useCode(connection, account, codeHash(account, code), m_clock.now()));
    if (!used)
        return wrongCode();
    return QStringLiteral("recovery_code");
}

// Ten of 32 characters, 50 bits: "k3x9q-7m2pd".
QStringList SecondFactorService::drawCodes()
{
    QStringList codes;
    for (int i = 0; i < kRecoveryCodes; ++i) {
        QString text;
        for (const char byte : m_random.bytes(10))
            text += QLatin1Char(kLetters[uchar(byte) % kLetters.size()]);
        codes << text.first(5) + u'-' + text.sliced(5);
    }
    return codes;
}

QByteArray SecondFactorService::codeHash(const AccountId &account, const QString &code) const
{
    return m_keys.mac(Purpose::RecoveryCode, (account.text() + u'|' + plain(code)).toLatin1());
}

QList<QByteArray> SecondFactorService::hashesOf(const AccountId &account, const QStringList &codes) const
{
    QList<QByteArray> hashes;
    for (const QString &code : codes)
        hashes << codeHash(account, code);
    return hashes;
}

} // namespace ostiary
