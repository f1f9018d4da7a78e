// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/consents.h"

namespace ostiary::store::consents {

Result<> forget(Connection &connection, const Subject &subject)
{
    CHECK(connection.run(QStringLiteral("consents/forget_one"),
                         {{QStringLiteral(":account_id"), value(subject.account)},
                          {QStringLiteral(":client_id"), value(subject.client)},
                          {QStringLiteral(":redirect_host"), subject.redirectHost},
                          {QStringLiteral(":resource"), subject.resource}}));
    return {};
}

Result<QStringList> allowedBefore(Connection &connection, const AccountId &account, const ClientId &client,
                                  const QString &resource, Time now)
{
    TRY(const QList<QStringList> each,
        connection.all(QStringLiteral("consents/allowed_before"),
                       {{QStringLiteral(":account_id"), value(account)},
                        {QStringLiteral(":client_id"), value(client)},
                        {QStringLiteral(":resource"), resource},
                        {QStringLiteral(":now"), value(now)}},
                       [](Row &row) { return row.words(); }));
    QStringList all;
    for (const QStringList &scopes : each)
        all += scopes;
    all.removeDuplicates();
    return all;
}

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
