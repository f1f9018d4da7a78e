// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/json.h"
#include "models/json_parts.h"

namespace ostiary {

using namespace Qt::StringLiterals;
using namespace json_parts;

namespace {

// In the order of the enumerators.
const QStringList kPriceKinds{u"tool"_s, u"route"_s, u"model"_s};
const QStringList kBudgetScopes{u"organization"_s, u"project"_s, u"key"_s};
const QStringList kSpendKinds{u"hold"_s, u"settle"_s, u"release"_s, u"expire"_s};

QJsonObject toJson(const SpendShare &share)
{
    return {{u"id"_s, share.id},
            {u"name"_s, share.name},
            {u"spent_micros"_s, share.spentMicros},
            {u"calls"_s, share.calls}};
}

template <typename T>
QJsonArray listOf(const QList<T> &rows)
{
    QJsonArray array;
    for (const T &row : rows)
        array.append(toJson(row));
    return array;
}

QList<SpendShare> sharesIn(const QJsonObject &object, const QString &name)
{
    QList<SpendShare> shares;
    for (const QJsonValue &item : object.value(name).toArray()) {
        const QJsonObject share = item.toObject();
        shares.append({share.value(u"id"_s).toString(), share.value(u"name"_s).toString(),
                       share.value(u"spent_micros"_s).toInteger(), share.value(u"calls"_s).toInteger()});
    }
    return shares;
}

} // namespace

// ---- limits and budgets -------------------------------------------------------------------------------------------

QJsonObject toJson(const Limits &limits)
{
    QJsonObject object;
    put(object, u"standard"_s, limits.standard);
    put(object, u"ai"_s, limits.ai);
    put(object, u"raise"_s, limits.raise);
    put(object, u"raised_until"_s, limits.raisedUntil);
    return object;
}

template <>
Result<Limits> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    return read.finish(Limits{.standard = optionalNumber<int>(object, u"standard"_s),
                              .ai = optionalNumber<int>(object, u"ai"_s),
                              .raise = optionalNumber<int>(object, u"raise"_s),
                              .raisedUntil = read.optionalTime(u"raised_until"_s)});
}

QJsonObject toJson(const Budget &budget)
{
    QJsonObject object;
    put(object, u"cap_micros"_s, budget.capMicros);
    put(object, u"alert_micros"_s, budget.alertMicros);
    return object;
}

template <>
Result<Budget> fromJson(const QJsonObject &object)
{
    return Budget{.capMicros = optionalNumber<qint64>(object, u"cap_micros"_s),
                  .alertMicros = optionalNumber<qint64>(object, u"alert_micros"_s)};
}

QJsonObject toJson(const LimitSimulation &simulation)
{
    return {{u"since"_s, toJsonTime(simulation.since)},
            {u"requests"_s, simulation.requests},
            {u"refused"_s, simulation.refused},
            {u"refused_then"_s, simulation.refusedThen},
            {u"busiest_minute"_s, simulation.busiestMinute}};
}

template <>
Result<LimitSimulation> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    return read.finish(LimitSimulation{.since = read.time(u"since"_s),
                                       .requests = read.number(u"requests"_s),
                                       .refused = read.number(u"refused"_s),
                                       .refusedThen = read.number(u"refused_then"_s),
                                       .busiestMinute = read.count(u"busiest_minute"_s)});
}

QJsonObject toJson(const BudgetState &state)
{
    QJsonObject object{{u"scope"_s, toString(state.scope)},
                       {u"id"_s, state.id},
                       {u"name"_s, state.name},
                       {u"spent_micros"_s, state.spentMicros},
                       {u"held_micros"_s, state.heldMicros}};
    put(object, u"cap_micros"_s, state.budget.capMicros);
    put(object, u"alert_micros"_s, state.budget.alertMicros);
    put(object, u"remaining_micros"_s, state.remainingMicros());
    QJsonArray reached;
    for (const int percent : state.reached)
        reached.append(percent);
    object.insert(u"alerts"_s, reached);
    return object;
}

template <>
Result<BudgetState> fromJson(const QJsonObject &object)
{
    TRY(const Budget budget, fromJson<Budget>(object));
    QList<int> reached;
    for (const QJsonValue &percent : object.value(u"alerts"_s).toArray())
        reached.append(percent.toInt());
    JsonReader read(object);
    return read.finish(BudgetState{.scope = read.oneOf<BudgetScope>(u"scope"_s, kBudgetScopes),
                                   .id = read.text(u"id"_s),
                                   .name = read.text(u"name"_s),
                                   .budget = budget,
                                   .spentMicros = read.number(u"spent_micros"_s),
                                   .heldMicros = read.number(u"held_micros"_s),
                                   .reached = std::move(reached)});
}

// ---- prices and what was spent ------------------------------------------------------------------------------------

QJsonObject toJson(const Price &price)
{
    QJsonObject object{{u"upstream"_s, price.upstream},
                       {u"kind"_s, toString(price.kind)},
                       {u"subject"_s, price.subject},
                       {u"call_micros"_s, price.callMicros},
                       {u"input_micros"_s, price.inputMicros},
                       {u"output_micros"_s, price.outputMicros},
                       {u"max_output_tokens"_s, price.maxOutputTokens},
                       {u"since"_s, toJsonTime(price.since)}};
    put(object, u"id"_s, price.id.text());
    put(object, u"until"_s, price.until);
    return object;
}

template <>
Result<Price> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    return read.finish(Price{.id = PriceId(read.optionalText(u"id"_s)),
                             .upstream = read.text(u"upstream"_s),
                             .kind = read.oneOf<PriceKind>(u"kind"_s, kPriceKinds),
                             .subject = read.text(u"subject"_s),
                             .callMicros = read.number(u"call_micros"_s),
                             .inputMicros = read.number(u"input_micros"_s),
                             .outputMicros = read.number(u"output_micros"_s),
                             .maxOutputTokens = read.count(u"max_output_tokens"_s),
                             .since = read.optionalTime(u"since"_s).value_or(Time{}),
                             .until = read.optionalTime(u"until"_s)});
}

// The figures of the budget that was asked about stand on top, where people look first.
QJsonObject toJson(const SpendReport &report)
{
    QJsonObject object = report.budgets.isEmpty() ? QJsonObject() : toJson(report.budgets.constFirst());
    put(object, u"remaining_micros"_s, report.remainingMicros);
    object.insert(u"period"_s, report.period);
    object.insert(u"currency"_s, u"USD"_s);
    object.insert(u"starts_at"_s, toJsonTime(report.startsAt));
    object.insert(u"resets_at"_s, toJsonTime(report.resetsAt));
    object.insert(u"budgets"_s, listOf(report.budgets));
    object.insert(u"by_key"_s, listOf(report.byKey));
    object.insert(u"by_project"_s, listOf(report.byProject));
    object.insert(u"by_upstream"_s, listOf(report.byUpstream));
    object.insert(u"by_tool"_s, listOf(report.bySubject));
    object.insert(u"by_day"_s, listOf(report.byDay));
    return object;
}

template <>
Result<SpendReport> fromJson(const QJsonObject &object)
{
    QList<BudgetState> budgets;
    for (const QJsonValue &item : object.value(u"budgets"_s).toArray()) {
        TRY(BudgetState state, fromJson<BudgetState>(item.toObject()));
        budgets.append(std::move(state));
    }
    JsonReader read(object);
    return read.finish(SpendReport{.period = read.text(u"period"_s),
                                   .startsAt = read.time(u"starts_at"_s),
                                   .resetsAt = read.time(u"resets_at"_s),
                                   .budgets = std::move(budgets),
                                   .remainingMicros = optionalNumber<qint64>(object, u"remaining_micros"_s),
                                   .byKey = sharesIn(object, u"by_key"_s),
                                   .byProject = sharesIn(object, u"by_project"_s),
                                   .byUpstream = sharesIn(object, u"by_upstream"_s),
                                   .bySubject = sharesIn(object, u"by_tool"_s),
                                   .byDay = sharesIn(object, u"by_day"_s)});
}

QJsonObject toJson(const SpendEntry &entry)
{
    QJsonObject object{{u"number"_s, entry.number},
                       {u"at"_s, toJsonTime(entry.at)},
                       {u"kind"_s, toString(entry.kind)},
                       {u"hold_id"_s, entry.hold.text()},
                       {u"period"_s, entry.period},
                       {u"organization_id"_s, entry.organization.text()},
                       {u"credential_id"_s, entry.credential},
                       {u"upstream"_s, entry.upstream},
                       {u"subject"_s, entry.subject},
                       {u"held_micros"_s, entry.heldMicros},
                       {u"spent_micros"_s, entry.spentMicros},
                       {u"input_tokens"_s, entry.inputTokens},
                       {u"output_tokens"_s, entry.outputTokens}};
    put(object, u"project_id"_s, entry.project.text());
    put(object, u"price_id"_s, entry.price.text());
    return object;
}

template <>
Result<SpendEntry> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    return read.finish(SpendEntry{.number = read.number(u"number"_s),
                                  .at = read.time(u"at"_s),
                                  .kind = read.oneOf<SpendKind>(u"kind"_s, kSpendKinds),
                                  .hold = read.id<HoldId>(u"hold_id"_s),
                                  .period = read.text(u"period"_s),
                                  .organization = read.id<OrganizationId>(u"organization_id"_s),
                                  .project = ProjectId(read.optionalText(u"project_id"_s)),
                                  .credential = read.text(u"credential_id"_s),
                                  .upstream = read.text(u"upstream"_s),
                                  .subject = read.text(u"subject"_s),
                                  .price = PriceId(read.optionalText(u"price_id"_s)),
                                  .heldMicros = read.number(u"held_micros"_s),
                                  .spentMicros = read.number(u"spent_micros"_s),
                                  .inputTokens = read.number(u"input_tokens"_s),
                                  .outputTokens = read.number(u"output_tokens"_s)});
}

// ---- checking and revoking ----------------------------------------------------------------------------------------

QJsonObject toJson(const KeyCheck &check, Time now)
{
    QJsonObject object{
        {u"verdict"_s, check.verdict}, {u"works"_s, check.verdict == "works"_L1}, {u"detail"_s, check.detail}};
    if (check.key)
        object.insert(u"key"_s, toJson(*check.key, now));
    return object;
}

template <>
Result<KeyCheck> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    KeyCheck check{.key = {}, .verdict = read.text(u"verdict"_s), .detail = read.text(u"detail"_s)};
    if (read.has(u"key"_s)) {
        TRY(check.key, fromJson<ApiKey>(object.value(u"key"_s).toObject()));
    }
    return read.finish(std::move(check));
}

QJsonObject toJson(const Revocation &revocation)
{
    return {{u"keys"_s, revocation.keys},
            {u"keys_used_today"_s, revocation.keysUsedToday},
            {u"oauth_sessions"_s, revocation.grants},
            {u"browser_sessions"_s, revocation.browserSessions},
            {u"names"_s, QJsonArray::fromStringList(revocation.names)}};
}

template <>
Result<Revocation> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    return read.finish(Revocation{.keys = read.count(u"keys"_s),
                                  .keysUsedToday = read.count(u"keys_used_today"_s),
                                  .grants = read.count(u"oauth_sessions"_s),
                                  .browserSessions = read.count(u"browser_sessions"_s),
                                  .names = read.texts(u"names"_s)});
}

} // namespace ostiary
