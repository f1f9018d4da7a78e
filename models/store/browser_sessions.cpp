// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/browser_sessions.h"

#include "models/store/accounts.h"

namespace ostiary::store::browser_sessions {

namespace {

BrowserSession read(Row &row)
{
    BrowserSession session;
    session.id = row.id<SessionId>();
    session.account = row.id<AccountId>();
    session.createdAt = row.time();
    session.expiresAt = row.time();
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
                              owned.account.id = owned.session.account;
                              owned.account.organization = row.id<OrganizationId>();
                              owned.account.email = row.text();
                              owned.account.kind = accounts::kindFromText(row.text());
                              owned.account.isAdmin = row.flag();
                              return owned;
                          });
}

Result<QList<BrowserSession>> page(Connection &connection, const AccountId &account, Time now, int limit)
{
    return connection.all(QStringLiteral("browser_sessions/page_of_account"),
                          {{QStringLiteral(":account_id"), value(account)},
                           {QStringLiteral(":now"), value(now)},
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

Result<> removeExpired(Connection &connection, Time now)
{
    CHECK(connection.run(QStringLiteral("browser_sessions/delete_expired"), {{QStringLiteral(":now"), value(now)}}));
    return {};
}

} // namespace ostiary::store::browser_sessions
