// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/record_table.h"
#include "models/tables/when_ready.h"

#include <QHash>

namespace ostiary {

/// The whole table over records of one type; a subclass says which columns it has and where its pages come from.
/// T must be comparable by ==. A row is its id: reading again inserts, updates and removes single rows.
template <typename T>
class RecordTableModel : public RecordTable
{
public:
    using Columns = QList<Column<T>>;

    [[nodiscard]] const T &record(int row) const { return m_rows[row]; }
    [[nodiscard]] const QList<T> &records() const { return m_rows; }
    [[nodiscard]] int rowOf(const QString &id) const override { return m_rowOfId.value(id, -1); }
    [[nodiscard]] const T *find(const QString &id) const
    {
        const int row = rowOf(id);
        return row < 0 ? nullptr : &m_rows[row];
    }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_columns.size());
    }
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    RecordTableModel(const Columns &columns, Admin &admin, const Clock &clock, std::optional<Table> watched,
                     QObject *parent)
        : RecordTable(admin, clock, watched, parent), m_columns(columns)
    {
    }

    [[nodiscard]] virtual QFuture<Result<Page<T>>> fetch(PageRequest page) = 0;
    [[nodiscard]] virtual QString idOf(const T &record) const
    {
        if constexpr (requires { record.id.text(); })
            return record.id.text();
        else
            return {}; // such a table says itself what names its rows
    }
    /// A word of states.h, or empty.
    [[nodiscard]] virtual QString stateOf(const T &, Time) const { return {}; }

private:
    static constexpr int kPageSize = 1000;

    void startReading() override
    {
        m_seen.clear();
        m_next = 0;
        readPage({});
    }
    void readPage(const QString &cursor);
    void merge(const QList<T> &rows);
    void insertRecords(const QList<T> &run);
    void removeUnseen();
    void removeRecord(const QString &id) override;
    void removeRecords(int first, int last);
    void reindex(int from);

    const Columns m_columns;
    QList<T> m_rows;
    QHash<QString, int> m_rowOfId;
    QSet<QString> m_seen; ///< in this reading
    int m_next = 0; ///< where the next new row of this reading goes
};

template <typename T>
QVariant RecordTableModel<T>::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const T &record = m_rows[index.row()];
    switch (role) {
    case IdRole: return idOf(record);
    case StateRole: return stateOf(record, now());
    case RecordRole: return QVariant::fromValue(record);
    default: break;
    }
    const Column<T> &column = m_columns[index.column()];
    return present(column.kind, column.value(record, now()), role);
}

template <typename T>
QVariant RecordTableModel<T>::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_columns.size())
        return {};
    switch (role) {
    case Qt::DisplayRole: return QCoreApplication::translate(metaObject()->className(), m_columns[section].title);
    case Qt::TextAlignmentRole: return present(m_columns[section].kind, {}, role);
    case WidthRole: return m_columns[section].characters;
    default: return {};
    }
}

template <typename T>
void RecordTableModel<T>::readPage(const QString &cursor)
{
    whenReady(this, fetch(PageRequest{kPageSize, cursor}), [this](const Result<Page<T>> &page) {
        if (!page)
            return failReading(page.error());
        merge(page->rows);
        if (page->nextCursor.isEmpty())
            removeUnseen();
        else if (!sawEnough(m_seen))
            return readPage(page->nextCursor);
        finishReading();
    });
}

/// Rows that are known are updated where they are; runs of new ones go in where the list has them.
template <typename T>
void RecordTableModel<T>::merge(const QList<T> &rows)
{
    QList<T> run;
    for (const T &row : rows) {
        const QString id = idOf(row);
        if (m_seen.contains(id))
            continue; // it slid from one page to the next while we read
        m_seen.insert(id);
        const int known = rowOf(id);
        if (known < 0) {
            run.append(row);
            continue;
        }
        insertRecords(std::exchange(run, {}));
        const int at = rowOf(id);
        if (m_rows[at] != row) {
            m_rows[at] = row;
            emit dataChanged(index(at, 0), index(at, columnCount() - 1));
        }
        m_next = at + 1;
    }
    insertRecords(run);
}

template <typename T>
void RecordTableModel<T>::insertRecords(const QList<T> &run)
{
    if (run.isEmpty())
        return;
    m_next = std::min(m_next, rowCount());
    beginInsertRows({}, m_next, m_next + int(run.size()) - 1);
    if (m_next == m_rows.size()) {
        m_rows.append(run);
    } else {
        m_rows.insert(m_next, run.size(), run.first());
        std::copy(run.begin(), run.end(), m_rows.begin() + m_next);
    }
    reindex(m_next);
    m_next += int(run.size());
    endInsertRows();
}

template <typename T>
void RecordTableModel<T>::removeUnseen()
{
    for (int last = rowCount() - 1; last >= 0; --last) {
        if (m_seen.contains(idOf(m_rows[last])))
            continue;
        int first = last;
        while (first > 0 && !m_seen.contains(idOf(m_rows[first - 1])))
            --first;
        removeRecords(first, last);
        last = first;
    }
}

template <typename T>
void RecordTableModel<T>::removeRecord(const QString &id)
{
    if (const int row = rowOf(id); row >= 0)
        removeRecords(row, row);
}

template <typename T>
void RecordTableModel<T>::removeRecords(int first, int last)
{
    beginRemoveRows({}, first, last);
    for (int row = first; row <= last; ++row)
        m_rowOfId.remove(idOf(m_rows[row]));
    m_rows.remove(first, last - first + 1);
    reindex(first);
    if (m_next > first)
        m_next = std::max(first, m_next - (last - first + 1));
    endRemoveRows();
}

template <typename T>
void RecordTableModel<T>::reindex(int from)
{
    for (int row = from; row < m_rows.size(); ++row)
        m_rowOfId.insert(idOf(m_rows[row]), row);
}

} // namespace ostiary
