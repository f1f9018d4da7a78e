// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/change.h"
#include "models/error.h"
#include "models/records.h"

#include <QHash>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

#include <initializer_list>
#include <memory>

namespace ostiary::store {

/// The columns of one result row, read left to right in the order of the statement's SELECT list.
class Row
{
public:
    explicit Row(const QSqlQuery &query) : m_query(query) { }

    [[nodiscard]] QString text() { return next().toString(); }
    [[nodiscard]] QByteArray blob() { return next().toByteArray(); }
    [[nodiscard]] qint64 number() { return next().toLongLong(); }
    [[nodiscard]] bool flag() { return next().toBool(); }
    [[nodiscard]] QStringList words() { return next().toString().split(u' ', Qt::SkipEmptyParts); }
    [[nodiscard]] Time time() { return Time{std::chrono::milliseconds{next().toLongLong()}}; }
    [[nodiscard]] std::optional<Time> maybeTime();
    [[nodiscard]] std::optional<QString> maybeText();
    [[nodiscard]] std::optional<qint64> maybeNumber();
    [[nodiscard]] std::optional<std::chrono::seconds> maybeSeconds();
    template <typename IdType>
    [[nodiscard]] IdType id()
    {
        return IdType(next().toString());
    }

private:
    QVariant next() { return m_query.value(m_column++); }
    const QSqlQuery &m_query;
    int m_column = 0;
};

/// A statement's named parameters. QVariant() binds NULL.
using Bindings = std::initializer_list<std::pair<QString, QVariant>>;

[[nodiscard]] inline QVariant value(Time time)
{
    return qint64(time.time_since_epoch().count());
}
[[nodiscard]] QVariant value(const std::optional<Time> &time);
[[nodiscard]] QVariant value(const std::optional<std::chrono::seconds> &duration);
[[nodiscard]] inline QVariant value(const QStringList &words)
{
    return words.join(u' ');
}
template <typename Tag>
[[nodiscard]] QVariant value(const Id<Tag> &id)
{
    return id.text();
}

/// One connection to the database, to be used by the thread that opened it. Statements come by name and are prepared
/// once. Failures are StoreFailed, or Unavailable while another process holds the database.
class Connection
{
public:
    enum class Mode { ReadOnly, ReadWrite };
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const QString &file, Mode mode);
    ~Connection();

    /// Runs a statement; the number of rows that it changed.
    Result<int> run(const QString &name, Bindings bindings = {});

    /// The first row, if there is one, as `read(Row &)` makes it.
    template <typename Read>
    auto one(const QString &name, Bindings bindings, Read read)
        -> Result<std::optional<std::invoke_result_t<Read, Row &>>>
    {
        TRY(QSqlQuery *const query, execute(name, bindings));
        std::optional<std::invoke_result_t<Read, Row &>> found;
        if (query->next()) {
            Row row(*query);
            found = read(row);
        }
        query->finish();
        return found;
    }

    template <typename Read>
    auto all(const QString &name, Bindings bindings, Read read) -> Result<QList<std::invoke_result_t<Read, Row &>>>
    {
        TRY(QSqlQuery *const query, execute(name, bindings));
        QList<std::invoke_result_t<Read, Row &>> rows;
        while (query->next()) {
            Row row(*query);
            rows << read(row);
        }
        query->finish();
        return rows;
    }

    /// Text that is no named statement: pragmas, migrations.
    Result<> raw(const QString &sql);
    Result<qint64> pragma(const QString &name);
    /// Prepares every statement; for a test that none is broken.
    Result<> prepareAll();

    /// Notes a row for the change feed; published once the transaction has been committed.
    void changed(Table table, const QString &id, ChangeKind kind) { m_changes.append({0, table, id, kind}); }
    [[nodiscard]] QList<Change> takeChanges() { return std::exchange(m_changes, {}); }
    [[nodiscard]] qsizetype changeCount() const { return m_changes.size(); }
    void dropChangesFrom(qsizetype count) { m_changes.resize(count); }

private:
    explicit Connection(QString name) : m_name(std::move(name)) { }
    Result<QSqlQuery *> execute(const QString &name, Bindings bindings);
    Result<QSqlQuery *> prepared(const QString &name);

    QString m_name;
    QSqlDatabase m_database;
    QHash<QString, std::shared_ptr<QSqlQuery>> m_prepared;
    QList<Change> m_changes;
};

/// Where a page of a list begins, in the order of (created_at, id) from the newest on.
struct Cursor {
    qint64 createdAt = std::numeric_limits<qint64>::max();
    QString id;
    /// InvalidValue (`cursor`) unless it is empty or one that a page gave.
    [[nodiscard]] static Result<Cursor> parse(const QString &text);
    [[nodiscard]] static QString after(Time createdAt, const QString &id);
};

} // namespace ostiary::store
