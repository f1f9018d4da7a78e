// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/connection.h"

#include "models/store/statements.h"

#include <QSqlError>

#include <atomic>

namespace ostiary::store {

namespace {

constexpr int kBusyTimeoutMs = 4000;

std::unexpected<Error> storeError(const QSqlError &error)
{
    const QString native = error.nativeErrorCode();
    const bool busy = native == QLatin1String("5") || native == QLatin1String("6") || native == QLatin1String("517");
    return std::unexpected(Error{.code = busy ? ErrorCode::Unavailable : ErrorCode::StoreFailed,
                                 .detail = busy ? QStringLiteral("The database is busy; try again in a moment.")
                                     : native == QLatin1String("13")
                                     ? QStringLiteral("The disk is full; free some space.")
                                     : QStringLiteral("The database refused; the server's log says why."),
                                 .cause = error.text()});
}

// Qt would bind a null QString as NULL; here only QVariant() means NULL.
QVariant bindable(const QVariant &value)
{
    if (value.typeId() == QMetaType::QString && value.toString().isNull())
        return QStringLiteral("");
    return value;
}

} // namespace

std::optional<Time> Row::maybeTime()
{
    const QVariant value = next();
    return value.isNull() ? std::nullopt : std::optional(Time{std::chrono::milliseconds{value.toLongLong()}});
}

std::optional<qint64> Row::maybeNumber()
{
    const QVariant value = next();
    return value.isNull() ? std::nullopt : std::optional(value.toLongLong());
}

std::optional<std::chrono::seconds> Row::maybeSeconds()
{
    const std::optional<qint64> count = maybeNumber();
    return count ? std::optional(std::chrono::seconds(*count)) : std::nullopt;
}

std::optional<QString> Row::maybeText()
{
    const QVariant value = next();
    return value.isNull() ? std::nullopt : std::optional(value.toString());
}

QVariant value(const std::optional<Time> &time)
{
    return time ? value(*time) : QVariant(QMetaType::fromType<qint64>());
}

QVariant value(const std::optional<std::chrono::seconds> &duration)
{
    return duration ? QVariant(qint64(duration->count())) : QVariant(QMetaType::fromType<qint64>());
}

Result<std::unique_ptr<Connection>> Connection::open(const QString &file, Mode mode)
{
    static std::atomic<int> counter;
    std::unique_ptr<Connection> connection(new Connection(QStringLiteral("ostiary-%1").arg(++counter)));
    QSqlDatabase &database = connection->m_database;
    database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection->m_name);
    database.setDatabaseName(file);
    database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(kBusyTimeoutMs)
                               + (mode == Mode::ReadOnly ? QStringLiteral(";QSQLITE_OPEN_READONLY") : QString()));
    if (!database.open())
        return storeError(database.lastError());
    static const QStringList kEveryConnection{
        QStringLiteral("PRAGMA foreign_keys = ON"),
        QStringLiteral("PRAGMA trusted_schema = OFF"),
    };
    static const QStringList kWritingConnection{
        QStringLiteral("PRAGMA journal_mode = WAL"),
        QStringLiteral("PRAGMA synchronous = FULL"), // an acknowledged write survives a power cut
        QStringLiteral("PRAGMA journal_size_limit = 67108864"),
    };
    for (const QString &pragma : mode == Mode::ReadWrite ? kEveryConnection + kWritingConnection : kEveryConnection)
        CHECK(connection->raw(pragma));
    return connection;
}

Connection::~Connection()
{
    m_prepared.clear();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
}

Result<int> Connection::run(const QString &name, Bindings bindings)
{
    TRY(QSqlQuery *const query, execute(name, bindings));
    const int rows = query->numRowsAffected();
    query->finish();
    return rows;
}

Result<> Connection::raw(const QString &sql)
{
    QSqlQuery query(m_database);
    if (!query.exec(sql))
        return storeError(query.lastError());
    return {};
}

Result<qint64> Connection::pragma(const QString &name)
{
    QSqlQuery query(m_database);
    if (!query.exec(QStringLiteral("PRAGMA ") + name) || !query.next())
        return storeError(query.lastError());
    return query.value(0).toLongLong();
}

Result<> Connection::prepareAll()
{
    for (const QString &name : statementNames())
        CHECK(prepared(name));
    return {};
}

Result<QSqlQuery *> Connection::prepared(const QString &name)
{
    std::shared_ptr<QSqlQuery> &query = m_prepared[name];
    if (!query) {
        auto fresh = std::make_shared<QSqlQuery>(m_database);
        fresh->setForwardOnly(true);
        if (!fresh->prepare(statement(name)))
            return storeError(fresh->lastError());
        query = std::move(fresh);
    }
    return query.get();
}

Result<QSqlQuery *> Connection::execute(const QString &name, Bindings bindings)
{
    TRY(QSqlQuery *const query, prepared(name));
    for (const auto &[parameter, value] : bindings)
        query->bindValue(parameter, bindable(value));
    if (!query->exec())
        return storeError(query->lastError());
    return query;
}

Result<Cursor> Cursor::parse(const QString &text)
{
    if (text.isEmpty())
        return Cursor{};
    bool ok = false;
    Cursor cursor{.createdAt = text.section(u'.', 0, 0).toLongLong(&ok), .id = text.section(u'.', 1)};
    if (!ok || cursor.id.isEmpty() || cursor.id.size() > 64)
        return failField(QStringLiteral("cursor"),
                         QStringLiteral("Send the next_cursor of the page before, unchanged."));
    return cursor;
}

QString Cursor::after(Time createdAt, const QString &id)
{
    return QStringLiteral("%1.%2").arg(createdAt.time_since_epoch().count()).arg(id);
}

} // namespace ostiary::store
