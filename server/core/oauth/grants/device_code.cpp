// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/grants/device_code.h"

#include "models/store/accounts.h"
#include "models/store/grants.h"
#include "models/store/oauth_clients.h"
#include "server/core/oauth/approval_choice.h"

#include <QLoggingCategory>

namespace ostiary {

Q_LOGGING_CATEGORY(lcDevice, "ostiary.oauth.device")

using namespace store;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::seconds kSlowDownBy = 5s; ///< RFC 8628 §3.5
constexpr std::chrono::seconds kLongestInterval = 60s;
constexpr std::chrono::milliseconds kSlack = 500ms; ///< two polls on time may still come closer than they were sent

} // namespace

Task<Result<Authorized>> DeviceCodeGrant::authorize(OAuthClient client, TokenRequest request)
{
    return inTransaction([this, client = std::move(client), request = std::move(request)](Connection &connection) {
        return spend(connection, client, request);
    });
}

GrantHook::Outcome DeviceCodeGrant::spend(Connection &connection, const OAuthClient &client,
                                          const TokenRequest &request)
{
    const QByteArray hash = macOf(request.deviceCode.toUtf8());
    TRY(const std::optional<Entry> device, device_codes::find(connection, hash));
    if (!device || device->client != client.id)
        return Result<Authorized>(invalidGrant(QStringLiteral("The device code is unknown.")));
    if (device->usedAt) {
        CHECK(grants::endForReuse(connection, device->grant, now()));
        qCWarning(lcDevice) << "a device code came twice; its session was ended:" << device->grant.text();
        return Result<Authorized>(invalidGrant(QStringLiteral("The device code was used before.")));
    }
    if (device->expiresAt <= now())
        return Result<Authorized>(fail(ErrorCode::ExpiredToken, QStringLiteral("Start again on the device.")));
    if (device->decision == ApprovalState::Approved)
        return give(connection, hash, *device, client, request.keyThumbprint);
    // A consent that was asked for and is gone was dropped for newer ones of the same browser.
    const bool dropped = !device->approval.isEmpty() && !device->decision;
    if (dropped || device->decision == ApprovalState::Denied)
        return Result<Authorized>(fail(ErrorCode::DeviceDenied, QStringLiteral("The owner said no.")));
    return wait(connection, hash, *device);
}

GrantHook::Outcome DeviceCodeGrant::wait(Connection &connection, const QByteArray &hash, const Entry &device)
{
    const bool tooSoon = device.polledAt && now() - *device.polledAt < device.interval - kSlack;
    const std::chrono::seconds interval
        = tooSoon ? std::min(device.interval + kSlowDownBy, kLongestInterval) : device.interval;
    CHECK(device_codes::poll(connection, hash, interval, now()));
    if (tooSoon) {
        return Result<Authorized>(
            fail(ErrorCode::SlowDown, QStringLiteral("Ask every %1 seconds.").arg(interval.count())));
    }
    return Result<Authorized>(
        fail(ErrorCode::AuthorizationPending, QStringLiteral("Nobody has decided yet; ask again.")));
}

GrantHook::Outcome DeviceCodeGrant::give(Connection &connection, const QByteArray &hash, const Entry &device,
                                         const OAuthClient &client, const QString &keyThumbprint)
{
    TRY(const std::optional<Account> account, accounts::find(connection, device.account));
    if (!account || account->disabledAt)
        return Result<Authorized>(invalidGrant(QStringLiteral("The account is gone.")));
    TRY(Authorized authorized,
        open(connection, *account, client,
             {.scopes = device.choice.scopes,
              .resource = device.resource,
              .leftOut = approval_choice::leftOut(device.scopes, device.choice.scopes),
              .lifetime = device.choice.lifetime,
              .keyThumbprint = keyThumbprint}));
    CHECK(device_codes::use(connection, hash, authorized.grant.id, now()));
    CHECK(oauth_clients::touch(connection, client.id, now()));
    return Result<Authorized>(std::move(authorized));
}

} // namespace ostiary
