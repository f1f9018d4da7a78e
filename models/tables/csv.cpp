// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/csv.h"

#include "models/tables/record_table.h"

namespace ostiary {

namespace {

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
        fields.append(field(RecordTable::plainText(cell(column))));
    return fields.join(QLatin1Char(',')).toUtf8() + "\r\n";
}

} // namespace

QByteArray csv(const QAbstractItemModel &model)
{
    const int columns = model.columnCount();
    QByteArray out = line(columns, [&](int column) { return model.headerData(column, Qt::Horizontal); });
    for (int row = 0; row < model.rowCount(); ++row)
        out += line(columns, [&](int column) { return model.index(row, column).data(); });
    return out;
}

} // namespace ostiary
