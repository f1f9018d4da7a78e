// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/attempts.h"

#include "models/json.h"

#include <QJsonDocument>

namespace ostiary::store::attempts {

namespace {

QString toText(const QList<AttemptEntry> &entries)
{
    QJsonArray array;
    for (const AttemptEntry &entry : entries)
        array.append(toJson(entry));
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

// What cannot be read is left out: a timeline with a hole is better than none.
QList<AttemptEntry> entriesIn(const QString &text)
{
    QList<AttemptEntry> entries;
    for (const QJsonValue &item : QJsonDocument::fromJson(text.toUtf8()).array()) {
        if (const Result<AttemptEntry> entry = fromJson<AttemptEntry>(item.toObject()))
            entries << *entry;
    }
    return entries;
}

ConnectionAttempt read(Row &row)
{
    ConnectionAttempt attempt;
    attempt.id = row.id<AttemptId>();
    attempt.clientId = row.id<ClientId>();
    attempt.clientName = row.text();
    attempt.account = row.id<AccountId>();
    attempt.accountEmail = row.text();
    attempt.address = row.text();
    attempt.userAgent = row.text();
    attempt.resource = row.text();
    attempt.startedAt = row.time();
    attempt.lastAt = row.time();
    attempt.reached = attemptStepFromString(row.text()).value_or(AttemptStep::Discovery);
    attempt.succeeded = row.flag();
    attempt.stoppedBecause = row.text();
    attempt.entries = entriesIn(row.text());
    return attempt;
}

} // namespace

Result<> put(Connection &connection, const ConnectionAttempt &attempt)
{
    CHECK(connection.run(QStringLiteral("attempts/put"),
                         {{QStringLiteral(":id"), value(attempt.id)},
                          {QStringLiteral(":client_id"), value(attempt.clientId)},
                          {QStringLiteral(":account_id"), value(attempt.account)},
                          {QStringLiteral(":address"), attempt.address},
                          {QStringLiteral(":user_agent"), attempt.userAgent},
                          {QStringLiteral(":resource"), attempt.resource},
                          {QStringLiteral(":started_at"), value(attempt.startedAt)},
                          {QStringLiteral(":last_at"), value(attempt.lastAt)},
                          {QStringLiteral(":reached"), toString(attempt.reached)},
                          {QStringLiteral(":succeeded"), attempt.succeeded},
                          {QStringLiteral(":stopped_because"), attempt.stoppedBecause},
                          {QStringLiteral(":entries"), toText(attempt.entries)}}));
    // Nothing hangs on an attempt, so caches need not look up.
    connection.changed(Table::Attempts, attempt.id.text(), ChangeKind::Touched);
    return {};
}

Result<> remove(Connection &connection, const AttemptId &id)
{
    TRY(const int removed, connection.run(QStringLiteral("attempts/delete"), {{QStringLiteral(":id"), value(id)}}));
    if (removed > 0)
        connection.changed(Table::Attempts, id.text(), ChangeKind::Deleted);
    return {};
}

Result<std::optional<ConnectionAttempt>> find(Connection &connection, const AttemptId &id)
{
    return connection.one(QStringLiteral("attempts/find"), {{QStringLiteral(":id"), value(id)}}, read);
}

Result<QList<ConnectionAttempt>> page(Connection &connection, const AccountId &account, const Cursor &from, int limit)
{
    if (account.isEmpty()) {
        return connection.all(QStringLiteral("attempts/page"),
                              {{QStringLiteral(":started_at"), from.createdAt},
                               {QStringLiteral(":cursor_id"), from.id},
                               {QStringLiteral(":limit"), limit}},
                              read);
    }
    return connection.all(QStringLiteral("attempts/page_of_account"),
                          {{QStringLiteral(":account_id"), value(account)},
                           {QStringLiteral(":started_at"), from.createdAt},
                           {QStringLiteral(":cursor_id"), from.id},
                           {QStringLiteral(":limit"), limit}},
                          read);
}

Result<QList<ConnectionAttempt>> underWay(Connection &connection, int limit)
{
    return connection.all(QStringLiteral("attempts/under_way"), {{QStringLiteral(":limit"), limit}}, read);
}

Result<> removeOld(Connection &connection, Time before, int most, int mostNameless)
{
    CHECK(connection.run(QStringLiteral("attempts/delete_old"),
                         {{QStringLiteral(":before"), value(before)}, {QStringLiteral(":most"), most}}));
    CHECK(connection.run(QStringLiteral("attempts/delete_nameless"), {{QStringLiteral(":most"), mostNameless}}));
    return {};
}

} // namespace ostiary::store::attempts
