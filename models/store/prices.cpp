// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/prices.h"

namespace ostiary::store::prices {

namespace {

Price read(Row &row)
{
    Price price;
    price.id = row.id<PriceId>();
    price.upstream = row.text();
    price.kind = priceKindFromString(row.text()).value_or(PriceKind::Tool);
    price.subject = row.text();
    price.callMicros = row.number();
    price.inputMicros = row.number();
    price.outputMicros = row.number();
    price.maxOutputTokens = int(row.number());
    price.since = row.time();
    price.until = row.maybeTime();
    return price;
}

Result<std::optional<Price>> find(Connection &connection, const PriceId &id)
{
    return connection.one(QStringLiteral("prices/find"), {{QStringLiteral(":id"), value(id)}}, read);
}

} // namespace

Result<QList<Price>> inForce(Connection &connection)
{
    return connection.all(QStringLiteral("prices/in_force"), {}, read);
}

Result<QList<Price>> page(Connection &connection, const Cursor &from, int limit)
{
    return connection.all(QStringLiteral("prices/page"),
                          {{QStringLiteral(":since"), from.createdAt},
                           {QStringLiteral(":id"), from.id},
                           {QStringLiteral(":limit"), limit}},
                          read);
}

Result<> insert(Connection &connection, const Price &price)
{
    CHECK(connection.run(QStringLiteral("prices/end_same"),
                         {{QStringLiteral(":upstream"), price.upstream},
                          {QStringLiteral(":kind"), toString(price.kind)},
                          {QStringLiteral(":subject"), price.subject},
                          {QStringLiteral(":now"), value(price.since)}}));
    CHECK(connection.run(QStringLiteral("prices/insert"),
                         {{QStringLiteral(":id"), value(price.id)},
                          {QStringLiteral(":upstream"), price.upstream},
                          {QStringLiteral(":kind"), toString(price.kind)},
                          {QStringLiteral(":subject"), price.subject},
                          {QStringLiteral(":call_micros"), price.callMicros},
                          {QStringLiteral(":input_micros"), price.inputMicros},
                          {QStringLiteral(":output_micros"), price.outputMicros},
                          {QStringLiteral(":max_output_tokens"), price.maxOutputTokens},
                          {QStringLiteral(":since"), value(price.since)}}));
    connection.changed(Table::Prices, price.id.text(), ChangeKind::Inserted);
    return {};
}

Result<Price> end(Connection &connection, const PriceId &id, Time now)
{
    TRY(const int rows,
        connection.run(QStringLiteral("prices/end"),
                       {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":now"), value(now)}}));
    TRY(std::optional<Price> price, find(connection, id));
    if (!price)
        return fail(ErrorCode::NotFound, QStringLiteral("There is no price %1.").arg(id.text()));
    if (rows == 0)
        return fail(ErrorCode::Conflict, QStringLiteral("This price ended before."));
    connection.changed(Table::Prices, id.text(), ChangeKind::Updated);
    return *std::move(price);
}

} // namespace ostiary::store::prices
