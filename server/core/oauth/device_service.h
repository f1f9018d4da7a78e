// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/limits/rate_limiter.h"
#include "server/core/oauth/consent_service.h"

#include <QHostAddress>

namespace ostiary {

/// Devices without a browser (RFC 8628): what they are given, and what happens when somebody types the code that they
/// show. The polling is DeviceCodeGrant's.
class DeviceService
{
public:
    DeviceService(store::Store &store, const KeyRing &keys, const Resources &resources, const ScopeCatalogue &scopes,
                  ConsentService &consents, RateLimiter &limiter, const Clock &clock, Random &random);

    struct Started {
        Secret deviceCode;
        QString userCode; ///< "WDJB-MJHT"
        QString verificationUri;
        std::chrono::seconds expiresIn;
        std::chrono::seconds interval; ///< between two polls
    };
    /// UnauthorizedClient: it is not registered for this grant. InvalidScope, InvalidTarget. RateLimited: too many
    /// devices from this address.
    [[nodiscard]] Task<Result<Started>> start(OAuthClient client, QString scope, QString resource, QHostAddress from);

    /// The consent for the device that shows this code, to be decided like any other; the same one when the same
    /// browser types it again. NotFound: unknown, run out, or typed elsewhere before. RateLimited: too many tries by
    /// this account or from this address.
    [[nodiscard]] Task<Result<Approval>> enter(QString userCode, Principal who, QHostAddress from);

    /// "WDJB-MJHT" from what somebody typed, however they wrote it; empty: it can't be a code.
    [[nodiscard]] static QString normalised(const QString &typed);

    static constexpr std::chrono::minutes kLifetime{10};
    static constexpr std::chrono::seconds kInterval{5};

private:
    [[nodiscard]] QString makeUserCode() const;
    [[nodiscard]] QByteArray macOfUserCode(const QString &code) const;
    [[nodiscard]] Result<> countTry(const Principal &who, const QHostAddress &from);

    store::Store &m_store;
    const KeyRing &m_keys;
    const Resources &m_resources;
    const ScopeCatalogue &m_scopes;
    ConsentService &m_consents;
    RateLimiter &m_limiter;
    const Clock &m_clock;
    Random &m_random;
};

} // namespace ostiary
