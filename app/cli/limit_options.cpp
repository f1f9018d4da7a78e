// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/limit_options.h"

#include "app/config/setting_values.h"
#include "models/money.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

constexpr int kRaiseUsual = 2;
constexpr int kRaiseMost = 100;

/// Giving and taking away at once; CLI11's own excludes() would fill the help with it.
Result<> checkOneOf(bool gives, const char *giving, bool takes, const char *taking)
{
    if (!gives || !takes)
        return {};
    return failField(QString::fromLatin1(taking),
                     u"Say either %1 or %2."_s.arg(QLatin1String(giving), QLatin1String(taking)));
}

} // namespace

Result<> readCount(const char *flag, const QString &text, const QString &noneWord, std::optional<int> &count)
{
    if (text.isNull())
        return {};
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    const bool isNone = !noneWord.isEmpty() && text == noneWord;
    if (!isNone && (!isNumber || number < 1)) {
        const QString orNone = noneWord.isEmpty() ? QString() : u", or "_s + noneWord;
        return failField(QString::fromLatin1(flag),
                         u"%1: \"%2\" must be a whole number from 1%3."_s.arg(QLatin1String(flag), text, orNone));
    }
    count = isNone ? std::nullopt : std::optional(number);
    return {};
}

Result<> readDollars(const char *flag, const QString &text, const QString &noneWord, std::optional<qint64> &micros)
{
    if (text.isNull())
        return {};
    const std::optional<qint64> amount = parseDollars(text);
    const bool isNone = !noneWord.isEmpty() && text == noneWord;
    if (!isNone && !amount) {
        const QString orNone = noneWord.isEmpty() ? QString() : u", or "_s + noneWord;
        return failField(QString::fromLatin1(flag),
                         u"%1: \"%2\" must be dollars like 25 or 0.50, with at most six decimals%3."_s.arg(
                             QLatin1String(flag), text, orNone));
    }
    micros = amount;
    return {};
}

void LimitOptions::addTo(CLI::App &command) const
{
    addText(command, "--limit", "N", "Requests a minute", standard);
    addText(command, "--ai-limit", "N", "Requests a minute to AI endpoints", ai);
}

void LimitOptions::addRemovalTo(CLI::App &command) const
{
    command.add_flag("--no-limit", *noStandard, "No limit of its own");
    command.add_flag("--no-ai-limit", *noAi, "No limit of its own for AI endpoints");
}

Result<Limits> LimitOptions::applied(Limits limits) const
{
    CHECK(checkOneOf(!standard->isNull(), "--limit", *noStandard, "--no-limit"));
    CHECK(checkOneOf(!ai->isNull(), "--ai-limit", *noAi, "--no-ai-limit"));
    if (*noStandard)
        limits.standard.reset();
    if (*noAi)
        limits.ai.reset();
    CHECK(readCount("--limit", *standard, {}, limits.standard));
    CHECK(readCount("--ai-limit", *ai, {}, limits.ai));
    return limits;
}

void BudgetOptions::addTo(CLI::App &command) const
{
    addText(command, "--budget", "USD", "What may be spent in a month, e.g. 25 or 0.50", cap);
    addText(command, "--alert", "USD|budget", "Tell at 50, 80 and 100 % of this; budget: of --budget", alert);
}

void BudgetOptions::addRemovalTo(CLI::App &command) const
{
    command.add_flag("--no-budget", *noCap, "No stop of its own");
    command.add_flag("--no-alert", *noAlert, "Tell nobody");
}

Result<Budget> BudgetOptions::applied(Budget budget) const
{
    CHECK(checkOneOf(!cap->isNull(), "--budget", *noCap, "--no-budget"));
    CHECK(checkOneOf(!alert->isNull(), "--alert", *noAlert, "--no-alert"));
    if (*noCap)
        budget.capMicros.reset();
    if (*noAlert)
        budget.alertMicros = 0;
    CHECK(readDollars("--budget", *cap, {}, budget.capMicros));
    CHECK(readDollars("--alert", *alert, u"budget"_s, budget.alertMicros));
    return budget;
}

void RaiseOptions::addTo(CLI::App &command) const
{
    command.add_option("--factor", *factor, "So many times as many requests (2)")
        ->type_name("N")
        ->check(CLI::Range(2, kRaiseMost).description(""));
    addText(command, "--for", "TIME", "For so long: 30m, 1h, 2d (1h)", duration);
    command.add_flag("--end", *end, "End it now");
}

Result<Limits> RaiseOptions::applied(Limits limits, Time now) const
{
    CHECK(checkOneOf(*factor > 0, "--factor", *end, "--end"));
    CHECK(checkOneOf(!duration->isNull(), "--for", *end, "--end"));
    limits.raise.reset();
    limits.raisedUntil.reset();
    if (*end)
        return limits;
    const Result<std::chrono::seconds> length = parseDuration(duration->isNull() ? u"1h"_s : *duration);
    if (!length) {
        return failField(u"for"_s,
                         u"--for: \"%1\" must be a time with its unit, like 30m, 1h or 2d."_s.arg(duration->left(40)));
    }
    limits.raise = *factor > 0 ? *factor : kRaiseUsual;
    limits.raisedUntil = now + *length;
    return limits;
}

QString limitWords(const Limits &limits, Time now, const QString &otherwise)
{
    QStringList words;
    if (limits.standard)
        words.append(u"%1/min"_s.arg(*limits.standard));
    if (limits.ai)
        words.append(u"AI %1/min"_s.arg(*limits.ai));
    if (const int factor = limits.factorAt(now); factor > 1)
        words.append(u"x%1 until %2"_s.arg(QString::number(factor), shortTime(limits.raisedUntil)));
    return words.isEmpty() ? otherwise : words.join(u", "_s);
}

QString budgetWords(const Budget &budget, const QString &otherwise)
{
    QStringList words;
    if (budget.capMicros)
        words.append(dollars(*budget.capMicros));
    if (budget.alertMicros)
        words.append(*budget.alertMicros == 0 ? u"no alerts"_s : u"alert at %1"_s.arg(dollars(*budget.alertMicros)));
    return words.isEmpty() ? otherwise : words.join(u", "_s);
}

} // namespace ostiary::app
