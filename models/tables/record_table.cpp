// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/record_table.h"

#include "models/money.h"
#include "models/tables/states.h"

#include <QLocale>

#include <limits>

namespace ostiary {

namespace {

constexpr std::chrono::milliseconds kCoalesce{50}; // a commit often touches many rows; one reading shows them all

QString exact(const QDateTime &time)
{
    const QDateTime local = time.toLocalTime();
    return QStringLiteral("%1 %2").arg(QLocale().toString(local, QLocale::LongFormat), local.timeZoneAbbreviation());
}

bool isNumber(ColumnKind kind)
{
    return kind == ColumnKind::Count || kind == ColumnKind::Money;
}

QVariant sortable(ColumnKind kind, const QVariant &value)
{
    switch (kind) {
    case ColumnKind::Moment:
    case ColumnKind::Deadline:
        if (value.isValid())
            return value.toDateTime().toMSecsSinceEpoch();
        return kind == ColumnKind::Deadline ? std::numeric_limits<qint64>::max() : std::numeric_limits<qint64>::min();
    case ColumnKind::Count: return value;
    case ColumnKind::Money: return value.isValid() ? value.toLongLong() : std::numeric_limits<qint64>::min();
    default: return RecordTable::plainText(value).toLower();
    }
}

} // namespace

RecordTable::RecordTable(Admin &admin, const Clock &clock, std::optional<Table> watched, QObject *parent)
    : QAbstractTableModel(parent), m_admin(admin), m_clock(clock)
{
    m_coalesce.setSingleShot(true);
    m_coalesce.setInterval(kCoalesce);
    connect(&m_coalesce, &QTimer::timeout, this, &RecordTable::read);
    if (watched) {
        connect(&admin, &Admin::changed, this, [this, watched](const Change &change) {
            if (change.table == *watched)
                follow(change);
        });
    }
}

void RecordTable::refresh()
{
    m_everythingChanged = true;
    read();
}

void RecordTable::follow(const Change &change)
{
    if (change.kind == ChangeKind::Deleted) {
        // A page that is on its way may still hold the row.
        m_everythingChanged = m_everythingChanged || m_reading;
        return removeRecord(change.id);
    }
    m_changed.insert(change.id);
    if (!m_coalesce.isActive())
        m_coalesce.start();
}

void RecordTable::read()
{
    if (m_reading || (m_changed.isEmpty() && !m_everythingChanged))
        return;
    m_reading = true;
    m_wanted = std::exchange(m_changed, {});
    m_readsEverything = std::exchange(m_everythingChanged, false) || !m_loaded;
    startReading();
}

bool RecordTable::sawEnough(const QSet<QString> &seen) const
{
    return !m_readsEverything && seen.contains(m_wanted);
}

void RecordTable::finishReading()
{
    m_reading = false;
    m_loaded = m_loaded || m_readsEverything;
    emit loaded();
    if (m_everythingChanged || (!m_changed.isEmpty() && !m_coalesce.isActive()))
        read();
}

void RecordTable::failReading(const Error &error)
{
    m_reading = false;
    // What could not be read is read with the next change or refresh.
    m_everythingChanged = m_everythingChanged || m_readsEverything;
    m_changed.unite(m_wanted);
    emit failed(error);
}

void RecordTable::showAnewWhen(const RecordTable &other, int column)
{
    const auto showAnew = [this, column] {
        if (rowCount() > 0)
            emit dataChanged(index(0, column), index(rowCount() - 1, column));
    };
    connect(&other, &RecordTable::loaded, this, showAnew);
    connect(&other, &QAbstractItemModel::dataChanged, this, showAnew);
    connect(&other, &QAbstractItemModel::rowsRemoved, this, showAnew);
}

QString RecordTable::plainText(const QVariant &value)
{
    if (value.typeId() == QMetaType::QStringList)
        return value.toStringList().join(QLatin1Char(' '));
    if (value.typeId() == QMetaType::QDateTime)
        return value.toDateTime().toUTC().toString(Qt::ISODate);
    return value.toString();
}

QVariant RecordTable::present(ColumnKind kind, const QVariant &value, int role)
{
    switch (role) {
    case Qt::DisplayRole:
        if (kind == ColumnKind::Money)
            return value.isValid() ? dollars(value.toLongLong()) : QString();
        return kind == ColumnKind::State ? QVariant(stateLabel(value.toString())) : value;
    case Qt::AccessibleTextRole:
        if (value.typeId() == QMetaType::QDateTime)
            return exact(value.toDateTime());
        return plainText(present(kind, value, Qt::DisplayRole));
    case Qt::ToolTipRole:
        if (value.typeId() == QMetaType::QDateTime)
            return exact(value.toDateTime());
        if (value.typeId() == QMetaType::QStringList)
            return value.toStringList().join(QLatin1Char('\n'));
        return kind == ColumnKind::Text || kind == ColumnKind::Code ? value : QVariant();
    case Qt::TextAlignmentRole: return int(Qt::AlignVCenter | (isNumber(kind) ? Qt::AlignRight : Qt::AlignLeft));
    case SortRole: return sortable(kind, value);
    case WordRole: return kind == ColumnKind::State ? value : QVariant();
    case KindRole: return int(kind);
    default: return {};
    }
}

} // namespace ostiary
