// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/record_table.h"

#include <QSortFilterProxyModel>

namespace ostiary {

/// Sorts a RecordTable by its values and shows the rows that hold every word of a text. `state:active` looks for the
/// word in that column only; a column is named by its title, without case or spaces.
class RecordFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit RecordFilter(RecordTable &table, QObject *parent = nullptr);

    void setText(const QString &text);
    /// Shows only rows in one of these states; empty: all.
    void setStates(const QStringList &states);
    /// Shows only rows with one of these ids; nullopt: all.
    void setIds(const std::optional<QStringList> &ids);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    struct Term {
        int column = -1; ///< -1: any
        QString text;
    };
    [[nodiscard]] Term parse(const QString &word) const;
    [[nodiscard]] bool holds(int row, const Term &term) const;

    RecordTable &m_table;
    QList<Term> m_terms;
    QStringList m_states;
    std::optional<QSet<QString>> m_ids;
};

} // namespace ostiary
