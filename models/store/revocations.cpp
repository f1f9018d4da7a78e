// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/revocations.h"

namespace ostiary::store::revocations {

Result<Access> of(Connection &connection, const RevocationTarget &target, const SessionId &kept, Time now)
{
    const QVariant account = value(target.account);
    const QVariant organization = value(target.organization);
    Access access;
    TRY(access.keys,
        connection.all(QStringLiteral("revocations/keys"),
                       {{QStringLiteral(":account_id"), account},
                        {QStringLiteral(":organization_id"), organization},
                        {QStringLiteral(":now"), value(now)}},
                       [](Row &row) {
                           Access::Key key;
                           key.id = row.id<ApiKeyId>();
                           key.name = row.text();
                           key.lastUsedAt = row.maybeTime();
                           return key;
                       }));
    TRY(access.grants,
        connection.all(QStringLiteral("revocations/grants"),
                       {{QStringLiteral(":account_id"), account},
                        {QStringLiteral(":organization_id"), organization},
                        {QStringLiteral(":now"), value(now)}},
                       [](Row &row) {
                           Access::App app;
                           app.id = row.id<GrantId>();
                           app.client = row.text();
                           return app;
                       }));
    TRY(access.sessions,
        connection.all(QStringLiteral("revocations/sessions"),
                       {{QStringLiteral(":account_id"), account},
                        {QStringLiteral(":organization_id"), organization},
                        {QStringLiteral(":kept"), value(kept)},
                        {QStringLiteral(":now"), value(now)}},
                       [](Row &row) { return row.id<SessionId>(); }));
    return access;
}

} // namespace ostiary::store::revocations
