// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/spend.h"

namespace ostiary {

/// What an answer says that it took.
struct TokenUsage {
    qint64 input = 0;
    qint64 output = 0;
    friend bool operator==(const TokenUsage &, const TokenUsage &) = default;
};

/// What one call may cost at most, worked out before it is made.
struct Charge {
    QString upstream;
    QString subject; ///< tool, route or model, as the ledger shows it
    PriceId price; ///< empty: of several prices, or of none (then the call costs what unknown ones do)
    qint64 callMicros = 0; ///< whatever comes back
    qint64 inputMicros = 0; ///< a million tokens
    qint64 outputMicros = 0; ///< a million tokens
    /// No request has more tokens than bytes, so that this is a true upper bound until the answer tells.
    TokenUsage most;

    [[nodiscard]] bool isByTokens() const { return inputMicros > 0 || outputMicros > 0; }
    /// Fractions of a micro-dollar are rounded up. Fits: a token count is at most 10⁹, an amount at most 10⁹.
    [[nodiscard]] qint64 costOf(const TokenUsage &usage) const
    {
        constexpr qint64 kMillion = 1'000'000;
        return callMicros + (usage.input * inputMicros + usage.output * outputMicros + kMillion - 1) / kMillion;
    }
    [[nodiscard]] qint64 mostMicros() const { return costOf(most); }

    static constexpr qint64 kMostTokens = 1'000'000'000;
    static constexpr qint64 kMostMicros = 1'000'000'000; ///< of one amount in a price: $1,000
};

} // namespace ostiary
