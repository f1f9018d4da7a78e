// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/price_table.h"

#include "models/tables/states.h"

namespace ostiary {

namespace {

/// Tokens cost something only where there are tokens.
QVariant tokenPrice(const Price &price, qint64 micros)
{
    return price.kind == PriceKind::Model ? QVariant(micros) : QVariant();
}

/// A model is usually paid by its tokens alone.
QVariant callPrice(const Price &price)
{
    return price.kind == PriceKind::Model && price.callMicros == 0 ? QVariant() : QVariant(price.callMicros);
}

QVariant mostOutput(const Price &price)
{
    return price.maxOutputTokens > 0 ? QVariant(price.maxOutputTokens) : QVariant();
}

} // namespace

const PriceTable::Columns &PriceTable::columns()
{
    static const Columns kColumns{
        {QT_TR_NOOP("Tool, route or model"), ColumnKind::Code, [](const Price &p, Time) { return p.subject; }, 20},
        {QT_TR_NOOP("Kind"), ColumnKind::State, [](const Price &p, Time) { return toString(p.kind); }, 10},
        {QT_TR_NOOP("Upstream"), ColumnKind::Text, [](const Price &p, Time) { return p.upstream; }, 12},
        {QT_TR_NOOP("A call"), ColumnKind::Money, [](const Price &p, Time) { return callPrice(p); }, 10},
        {QT_TR_NOOP("1 M input tokens"), ColumnKind::Money,
         [](const Price &p, Time) { return tokenPrice(p, p.inputMicros); }, 15},
        {QT_TR_NOOP("1 M output tokens"), ColumnKind::Money,
         [](const Price &p, Time) { return tokenPrice(p, p.outputMicros); }, 15},
        {QT_TR_NOOP("Most output"), ColumnKind::Count, [](const Price &p, Time) { return mostOutput(p); }, 12},
        {QT_TR_NOOP("State"), ColumnKind::State, [](const Price &p, Time) { return stateWord(p); }, 11},
        {QT_TR_NOOP("Since"), ColumnKind::Moment, [](const Price &p, Time) { return moment(p.since); }, 12},
    };
    return kColumns;
}

PriceTable::PriceTable(Admin &admin, const Clock &clock, QObject *parent)
    : RecordTableModel(columns(), admin, clock, Table::Prices, parent)
{
}

QFuture<Result<Page<Price>>> PriceTable::fetch(PageRequest page)
{
    return admin().prices(page);
}

QString PriceTable::stateOf(const Price &price, Time) const
{
    return stateWord(price);
}

} // namespace ostiary
