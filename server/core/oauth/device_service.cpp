// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/device_service.h"

#include "models/store/device_codes.h"
#include "models/store/oauth_clients.h"
#include "server/core/oauth/grants/device_code.h"

namespace ostiary {

using namespace store;
using namespace std::chrono_literals;

namespace {

// RFC 8628 §6.1: no vowels, so that no word comes out, and letters that every keyboard has.
constexpr QLatin1StringView kLetters("BCDFGHJKLMNPQRSTVWXZ");
constexpr int kCodeLetters = 8; ///< 20^8: 34 bits
constexpr unsigned kUnbiased = 256 - 256 % 20;

// With these, guessing one of a thousand waiting devices takes an address longer than a century.
const RateRule kTriesOfAccount{"device", 10, 10min};
const RateRule kTriesOfAddress{"device", 30, 10min};

/// Each waiting device costs a row, and anybody may register a client for it.
const RateRule kStarts{"device", 120, 10min};

std::unexpected<Error> unknownCode()
{
    return fail(ErrorCode::NotFound,
                QStringLiteral("No device shows this code now. Compare it with the one on the device; it may also have "
                               "run out."));
}

} // namespace

DeviceService::DeviceService(store::Store &store, const KeyRing &keys, const Resources &resources,
                             const ScopeCatalogue &scopes, ConsentService &consents, RateLimiter &limiter,
                             const Clock &clock, Random &random)
    : m_store(store), m_keys(keys), m_resources(resources), m_scopes(scopes), m_consents(consents), m_limiter(limiter),
      m_clock(clock), m_random(random)
{
}

QString DeviceService::normalised(const QString &typed)
{
    QString letters;
    for (const QChar c : typed.toUpper()) {
        if (kLetters.contains(c))
            letters += c;
        else if (c != u'-' && !c.isSpace())
            return {};
    }
    return letters.size() == kCodeLetters ? letters.first(4) + u'-' + letters.sliced(4) : QString();
}

QString DeviceService::makeUserCode() const
{
    QString code;
    while (code.size() < kCodeLetters) {
        for (const char byte : m_random.bytes(kCodeLetters)) {
            const auto number = static_cast<unsigned char>(byte);
            if (number < kUnbiased && code.size() < kCodeLetters)
                code += kLetters[number % kLetters.size()];
        }
    }
    return normalised(code);
}

QByteArray DeviceService::macOfUserCode(const QString &code) const
{
    return m_keys.mac(Purpose::OAuthSecret, "user-code|" + code.toLatin1());
}

Task<Result<DeviceService::Started>> DeviceService::start(OAuthClient client, QString scope, QString resource,
                                                          QHostAddress from)
{
    if (!client.grantTypes.contains(QLatin1String(DeviceCodeGrant::kType))) {
        co_return fail(ErrorCode::UnauthorizedClient,
                       QStringLiteral("This client is not registered for the grant type %1.")
                           .arg(QLatin1String(DeviceCodeGrant::kType)));
    }
    const RateDecision rate = m_limiter.admit("device-start|" + from.toString().toLatin1(), kStarts);
    if (!rate.allowed) {
        co_return std::unexpected(Error{.code = ErrorCode::RateLimited,
                                        .detail = QStringLiteral("Too many devices from this address."),
                                        .retryAfter = rate.retryAfter});
    }
    device_codes::Entry entry;
    entry.client = client.id;
    CO_TRY(entry.scopes, m_scopes.forRequest(scope));
    CO_TRY(entry.resource, m_resources.find(resource));
    entry.createdAt = m_clock.now();
    entry.expiresAt = entry.createdAt + kLifetime;
    entry.interval = kInterval;
    Started started{.deviceCode = m_random.token(),
                    .userCode = makeUserCode(),
                    .verificationUri = m_resources.issuer() + QStringLiteral("/device"),
                    .expiresIn = kLifetime,
                    .interval = kInterval};
    const QByteArray hash = m_keys.mac(Purpose::OAuthSecret, started.deviceCode.reveal());
    const QByteArray userCodeHash = macOfUserCode(started.userCode);
    CO_CHECK(co_await m_store.write([=](Connection &connection) -> Result<bool> {
        CHECK(device_codes::insert(connection, hash, userCodeHash, entry));
        return true;
    }));
    co_return started;
}

Result<> DeviceService::countTry(const Principal &who, const QHostAddress &from)
{
    const RateDecision own = m_limiter.admit("device|" + who.account.text().toLatin1(), kTriesOfAccount);
    const RateDecision there = m_limiter.admit("device|" + from.toString().toLatin1(), kTriesOfAddress);
    if (own.allowed && there.allowed)
        return {};
    return std::unexpected(Error{.code = ErrorCode::RateLimited,
                                 .detail = QStringLiteral("Too many codes were tried. Wait a few minutes, then type "
                                                          "the one that the device shows then."),
                                 .retryAfter = std::max(own.retryAfter, there.retryAfter)});
}

Task<Result<Approval>> DeviceService::enter(QString userCode, Principal who, QHostAddress from)
{
    CO_CHECK(countTry(who, from));
    const QString code = normalised(userCode);
    if (code.isEmpty())
        co_return unknownCode();
    const QByteArray hash = macOfUserCode(code);
    const Time now = m_clock.now();
    co_return co_await m_store.write([this, hash, who, now](Connection &connection) -> Result<Approval> {
        TRY(const std::optional<device_codes::Entry> device, device_codes::findByUserCode(connection, hash));
        if (!device || device->expiresAt <= now)
            return unknownCode();
        if (!device->approval.isEmpty()) {
            TRY(const auto asked, approvals::find(connection, device->approval, now));
            if (!asked || asked->session.text() != who.credentialId)
                return unknownCode();
            return asked->approval;
        }
        TRY(const auto client, oauth_clients::find(connection, device->client));
        if (!client)
            return unknownCode();
        approvals::Pending pending = m_consents.prepare(client->client, device->scopes, device->resource, who);
        pending.approval.expiresAt = std::min(pending.approval.expiresAt, device->expiresAt);
        CHECK(approvals::insert(connection, pending, ConsentService::kMostPerSession));
        CHECK(device_codes::claim(connection, hash, pending.approval.id, now));
        return pending.approval;
    });
}

} // namespace ostiary
