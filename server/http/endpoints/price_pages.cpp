// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/price_pages.h"

#include "models/money.h"
#include "server/core/spend/charge.h"
#include "server/http/endpoints/form_figures.h"
#include "server/http/pages/words.h"

#include <QJsonArray>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kHere = "/account/prices";
constexpr int kRows = 100;

QString kindWords(PriceKind kind)
{
    switch (kind) {
    case PriceKind::Tool: return u"Tool"_s;
    case PriceKind::Route: return u"Route"_s;
    case PriceKind::Model: return u"Model"_s;
    }
    Q_UNREACHABLE();
}

// "$3.00 in, $15.00 out"; empty: it does not go by tokens.
QString tokenWords(const Price &price)
{
    if (price.inputMicros == 0 && price.outputMicros == 0)
        return {};
    return u"%1 in, %2 out"_s.arg(dollars(price.inputMicros), dollars(price.outputMicros));
}

QString callWords(const Price &price)
{
    if (price.callMicros > 0)
        return dollars(price.callMicros);
    return price.inputMicros == 0 && price.outputMicros == 0 ? u"free"_s : QString();
}

QJsonObject priceValues(const Price &price, Time now)
{
    const bool isOver = price.until && *price.until <= now;
    return {{u"id"_s, price.id.text()},
            {u"upstream"_s, price.upstream},
            {u"kind"_s, kindWords(price.kind)},
            {u"subject"_s, price.subject},
            {u"call"_s, callWords(price)},
            {u"tokens"_s, tokenWords(price)},
            {u"at_most"_s, price.maxOutputTokens > 0 ? numberWords(price.maxOutputTokens) : QString()},
            {u"since"_s, timeValue(price.since, now)},
            {u"until"_s, timeValue(price.until, now)},
            {u"is_over"_s, isOver}};
}

QJsonObject formValues(const Parameters *sent)
{
    const QString kind = sent ? sent->value(u"kind").value_or(QString()) : QString();
    QJsonArray kinds;
    for (const PriceKind each : {PriceKind::Tool, PriceKind::Route, PriceKind::Model}) {
        kinds.append(QJsonObject{
            {u"value"_s, toString(each)}, {u"label"_s, kindWords(each)}, {u"selected"_s, kind == toString(each)}});
    }
    QJsonObject values{{u"kinds"_s, kinds}};
    for (const QString &name : {u"upstream"_s, u"subject"_s})
        values.insert(name, sent ? field(*sent, name) : QString());
    for (const QString &name : {u"call"_s, u"input"_s, u"output"_s, u"max_output"_s})
        values.insert(name, sent ? form_figures::text(*sent, name) : QString());
    return values;
}

// As the form calls them.
Error atFormField(Error error)
{
    for (const auto &[field, name] :
         {std::pair{u"call_micros"_s, u"call"_s}, std::pair{u"input_micros"_s, u"input"_s},
          std::pair{u"output_micros"_s, u"output"_s}, std::pair{u"max_output_tokens"_s, u"max_output"_s}}) {
        if (error.field == field)
            error.field = name;
    }
    return error;
}

Result<Price> priceIn(const Parameters &form)
{
    const std::optional<PriceKind> kind = priceKindFromString(field(form, u"kind"));
    if (!kind)
        return failField(u"kind"_s, u"The kind must be tool, route or model."_s);
    TRY(const std::optional<qint64> call, form_figures::dollars(form, u"call"_s));
    TRY(const std::optional<qint64> input, form_figures::dollars(form, u"input"_s));
    TRY(const std::optional<qint64> output, form_figures::dollars(form, u"output"_s));
    TRY(const std::optional<int> most, form_figures::count(form, u"max_output"_s, Charge::kMostTokens));
    if (!call && !input && !output)
        return failField(u"call"_s, u"Say what it costs; 0 is free."_s);
    if (most && *kind != PriceKind::Model)
        return failField(u"max_output"_s, u"Only a model answers in tokens."_s);
    return Price{.upstream = field(form, u"upstream"),
                 .kind = *kind,
                 .subject = field(form, u"subject"),
                 .callMicros = call.value_or(0),
                 .inputMicros = input.value_or(0),
                 .outputMicros = output.value_or(0),
                 .maxOutputTokens = most.value_or(0)};
}

} // namespace

QList<Route> PricePages::routes()
{
    Stack manage = AccountFrame::kChange;
    manage.serverAdmin = true;
    // clang-format off
    return {
        {Method::Get,  "/account/prices",     AccountFrame::kShow, "PricePages::show", [this](const Context &c) { return show(c); }},
        {Method::Post, "/account/prices",     manage,              "PricePages::set",  [this](const Context &c) { return set(c); }},
        {Method::Post, "/account/prices/end", manage,              "PricePages::end",  [this](const Context &c) { return end(c); }},
    };
    // clang-format on
}

Result<Response> PricePages::page(const Context &context, const std::optional<Error> &error,
                                  const Parameters *sent) const
{
    const Principal &who = *context.principal;
    TRY(const Parameters query, context.request.query());
    const PageRequest request{.limit = kRows, .cursor = field(query, u"cursor")};
    TRY(const Page<Price> prices, who.isAdmin ? m_prices.list(request) : m_prices.inForce(request, who, m_rules));
    QJsonArray rows;
    for (const Price &price : prices.rows)
        rows.append(priceValues(price, m_frame.now()));
    return m_frame.page(u"account_prices"_s, "/account/usage", context,
                        {{u"may_set"_s, who.isAdmin},
                         {u"prices"_s, rows},
                         {u"older"_s, prices.nextCursor},
                         {u"upstreams"_s, QJsonArray::fromStringList(who.isAdmin ? m_upstreams : QStringList())},
                         {u"form"_s, formValues(sent)}},
                        error);
}

Task<Result<Response>> PricePages::show(const Context &context)
{
    co_return page(context);
}

Task<Result<Response>> PricePages::set(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    Result<Price> price = priceIn(form);
    if (!price)
        co_return page(context, price.error(), &form);
    const Result<Price> set = co_await m_prices.set(*std::move(price));
    if (!set)
        co_return page(context, atFormField(set.error()), &form);
    co_return done(kHere, "price-set");
}

Task<Result<Response>> PricePages::end(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const Result<Price> ended = co_await m_prices.end(PriceId(field(form, u"id")));
    if (!ended)
        co_return page(context, ended.error());
    co_return done(kHere, "price-ended");
}

} // namespace ostiary::http
