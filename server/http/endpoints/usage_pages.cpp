// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/usage_pages.h"

#include "server/http/endpoints/limit_form.h"
#include "server/http/pages/spend_words.h"
#include "server/http/pages/words.h"

#include <QJsonArray>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostKeys = 200;
constexpr int kLedgerRows = 50;

/// `who`, as if it came with that key: limits go by the key and its organization.
Principal asKey(const Principal &who, KeyKind kind, const ApiKey &key = {})
{
    Principal principal = who;
    principal.via = Principal::Via::ApiKey;
    principal.credentialId = key.id.text();
    principal.keyKind = kind;
    principal.keyLimits = key.limits;
    return principal;
}

QJsonObject tableOf(const QString &title, const QString &column, const QJsonArray &rows)
{
    return {{u"title"_s, title}, {u"column"_s, column}, {u"rows"_s, rows}};
}

QJsonArray tablesOf(const SpendReport &report)
{
    QJsonArray tables;
    const auto add = [&](const QString &title, const QString &column, const QJsonArray &rows) {
        if (!rows.isEmpty())
            tables.append(tableOf(title, column, rows));
    };
    add(u"By key and app"_s, u"Key or app"_s, shareValues(report.byKey));
    add(u"By project"_s, u"Project"_s, shareValues(report.byProject));
    add(u"By upstream"_s, u"Upstream"_s, shareValues(report.byUpstream));
    // Of these the id is what was called; the name says where.
    QList<SpendShare> subjects = report.bySubject;
    for (SpendShare &subject : subjects)
        subject.name = subject.id;
    add(u"By tool, route and model"_s, u"Tool, route or model"_s, shareValues(subjects));
    add(u"By day (UTC)"_s, u"Day"_s, dayValues(report.byDay));
    return tables;
}

} // namespace

QList<Route> UsagePages::routes()
{
    return {{Method::Get, "/account/usage", AccountFrame::kShow, "UsagePages::show",
             [this](const Context &c) { return show(c); }}};
}

QJsonArray UsagePages::limitRows(const Principal &who, const Plan &plan) const
{
    const auto row = [&](const QString &label, const QString &words, const Principal &of, LimitKind kind) {
        const RateRule rule = m.limits.ruleOf(of, kind);
        return QJsonObject{{u"label"_s, label},
                           {u"words"_s, words},
                           {u"count"_s, numberWords(rule.count)},
                           {u"window"_s, u"%1 s"_s.arg(rule.window.count())},
                           {u"source"_s, sourceWords(m.limits.sourceOf(of, kind), plan)},
                           {u"raise"_s, raiseValues({}, who.organizationLimits, m.frame.now())}};
    };
    return {row(u"Standard"_s, u"fos_ keys and this session"_s, who, LimitKind::Standard),
            row(u"MCP"_s, u"fvk_live_ keys and connected apps"_s, asKey(who, KeyKind::Fvk), LimitKind::Standard),
            row(u"AI"_s, u"endpoints that call a model"_s, who, LimitKind::Ai)};
}

Result<QJsonArray> UsagePages::keyRows(const Principal &who, const Plan &plan) const
{
    TRY(const Page<ApiKey> keys, m.keys.list({.limit = kMostKeys}, who.account));
    const Time now = m.frame.now();
    QJsonArray rows;
    for (const ApiKey &key : keys.rows) {
        // A key counts for the organization that it was made under, whose plan this is.
        if (key.stateAt(now) != KeyState::Active || key.organization != who.organization)
            continue;
        const Principal caller = asKey(who, key.kind, key);
        QJsonArray windows;
        for (const LimitKind kind : {LimitKind::Standard, LimitKind::Ai}) {
            const RateDecision state = m.limits.peek(caller, kind);
            windows.append(QJsonObject{{u"label"_s, kind == LimitKind::Ai ? u"AI"_s : u"Standard"_s},
                                       {u"used"_s, state.limit - state.remaining},
                                       {u"limit"_s, state.limit},
                                       {u"remaining"_s, state.remaining},
                                       {u"source"_s, sourceWords(m.limits.sourceOf(caller, kind), plan)}});
        }
        rows.append(QJsonObject{{u"name"_s, key.name},
                                {u"hint"_s, key.hint},
                                {u"windows"_s, windows},
                                {u"raise"_s, raiseValues(key.limits, who.organizationLimits, now)}});
    }
    return rows;
}

Result<QJsonArray> UsagePages::ledgerRows(const Principal &who, const SpendReport &report) const
{
    TRY(const Page<SpendEntry> entries, m.spend.ledger({.limit = kLedgerRows}, who.organization));
    QHash<QString, QString> names;
    for (const SpendShare &share : report.byKey)
        names.insert(share.id, share.name);
    QJsonArray rows;
    for (const SpendEntry &entry : entries.rows)
        rows.append(entryValues(entry, names, m.frame.now()));
    return rows;
}

Result<QString> UsagePages::whyNothingWasSpent(const Principal &who, const QString &month) const
{
    TRY(const Page<Price> prices, m.prices.list({.limit = kMostKeys}));
    if (std::ranges::all_of(prices.rows, [](const Price &price) { return price.until.has_value(); }))
        return u"No call has a price here yet. Whoever runs this server sets one with “ostiary price set”; what "
               "has none costs nothing, or is refused where prices are required."_s;
    return (who.role == Role::Member ? u"None of your keys and apps made a call that costs in %1."_s
                                     : u"No key and no app of the organization made a call that costs in %1."_s)
        .arg(month);
}

Task<Result<Response>> UsagePages::show(const Context &context)
{
    const Principal &who = *context.principal;
    const Time now = m.frame.now();
    CO_TRY(const Organization organization, m.frame.organizations().find(who.organization));
    CO_TRY(const SpendReport report, m.spend.seenBy(who));
    const Plan plan = m.frame.plans().of(organization);
    const QString month = monthWords(report.period);
    CO_TRY(const QJsonArray keys, keyRows(who, plan));
    QJsonArray budgets;
    for (const BudgetState &state : report.budgets)
        budgets.append(budgetValues(state));
    QJsonObject values{{u"plan"_s, m.frame.planValues(organization)},
                       {u"month"_s, month},
                       {u"resets"_s, timeValue(report.resetsAt, now)},
                       {u"budgets"_s, budgets},
                       {u"tables"_s, tablesOf(report)},
                       {u"only_own"_s, who.role == Role::Member},
                       {u"limits"_s, limitRows(who, plan)},
                       {u"keys"_s, keys}};
    if (report.byKey.isEmpty()) {
        CO_TRY(const QString why, whyNothingWasSpent(who, month));
        values.insert(u"nothing_because"_s, why);
    }
    if (who.role != Role::Member) {
        CO_TRY(const QJsonArray ledger, ledgerRows(who, report));
        values.insert(u"ledger"_s, ledger);
    }
    co_return m.frame.page(u"account_usage"_s, "/account/usage", context, values);
}

} // namespace ostiary::http
