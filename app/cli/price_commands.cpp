// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/limit_options.h"
#include "app/cli/list_command.h"
#include "models/money.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

/// Tokens cost something only where there are tokens.
QString tokenPrice(const Price &price, qint64 micros)
{
    return price.kind == PriceKind::Model ? dollars(micros) : QString();
}

// clang-format off
const QList<ListColumn<Price>> kColumns{
    {u"ID"_s,         [](const Price &p, Time) { return p.id.text(); }},
    {u"UPSTREAM"_s,   [](const Price &p, Time) { return p.upstream; }},
    {u"KIND"_s,       [](const Price &p, Time) { return toString(p.kind); }},
    {u"SUBJECT"_s,    [](const Price &p, Time) { return p.subject; }},
    {u"A CALL"_s,     [](const Price &p, Time) { return dollars(p.callMicros); }},
    {u"INPUT/M"_s,    [](const Price &p, Time) { return tokenPrice(p, p.inputMicros); }},
    {u"OUTPUT/M"_s,   [](const Price &p, Time) { return tokenPrice(p, p.outputMicros); }},
    {u"MAX OUTPUT"_s, [](const Price &p, Time) { return p.maxOutputTokens > 0 ? QString::number(p.maxOutputTokens) : QString(); }},
    {u"SINCE"_s,      [](const Price &p, Time) { return shortTime(p.since); }},
    {u"UNTIL"_s,      [](const Price &p, Time) { return shortTime(p.until); }},
};
// clang-format on

/// As they were typed; a null string: not at all.
struct PriceArguments {
    std::shared_ptr<QString> upstream = std::make_shared<QString>();
    std::shared_ptr<QString> kind = std::make_shared<QString>();
    std::shared_ptr<QString> subject = std::make_shared<QString>();
    std::shared_ptr<QString> call = std::make_shared<QString>();
    std::shared_ptr<QString> input = std::make_shared<QString>();
    std::shared_ptr<QString> output = std::make_shared<QString>();
    std::shared_ptr<QString> maxOutput = std::make_shared<QString>();
};

Result<Price> wantedPrice(const PriceArguments &arguments)
{
    Price price{.upstream = *arguments.upstream,
                .kind = priceKindFromString(*arguments.kind).value_or(PriceKind::Tool),
                .subject = *arguments.subject};
    std::optional<qint64> call;
    std::optional<qint64> input;
    std::optional<qint64> output;
    std::optional<int> maxOutput;
    CHECK(readDollars("--call", *arguments.call, {}, call));
    CHECK(readDollars("--input", *arguments.input, {}, input));
    CHECK(readDollars("--output", *arguments.output, {}, output));
    CHECK(readCount("--max-output", *arguments.maxOutput, {}, maxOutput));
    if (price.kind != PriceKind::Model && (input || output || maxOutput)) {
        return failField(u"kind"_s,
                         u"--input, --output and --max-output go with the kind model: only models have tokens."_s);
    }
    if (!call && !input && !output) {
        return failField(u"call"_s,
                         price.kind == PriceKind::Model
                             ? u"Say what it costs: --input and --output per million tokens, or --call."_s
                             : u"Say what a call costs, for example --call 0.002; 0 is free."_s);
    }
    price.callMicros = call.value_or(0);
    price.inputMicros = input.value_or(0);
    price.outputMicros = output.value_or(0);
    price.maxOutputTokens = maxOutput.value_or(0);
    return price;
}

Task<Result<>> setPrice(CommandRun run, Price wanted)
{
    CO_TRY(const Price price, co_await answerOf(run.admin.setPrice(std::move(wanted))));
    if (run.out.isJson())
        run.out.object(toJson(price));
    else
        run.out.line(price.id.text());
    run.out.note(
        u"Calls of the %1 %2 of %3 are charged by it from now on; an earlier price for the same has ended."_s.arg(
            toString(price.kind), price.subject, price.upstream));
    co_return Result<>();
}

} // namespace

void addPriceCommands(CLI::App &root, CommandLine &line)
{
    CLI::App *group = addGroup(root, "price", "What calls cost");
    addCommand(*group, "list", "List all prices, those in force first", [&line] {
        line.command = [](CommandRun run) {
            return printList(run, &Admin::prices, kColumns,
                             u"There are no prices. Make one: ostiary price set UPSTREAM tool NAME --call 0.002"_s);
        };
    });

    const PriceArguments arguments;
    CLI::App *setting = addCommand(*group, "set", "Say what calls cost from now on", [&line, arguments] {
        const Result<Price> wanted = wantedPrice(arguments);
        if (!wanted) {
            line.misused = wanted.error();
            return;
        }
        line.command = [wanted = *wanted](CommandRun run) { return setPrice(run, wanted); };
    });
    addText(*setting, "upstream", "UPSTREAM", "The upstream's name", arguments.upstream)
        ->required()
        ->option_text("UPSTREAM");
    addText(*setting, "kind", "KIND", "tool, route or model", arguments.kind)
        ->required()
        ->option_text("KIND")
        ->check([](const std::string &kind) {
            const bool known = priceKindFromString(QString::fromStdString(kind)).has_value();
            return known ? std::string() : "\"" + kind + "\" must be tool, route or model";
        });
    addText(*setting, "subject", "SUBJECT", "The tool, path or model; a * at its end stands for anything",
            arguments.subject)
        ->required()
        ->option_text("SUBJECT");
    addText(*setting, "--call", "USD", "Each call", arguments.call);
    addText(*setting, "--input", "USD", "A million input tokens of a model", arguments.input);
    addText(*setting, "--output", "USD", "A million output tokens of a model", arguments.output);
    addText(*setting, "--max-output", "N", "Tokens of an answer when the request sets no limit itself",
            arguments.maxOutput);

    addCommandOn(*group, line, "end", "End a price: such calls have none from now on",
                 {"id", "ID", "The price's id (prc_…)"}, [](CommandRun run, const QString &id) {
                     return changeOne(run, &Admin::endPrice, id, u"Ended the price %1."_s);
                 });
}

} // namespace ostiary::app
