// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/tables/column.h"

#include <QAbstractTableModel>
#include <QSet>
#include <QTimer>

namespace ostiary {

/// A live list of records as an item model. It reads itself through Admin page by page, follows Admin::changed, and
/// updates single rows, so that selection and scroll position survive. Display values are values (QDateTime,
/// QStringList, …): delegates turn them into looks. What kind of record it holds is RecordTableModel's business.
class RecordTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        SortRole = Qt::UserRole + 1, ///< comparable: lower-case text or milliseconds
        IdRole, ///< QString; rows keep it for life
        StateRole, ///< QString, the row's stable state word; empty where records have no state
        WordRole, ///< QString, the stable word of a cell of ColumnKind::State
        KindRole, ///< int, a ColumnKind
        WidthRole, ///< int, characters; of headers
        RecordRole, ///< the record itself
    };

    /// Follows the changes of `watched`, if any.
    RecordTable(Admin &admin, const Clock &clock, std::optional<Table> watched, QObject *parent);

    /// Reads everything anew. Calls while a reading is under way are answered by one more reading.
    void refresh();
    /// True once everything has been read at least once.
    [[nodiscard]] bool isLoaded() const { return m_loaded; }
    /// -1: no such row.
    [[nodiscard]] virtual int rowOf(const QString &id) const = 0;
    [[nodiscard]] QString idAt(int row) const { return index(row, 0).data(IdRole).toString(); }

    /// A display value as plain text: for CSV, filters, the clipboard and screen readers.
    [[nodiscard]] static QString plainText(const QVariant &value);

signals:
    void loaded(); ///< a reading came to its end
    void failed(const ostiary::Error &error); ///< a reading stopped; what was there stays

protected:
    /// Begins to read at the first page.
    virtual void startReading() = 0;
    virtual void removeRecord(const QString &id) = 0;
    /// After each page: true when the rows that changed have all been seen and nothing else was asked for.
    [[nodiscard]] bool sawEnough(const QSet<QString> &seen) const;
    void finishReading();
    void failReading(const Error &error);

    /// A column that shows what another table knows: its cells count as changed when anything there does.
    void showAnewWhen(const RecordTable &other, int column);

    [[nodiscard]] Admin &admin() const { return m_admin; }
    [[nodiscard]] Time now() const { return m_clock.now(); }

    /// The parts of data() that do not depend on the record's type.
    [[nodiscard]] static QVariant present(ColumnKind kind, const QVariant &value, int role);

private:
    void follow(const Change &change);
    void read();

    Admin &m_admin;
    const Clock &m_clock;
    QTimer m_coalesce;
    QSet<QString> m_changed; ///< to be read
    QSet<QString> m_wanted; ///< being read
    bool m_everythingChanged = false;
    bool m_readsEverything = false;
    bool m_reading = false;
    bool m_loaded = false;
};

} // namespace ostiary
