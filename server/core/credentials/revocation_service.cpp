// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/credentials/revocation_service.h"

#include "models/store/accounts.h"
#include "models/store/api_keys.h"
#include "models/store/browser_sessions.h"
#include "models/store/grants.h"
#include "models/store/organizations.h"
#include "models/store/revocations.h"

namespace ostiary {

namespace {

constexpr qsizetype kMostNames = 20;

// A target that is not there must not be taken for everyone.
Result<> checkTarget(store::Connection &connection, const RevocationTarget &target)
{
    if (!target.account.isEmpty()) {
        TRY(const auto account, store::accounts::find(connection, target.account));
        if (!account)
            return fail(ErrorCode::NotFound, QStringLiteral("There is no account %1.").arg(target.account.text()));
    }
    if (!target.organization.isEmpty()) {
        TRY(const auto organization, store::organizations::find(connection, target.organization));
        if (!organization) {
            return fail(ErrorCode::NotFound,
                        QStringLiteral("There is no organization %1.").arg(target.organization.text()));
        }
    }
    return {};
}

Revocation summaryOf(const store::revocations::Access &access, Time now)
{
    Revocation summary{.keys = int(access.keys.size()),
                       .grants = int(access.grants.size()),
                       .browserSessions = int(access.sessions.size())};
    for (const auto &key : access.keys) {
        if (key.lastUsedAt && *key.lastUsedAt > now - std::chrono::hours(24))
            ++summary.keysUsedToday;
        summary.names << key.name;
    }
    for (const auto &app : access.grants)
        summary.names << app.client;
    summary.names.removeDuplicates();
    summary.names = summary.names.first(std::min(summary.names.size(), kMostNames));
    return summary;
}

} // namespace

Result<Revocation> RevocationService::preview(const RevocationTarget &target, const SessionId &kept)
{
    TRY(store::Connection *const connection, m_store.reader());
    CHECK(checkTarget(*connection, target));
    const Time now = m_clock.now();
    TRY(const store::revocations::Access access, store::revocations::of(*connection, target, kept, now));
    return summaryOf(access, now);
}

Task<Result<Revocation>> RevocationService::revokeAll(RevocationTarget target, SessionId kept)
{
    return m_store.write([target, kept, now = m_clock.now()](store::Connection &connection) -> Result<Revocation> {
        CHECK(checkTarget(connection, target));
        TRY(const store::revocations::Access access, store::revocations::of(connection, target, kept, now));
        for (const auto &key : access.keys)
            CHECK(store::api_keys::revoke(connection, key.id, now));
        for (const auto &app : access.grants)
            CHECK(store::grants::revoke(connection, app.id, now));
        for (const SessionId &session : access.sessions)
            CHECK(store::browser_sessions::remove(connection, session));
        return summaryOf(access, now);
    });
}

} // namespace ostiary
