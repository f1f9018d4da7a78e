// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/paid_calls.h"

#include "server/core/spend/usage_reader.h"

#include <QLoggingCategory>

namespace ostiary::http {

namespace {

Q_LOGGING_CATEGORY(lcSpend, "ostiary.spend")

using End = ByteStream::End;

/// A call that is under way.
struct Reading {
    Charge charge;
    HoldId hold;
    UsageReader reader;
};

/// What it cost; nullopt: nothing, as it failed.
struct Outcome {
    qint64 micros = 0;
    TokenUsage usage;
};

// More than was set aside means that a price or an upstream is wrong. The cap stays a ceiling, and the operator is
// told.
qint64 atMost(const Reading &reading, qint64 micros)
{
    const qint64 most = reading.charge.mostMicros();
    if (micros > most) {
        qCWarning(lcSpend).noquote()
            << "The upstream" << reading.charge.upstream << "says that" << reading.charge.subject << "cost" << micros
            << "millionths of a dollar, where at most" << most
            << "were to be expected; that much is charged. Check the price and its largest answer.";
    }
    return std::min(micros, most);
}

TokenUsage usageOf(const Reading &reading, End end)
{
    const UsageReader &reader = reading.reader;
    const TokenUsage &most = reading.charge.most;
    if (reader.isAbsurd()) {
        qCWarning(lcSpend).noquote() << "The upstream" << reading.charge.upstream << "reports a usage for"
                                     << reading.charge.subject
                                     << "that makes no sense; all that was set aside is charged.";
        return most;
    }
    const qint64 seen = std::min(most.output, reader.mostOutputSeen());
    std::optional<TokenUsage> usage = reader.usage();
    if (!usage)
        return {most.input, seen};
    if (end != End::Complete) // the figures that come last are missing
        usage->output = std::max(usage->output, seen);
    return *usage;
}

std::optional<Outcome> outcomeOf(Reading &reading, End end)
{
    if (end == End::Complete)
        reading.reader.finish();
    if (reading.reader.failed())
        return std::nullopt;
    if (end == End::Broken && !reading.charge.isByTokens())
        return std::nullopt;
    Outcome outcome;
    if (reading.charge.isByTokens())
        outcome.usage = usageOf(reading, end);
    outcome.micros = atMost(reading, reading.charge.costOf(outcome.usage));
    return outcome;
}

Task<Result<bool>> finish(SpendService &spend, HoldId hold, std::optional<Outcome> outcome)
{
    Result<bool> done = co_await (outcome ? spend.settle(hold, outcome->micros, outcome->usage) : spend.release(hold));
    if (!done)
        qCWarning(lcSpend).noquote() << "The hold" << hold.text() << "could not be ended:" << done.error().cause;
    co_return done;
}

} // namespace

Task<Result<Response>> PaidCalls::run(std::optional<Charge> charge, Principal caller,
                                      std::function<Task<Result<Response>>()> call)
{
    if (!charge)
        co_return co_await call();
    CO_TRY(const HoldId hold, co_await m_spend.reserve(std::move(caller), *charge));
    Result<Response> response = co_await call();
    if (!response || response->status >= 400) {
        std::ignore = co_await finish(m_spend, hold, std::nullopt);
        co_return response;
    }
    const auto reading = std::make_shared<Reading>(Reading{*charge, hold, UsageReader(response->headers)});
    if (!response->stream) {
        reading->reader.feed(response->body);
        std::ignore = co_await finish(m_spend, hold, outcomeOf(*reading, End::Complete));
        co_return response;
    }
    response->stream->setObserver([reading](QByteArrayView bytes) { reading->reader.feed(bytes); },
                                  [this, reading, anchor = threadAnchor()](End end) {
                                      post(anchor, [this, reading, end] {
                                          whenDone(finish(m_spend, reading->hold, outcomeOf(*reading, end)),
                                                   [](const Result<bool> &) { });
                                      });
                                  });
    co_return response;
}

} // namespace ostiary::http
