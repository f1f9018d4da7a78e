// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/browser_sessions.h"

namespace ostiary::store::browser_sessions {

namespace {

BrowserSession read(Row &row)
{
    BrowserSession session;
    session.id = row.id<SessionId>();
    session.account = row.id<AccountId>();
    session.createdAt = row.time();
    session.expiresAt = row.time();
    session.lastSeenAt = row.time();
    session.authenticatedAt = row.time();
    session.address = row.text();
    session.userAgent = row.text();
    return session;
}

} // namespace

Result<> insert(Connection &connection, const BrowserSession &session, const QByteArray &hash)
{
    CHECK(connection.run(QStringLiteral("browser_sessions/insert"),
                         {{QStringLiteral(":id"), value(session.id)},
                          {QStringLiteral(":account_id"), value(session.account)},
                          {QStringLiteral(":hash"), hash},
                          {QStringLiteral(":created_at"), value(session.createdAt)},
                          {QStringLiteral(":expires_at"), value(session.expiresAt)},
                          {QStringLiteral(":address"), session.address},
                          {QStringLiteral(":user_agent"), session.userAgent}}));
    connection.changed(Table::BrowserSessions, session.id.text(), ChangeKind::Inserted);
    return {};
}

Result<std::optional<Owned>> findByHash(Connection &connection, const QByteArray &hash)
{
    return connection.one(QStringLiteral("browser_sessions/find_by_hash"), {{QStringLiteral(":hash"), hash}},
                          [](Row &row) {
                              Owned owned;
                              owned.session = read(row);
                              owned.organization = row.id<OrganizationId>();
                              owned.email = row.text();
                              owned.holder = readHolder(row);
                              return owned;
                          });
}

Result<QList<BrowserSession>> page(Connection &connection, const AccountId &account, Time now, Time idleSince,
                                   int limit)
{
    return connection.all(QStringLiteral("browser_sessions/page_of_account"),
                          {{QStringLiteral(":account_id"), value(account)},
                           {QStringLiteral(":now"), value(now)},
                           {QStringLiteral(":idle_since"), value(idleSince)},
                           {QStringLiteral(":limit"), limit}},
                          read);
}

Result<bool> remove(Connection &connection, const SessionId &id)
{
    TRY(const int rows,
        connection.run(QStringLiteral("browser_sessions/delete"), {{QStringLiteral(":id"), value(id)}}));
    if (rows > 0)
        connection.changed(Table::BrowserSessions, id.text(), ChangeKind::Deleted);
    return rows > 0;
}

Result<int> removeOthers(Connection &connection, const AccountId &account, const SessionId &kept)
{
    TRY(const QList<SessionId> ids,
        connection.all(QStringLiteral("browser_sessions/ids_of_account"),
                       {{QStringLiteral(":account_id"), value(account)}},
                       [](Row &row) { return row.id<SessionId>(); }));
    int removed = 0;
    for (const SessionId &id : ids) {
        if (id == kept)
            continue;
        CHECK(remove(connection, id));
        ++removed;
    }
    return removed;
}

Result<> removeExpired(Connection &connection, Time now, Time idleSince)
{
    CHECK(connection.run(QStringLiteral("browser_sessions/delete_expired"),
                         {{QStringLiteral(":now"), value(now)}, {QStringLiteral(":idle_since"), value(idleSince)}}));
    return {};
}

Result<> touch(Connection &connection, const SessionId &id, Time now)
{
    TRY(const int rows,
        connection.run(QStringLiteral("browser_sessions/touch"),
                       {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":now"), value(now)}}));
    if (rows > 0)
        connection.changed(Table::BrowserSessions, id.text(), ChangeKind::Touched);
    return {};
}

Result<> authenticate(Connection &connection, const SessionId &id, Time now)
{
    CHECK(connection.run(QStringLiteral("browser_sessions/authenticate"),
                         {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":now"), value(now)}}));
    connection.changed(Table::BrowserSessions, id.text(), ChangeKind::Updated);
    return {};
}

Result<> announce(Connection &connection, const AccountId &account)
{
    TRY(const QList<SessionId> ids,
        connection.all(QStringLiteral("browser_sessions/ids_of_account"),
                       {{QStringLiteral(":account_id"), value(account)}},
                       [](Row &row) { return row.id<SessionId>(); }));
    for (const SessionId &id : ids)
        connection.changed(Table::BrowserSessions, id.text(), ChangeKind::Updated);
    return {};
}

} // namespace ostiary::store::browser_sessions
