// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/spend/price_book.h"

#include "models/store/prices.h"
#include "server/core/paging.h"
#include "server/core/spend/charge.h"
#include "server/core/text_rules.h"

#include <QLoggingCategory>

namespace ostiary {

namespace {

Q_LOGGING_CATEGORY(lcPrices, "ostiary.prices")

constexpr qsizetype kLongestSubject = 200;

/// How well a price fits: the number of characters that agree, with a full stop for the exact one. Negative: it
/// doesn't.
qsizetype fit(const Price &price, const QString &subject)
{
    if (price.subject == subject)
        return std::numeric_limits<qsizetype>::max();
    if (!price.subject.endsWith(u'*'))
        return -1;
    const QStringView beginning = QStringView(price.subject).chopped(1);
    return subject.startsWith(beginning) ? beginning.size() : -1;
}

Result<> checkAmounts(const Price &price)
{
    const std::pair<QString, qint64> amounts[]{{QStringLiteral("call_micros"), price.callMicros},
                                               {QStringLiteral("input_micros"), price.inputMicros},
                                               {QStringLiteral("output_micros"), price.outputMicros}};
    for (const auto &[field, amount] : amounts) {
        if (amount < 0 || amount > Charge::kMostMicros)
            return failField(field, QStringLiteral("The amount must be from $0 to $1000."));
    }
    const bool byTokens = price.inputMicros > 0 || price.outputMicros > 0;
    if (byTokens && price.kind != PriceKind::Model)
        return failField(QStringLiteral("kind"), QStringLiteral("Only a model has a price by tokens."));
    // Without it nobody knows what a call may cost at most, and the cap would not be a ceiling.
    if (price.outputMicros > 0 && price.maxOutputTokens < 1) {
        return failField(QStringLiteral("max_output_tokens"),
                         QStringLiteral("Say how many tokens an answer of this model may have at most."));
    }
    if (price.maxOutputTokens < 0 || price.maxOutputTokens > Charge::kMostTokens)
        return failField(QStringLiteral("max_output_tokens"), QStringLiteral("The number of tokens is too large."));
    return {};
}

} // namespace

PriceBook::PriceBook(store::Store &store, const Clock &clock, Random &random)
    : m_store(store), m_clock(clock), m_random(random),
      m_changes(store.changes().subscribe([this](const QList<Change> &changes) {
          if (std::ranges::contains(changes, Table::Prices, &Change::table))
              std::ignore = read();
      }))
{
    std::ignore = read();
}

Result<> PriceBook::read()
{
    TRY(store::Connection *const connection, m_store.reader());
    Result<QList<Price>> prices = store::prices::inForce(*connection);
    if (!prices) {
        qCWarning(lcPrices) << "The prices could not be read:" << prices.error().cause;
        return std::unexpected(prices.error());
    }
    QHash<QString, QList<Price>> byUpstream;
    for (const Price &price : *prices)
        byUpstream[price.upstream].append(price);
    const std::unique_lock lock(m_mutex);
    m_byUpstream = std::move(byUpstream);
    return {};
}

std::optional<Price> PriceBook::find(const QString &upstream, PriceKind kind, const QString &subject) const
{
    const std::shared_lock lock(m_mutex);
    const auto prices = m_byUpstream.constFind(upstream);
    if (prices == m_byUpstream.constEnd())
        return std::nullopt;
    const Price *best = nullptr;
    for (const Price &price : *prices) {
        if (price.kind == kind && fit(price, subject) > (best ? fit(*best, subject) : -1))
            best = &price;
    }
    return best ? std::optional(*best) : std::nullopt;
}

bool PriceBook::knows(const QString &upstream) const
{
    const std::shared_lock lock(m_mutex);
    return m_byUpstream.contains(upstream);
}

Result<Page<Price>> PriceBook::list(const PageRequest &page)
{
    return paging::read<Price>(
        m_store, page,
        [](store::Connection &connection, const store::Cursor &from, int limit) {
            return store::prices::page(connection, from, limit);
        },
        [](const Price &price) { return store::Cursor::after(price.since, price.id.text()); });
}

Result<Page<Price>> PriceBook::inForce(const PageRequest &page, const Principal &who, const UpstreamRules &rules)
{
    TRY(Page<Price> prices, list(page));
    prices.rows.removeIf([&, now = m_clock.now()](const Price &price) {
        return (price.until && *price.until <= now) || !rules.mayUse(who, price.upstream);
    });
    return prices;
}

Task<Result<Price>> PriceBook::set(Price price)
{
    CO_TRY(price.upstream, text_rules::singleLine(price.upstream, QStringLiteral("upstream"), kLongestSubject));
    CO_TRY(price.subject, text_rules::singleLine(price.subject, QStringLiteral("subject"), kLongestSubject));
    CO_CHECK(checkAmounts(price));
    price.id = m_random.id<PriceId>();
    price.since = m_clock.now();
    price.until.reset();
    co_return co_await m_store.write([price](store::Connection &connection) -> Result<Price> {
        CHECK(store::prices::insert(connection, price));
        return price;
    });
}

Task<Result<Price>> PriceBook::end(PriceId id)
{
    return m_store.write(
        [id, now = m_clock.now()](store::Connection &connection) { return store::prices::end(connection, id, now); });
}

} // namespace ostiary
