// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/record_filter.h"

namespace ostiary {

RecordFilter::RecordFilter(RecordTable &table, QObject *parent) : QSortFilterProxyModel(parent), m_table(table)
{
    setSourceModel(&table);
    setSortRole(RecordTable::SortRole);
}

void RecordFilter::setText(const QString &text)
{
    m_terms.clear();
    for (const QString &word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        m_terms.append(parse(word));
    invalidateRowsFilter();
}

void RecordFilter::setStates(const QStringList &states)
{
    m_states = states;
    invalidateRowsFilter();
}

void RecordFilter::setIds(const std::optional<QStringList> &ids)
{
    m_ids = ids ? std::optional(QSet<QString>(ids->begin(), ids->end())) : std::nullopt;
    invalidateRowsFilter();
}

RecordFilter::Term RecordFilter::parse(const QString &word) const
{
    const qsizetype colon = word.indexOf(QLatin1Char(':'));
    for (int column = 0; colon > 0 && column < m_table.columnCount(); ++column) {
        QString title = m_table.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        title.remove(QLatin1Char(' '));
        if (title.compare(QStringView(word).first(colon), Qt::CaseInsensitive) == 0)
            return {column, word.sliced(colon + 1)};
    }
    return {-1, word};
}

bool RecordFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    if (!m_states.isEmpty() && !m_states.contains(m_table.index(row, 0).data(RecordTable::StateRole).toString()))
        return false;
    if (m_ids && !m_ids->contains(m_table.idAt(row)))
        return false;
    return std::ranges::all_of(m_terms, [&](const Term &term) { return holds(row, term); });
}

bool RecordFilter::holds(int row, const Term &term) const
{
    const int first = std::max(term.column, 0);
    const int last = term.column < 0 ? m_table.columnCount() - 1 : term.column;
    for (int column = first; column <= last; ++column) {
        const QVariant value = m_table.index(row, column).data();
        if (RecordTable::plainText(value).contains(term.text, Qt::CaseInsensitive))
            return true;
    }
    return false;
}

} // namespace ostiary
