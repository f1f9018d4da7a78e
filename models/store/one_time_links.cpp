// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/one_time_links.h"

namespace ostiary::store::one_time_links {

namespace {

LinkPurpose purposeFromText(const QString &text)
{
    return text == QLatin1String("reset") ? LinkPurpose::Reset
        : text == QLatin1String("agent")  ? LinkPurpose::Agent
                                          : LinkPurpose::Member;
}

OneTimeLink read(Row &row)
{
    OneTimeLink link;
    link.id = row.id<LinkId>();
    link.purpose = purposeFromText(row.text());
    link.account = row.id<AccountId>();
    link.organization = row.id<OrganizationId>();
    link.role = roleFromString(row.text()).value_or(Role::Member);
    link.createdBy = row.id<AccountId>();
    link.createdAt = row.time();
    link.expiresAt = row.time();
    link.usedAt = row.maybeTime();
    return link;
}

template <typename IdType>
QVariant orNull(const IdType &id)
{
    return id.isEmpty() ? QVariant() : value(id);
}

} // namespace

Result<> insert(Connection &connection, const OneTimeLink &link, const QByteArray &hash)
{
    CHECK(connection.run(
        QStringLiteral("one_time_links/insert"),
        {{QStringLiteral(":hash"), hash},
         {QStringLiteral(":id"), value(link.id)},
         {QStringLiteral(":purpose"), toString(link.purpose)},
         {QStringLiteral(":account_id"), orNull(link.account)},
         {QStringLiteral(":organization_id"), orNull(link.organization)},
         {QStringLiteral(":role"), link.purpose == LinkPurpose::Member ? QVariant(toString(link.role)) : QVariant()},
         {QStringLiteral(":created_by"), orNull(link.createdBy)},
         {QStringLiteral(":created_at"), value(link.createdAt)},
         {QStringLiteral(":expires_at"), value(link.expiresAt)}}));
    return {};
}

Result<std::optional<OneTimeLink>> find(Connection &connection, const QByteArray &hash)
{
    return connection.one(QStringLiteral("one_time_links/find"), {{QStringLiteral(":hash"), hash}}, read);
}

Result<bool> use(Connection &connection, const QByteArray &hash, Time now)
{
    TRY(const int rows,
        connection.run(QStringLiteral("one_time_links/use"),
                       {{QStringLiteral(":hash"), hash}, {QStringLiteral(":now"), value(now)}}));
    return rows > 0;
}

Result<QList<OneTimeLink>> ofOrganization(Connection &connection, const OrganizationId &organization, Time now,
                                          int limit)
{
    return connection.all(QStringLiteral("one_time_links/of_organization"),
                          {{QStringLiteral(":organization_id"), value(organization)},
                           {QStringLiteral(":now"), value(now)},
                           {QStringLiteral(":limit"), limit}},
                          read);
}

Result<> remove(Connection &connection, const LinkId &id, const OrganizationId &organization)
{
    TRY(const int rows,
        connection.run(
            QStringLiteral("one_time_links/delete"),
            {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":organization_id"), value(organization)}}));
    if (rows == 0)
        return fail(ErrorCode::NotFound, QStringLiteral("There is no such invitation."));
    return {};
}

Result<> removeResets(Connection &connection, const AccountId &account)
{
    CHECK(connection.run(QStringLiteral("one_time_links/delete_resets"),
                         {{QStringLiteral(":account_id"), value(account)}}));
    return {};
}

Result<> removeExpired(Connection &connection, Time before)
{
    CHECK(
        connection.run(QStringLiteral("one_time_links/delete_expired"), {{QStringLiteral(":before"), value(before)}}));
    return {};
}

} // namespace ostiary::store::one_time_links
