// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_line.h"

namespace ostiary::app {

/// Reads a whole number from 1; `noneWord` stands for none. A null text changes nothing. InvalidValue names the flag.
[[nodiscard]] Result<> readCount(const char *flag, const QString &text, const QString &noneWord,
                                 std::optional<int> &count);
/// The same for dollars, kept in millionths.
[[nodiscard]] Result<> readDollars(const char *flag, const QString &text, const QString &noneWord,
                                   std::optional<qint64> &micros);

/// What was typed of --limit and --ai-limit, and what takes them away.
struct LimitOptions {
    std::shared_ptr<QString> standard = std::make_shared<QString>();
    std::shared_ptr<QString> ai = std::make_shared<QString>();
    std::shared_ptr<bool> noStandard = std::make_shared<bool>(false);
    std::shared_ptr<bool> noAi = std::make_shared<bool>(false);

    void addTo(CLI::App &command) const;
    void addRemovalTo(CLI::App &command) const; ///< --no-limit, --no-ai-limit
    [[nodiscard]] bool areNone() const { return standard->isNull() && ai->isNull() && !*noStandard && !*noAi; }
    /// `limits` with what was typed; the rest stays.
    [[nodiscard]] Result<Limits> applied(Limits limits) const;
};

/// The same for --budget and --alert.
struct BudgetOptions {
    std::shared_ptr<QString> cap = std::make_shared<QString>();
    std::shared_ptr<QString> alert = std::make_shared<QString>();
    std::shared_ptr<bool> noCap = std::make_shared<bool>(false);
    std::shared_ptr<bool> noAlert = std::make_shared<bool>(false);

    void addTo(CLI::App &command) const;
    void addRemovalTo(CLI::App &command) const; ///< --no-budget, --no-alert
    [[nodiscard]] bool areNone() const { return cap->isNull() && alert->isNull() && !*noCap && !*noAlert; }
    [[nodiscard]] Result<Budget> applied(Budget budget) const;
};

/// --factor, --for and --end: limits that are higher for a while.
struct RaiseOptions {
    std::shared_ptr<int> factor = std::make_shared<int>(0); ///< 0: not typed
    std::shared_ptr<QString> duration = std::make_shared<QString>();
    std::shared_ptr<bool> end = std::make_shared<bool>(false);

    void addTo(CLI::App &command) const;
    [[nodiscard]] Result<Limits> applied(Limits limits, Time now) const;
};

/// "60/min, AI 10/min, x2 until 2026-11-21 14:05"; `otherwise` when there are none of its own.
[[nodiscard]] QString limitWords(const Limits &limits, Time now, const QString &otherwise);
/// "$25.00, alert at $20.00"
[[nodiscard]] QString budgetWords(const Budget &budget, const QString &otherwise);

} // namespace ostiary::app
