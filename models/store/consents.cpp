// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/consents.h"

namespace ostiary::store::consents {

Result<QStringList> find(Connection &connection, const Subject &subject)
{
    TRY(const std::optional<QStringList> scopes,
        connection.one(QStringLiteral("consents/find"),
                       {{QStringLiteral(":account_id"), value(subject.account)},
                        {QStringLiteral(":client_id"), value(subject.client)},
                        {QStringLiteral(":redirect_host"), subject.redirectHost},
                        {QStringLiteral(":resource"), subject.resource}},
                       [](Row &row) { return row.words(); }));
    return scopes.value_or(QStringList());
}

Result<> remember(Connection &connection, const Subject &subject, const QStringList &scopes, Time now)
{
    CHECK(connection.run(QStringLiteral("consents/remember"),
                         {{QStringLiteral(":account_id"), value(subject.account)},
                          {QStringLiteral(":client_id"), value(subject.client)},
                          {QStringLiteral(":redirect_host"), subject.redirectHost},
                          {QStringLiteral(":resource"), subject.resource},
                          {QStringLiteral(":scopes"), value(scopes)},
                          {QStringLiteral(":now"), value(now)}}));
    return {};
}

Result<> forget(Connection &connection, const AccountId &account, const ClientId &client)
{
    CHECK(connection.run(
        QStringLiteral("consents/forget"),
        {{QStringLiteral(":account_id"), value(account)}, {QStringLiteral(":client_id"), value(client)}}));
    return {};
}

} // namespace ostiary::store::consents
