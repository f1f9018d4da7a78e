// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/csv.h"

#include "models/tables/record_table.h"

namespace ostiary {

namespace {

/// As a spreadsheet reads a number: -0.25, without a currency sign.
QString plainAmount(QString money)
{
    return money.remove(QLatin1Char('$'));
}

QString field(QString text)
{
    // A cell that begins like this runs as a formula in common spreadsheets, and names come from strangers.
    if (!text.isEmpty() && QStringView(u"=+-@\t\r").contains(text.front()))
        text.prepend(QLatin1Char('\''));
    const bool needsQuotes = std::ranges::any_of(text, [](QChar c) { return QStringView(u",\"\r\n").contains(c); });
    if (!needsQuotes)
        return text;
    return QLatin1Char('"') + text.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
}

template <typename Cell>
QByteArray line(int columns, Cell cell)
{
    QStringList fields;
    for (int column = 0; column < columns; ++column)
        fields.append(cell(column));
    return fields.join(QLatin1Char(',')).toUtf8() + "\r\n";
}

} // namespace

QByteArray csv(const QAbstractItemModel &model)
{
    const int columns = model.columnCount();
    QByteArray out
        = line(columns, [&](int column) { return field(model.headerData(column, Qt::Horizontal).toString()); });
    for (int row = 0; row < model.rowCount(); ++row) {
        out += line(columns, [&](int column) {
            const QModelIndex index = model.index(row, column);
            const bool isMoney = index.data(RecordTable::KindRole).toInt() == int(ColumnKind::Money);
            const QString text = RecordTable::plainText(index.data());
            return isMoney ? plainAmount(text) : field(text); // our own number is no stranger's formula
        });
    }
    return out;
}

} // namespace ostiary
