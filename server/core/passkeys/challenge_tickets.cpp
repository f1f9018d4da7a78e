// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/passkeys/challenge_tickets.h"

#include "server/core/crypto/base64url.h"

#include <QtEndian>

namespace ostiary {

namespace {

constexpr qsizetype kTimeBytes = 8;
constexpr qsizetype kLongestTicket = 512; // characters
constexpr std::chrono::minutes kSweepEvery{1};

std::unexpected<Error> worthless()
{
    return failField(QStringLiteral("ticket"),
                     QStringLiteral("This attempt took too long or was finished already; begin again."));
}

} // namespace

ChallengeTickets::ChallengeTickets(const KeyRing &keys, const Clock &clock, Random &random)
    : m_keys(keys), m_clock(clock), m_random(random)
{
}

ChallengeTickets::Issued ChallengeTickets::issue(QByteArrayView use, const AccountId &account)
{
    const qint64 expiresAt = (m_clock.now() + kLifetime).time_since_epoch().count();
    Issued issued;
    issued.challenge = m_random.bytes(kChallengeBytes);
    QByteArray plain(kTimeBytes, Qt::Uninitialized);
    qToBigEndian(expiresAt, plain.data());
    plain += issued.challenge + account.text().toLatin1();
    issued.ticket = QString::fromLatin1(toBase64Url(m_keys.seal(Purpose::Ticket, plain, use, m_random)));
    return issued;
}

Result<ChallengeTickets::Opened> ChallengeTickets::open(QByteArrayView use, const QString &ticket)
{
    if (ticket.size() > kLongestTicket)
        return worthless();
    const std::optional<QByteArray> sealed = fromBase64Url(ticket.toUtf8());
    if (!sealed)
        return worthless();
    const std::optional<Secret> plain = m_keys.open(Purpose::Ticket, *sealed, use);
    if (!plain || plain->size() < kTimeBytes + kChallengeBytes)
        return worthless();
    const QByteArrayView bytes = plain->reveal();
    Opened opened{
        .challenge = bytes.sliced(kTimeBytes, kChallengeBytes).toByteArray(),
        .account = AccountId(QString::fromLatin1(bytes.sliced(kTimeBytes + kChallengeBytes))),
        .expiresAt = Time{std::chrono::milliseconds{qFromBigEndian<qint64>(bytes.data())}},
    };
    if (opened.expiresAt <= m_clock.now())
        return worthless();
    const std::scoped_lock lock(m_mutex);
    if (m_spent.contains(opened.challenge))
        return worthless();
    return opened;
}

Result<> ChallengeTickets::spend(const Opened &opened)
{
    const Time now = m_clock.now();
    const std::scoped_lock lock(m_mutex);
    if (now >= m_nextSweep || m_spent.size() >= kMostRemembered) {
        m_spent.removeIf([now](const auto &entry) { return entry.value() <= now; });
        m_nextSweep = now + kSweepEvery;
    }
    if (m_spent.contains(opened.challenge))
        return worthless();
    if (m_spent.size() >= kMostRemembered) {
        return std::unexpected(Error{.code = ErrorCode::Unavailable,
                                     .detail = QStringLiteral("Too many people sign in at this moment; try again in a "
                                                              "minute."),
                                     .retryAfter = kSweepEvery});
    }
    m_spent.insert(opened.challenge, opened.expiresAt);
    return {};
}

} // namespace ostiary
