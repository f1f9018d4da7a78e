// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"

#include <QDate>
#include <QHash>
#include <QMap>

#include <algorithm>

namespace ostiary::test {

/// Prices, spending, traffic and secrets as the Admins in memory keep them, with the rules that Admin's comments
/// promise. It works on the records of whoever owns it.
class MemoryBooks
{
public:
    QList<Price> prices; ///< in force first
    QList<SpendEntry> ledger; ///< newest first
    QMap<QString, QMap<qint64, int>> traffic; ///< requests of a key or organization, by the minute since the epoch
    QMap<QByteArray, ApiKeyId> secrets;

    [[nodiscard]] Result<KeyCheck> check(const Secret &secret, const QList<ApiKey> &keys, Time now) const
    {
        const QByteArray text = secret.reveal().toByteArray();
        if (!text.startsWith("fos_") && !text.startsWith("fvk_live_"))
            return KeyCheck{{}, QStringLiteral("malformed"), QStringLiteral("No key of this server looks like that.")};
        const auto key = std::ranges::find(keys, secrets.value(text), &ApiKey::id);
        if (!secrets.contains(text) || key == keys.end())
            return KeyCheck{{}, QStringLiteral("unknown"), QStringLiteral("There is no such key here.")};
        switch (key->stateAt(now)) {
        case KeyState::Active:
            return KeyCheck{*key, QStringLiteral("works"), QStringLiteral("The next request with it is let in.")};
        case KeyState::Disabled:
            return KeyCheck{*key, QStringLiteral("disabled"), QStringLiteral("It is switched off; enable it.")};
        case KeyState::Expired:
            return KeyCheck{*key, QStringLiteral("expired"), QStringLiteral("It has expired; make another one.")};
        case KeyState::Revoked: break;
        }
        return KeyCheck{*key, QStringLiteral("revoked"), QStringLiteral("It is revoked for good; make another one.")};
    }

    [[nodiscard]] Result<LimitSimulation> simulate(const QString &subject, int count, Time now) const
    {
        if (count < 1 || count > 1'000'000)
            return failField(QStringLiteral("count"), QStringLiteral("The limit must be from 1 to 1000000."));
        LimitSimulation simulation{.since = now - std::chrono::days(7)};
        const qint64 first = minuteOf(simulation.since);
        const QMap<qint64, int> requests = traffic.value(subject);
        for (const auto &[minute, made] : requests.asKeyValueRange()) {
            if (minute < first)
                continue;
            simulation.requests += made;
            simulation.refused += std::max(0, made - count);
            simulation.busiestMinute = std::max(simulation.busiestMinute, made);
        }
        return simulation;
    }
    [[nodiscard]] static qint64 minuteOf(Time time)
    {
        return std::chrono::floor<std::chrono::minutes>(time).time_since_epoch().count();
    }

    [[nodiscard]] Result<Price> set(Price wanted, Time now)
    {
        if (wanted.upstream.isEmpty())
            return failField(QStringLiteral("upstream"), QStringLiteral("Name the upstream."));
        if (wanted.subject.isEmpty())
            return failField(QStringLiteral("subject"), QStringLiteral("Name the tool, route or model."));
        if (wanted.outputMicros > 0 && wanted.maxOutputTokens < 1)
            return failField(QStringLiteral("max_output_tokens"),
                             QStringLiteral("Say how many tokens an answer may have at most."));
        for (Price &price : prices) {
            if (!price.until && price.upstream == wanted.upstream && price.kind == wanted.kind
                && price.subject == wanted.subject)
                price.until = now;
        }
        wanted.id = PriceId(QStringLiteral("prc_%1").arg(prices.size() + 1));
        wanted.since = now;
        wanted.until = {};
        prices.prepend(wanted);
        sort();
        return wanted;
    }
    [[nodiscard]] Result<Price> end(const PriceId &id, Time now)
    {
        const auto price = std::ranges::find(prices, id, &Price::id);
        if (price == prices.end())
            return fail(ErrorCode::NotFound, QStringLiteral("There is no price %1.").arg(id.text()));
        if (price->until)
            return fail(ErrorCode::Conflict, QStringLiteral("This price has ended before."));
        price->until = now;
        const Price ended = *price;
        sort();
        return ended;
    }

    [[nodiscard]] Result<SpendReport> report(const OrganizationId &id, const QList<Organization> &organizations,
                                             const QList<Plan> &plans, const QList<Project> &projects,
                                             const QList<ApiKey> &keys, Time now) const
    {
        const auto organization = std::ranges::find(organizations, id, &Organization::id);
        if (organization == organizations.end())
            return fail(ErrorCode::NotFound, QStringLiteral("There is no such organization."));
        SpendReport report = month(now);
        BudgetState all{BudgetScope::Organization, id.text(), organization->name, organization->budget};
        const auto plan = std::ranges::find(plans, organization->planAt(now), &Plan::name);
        if (!all.budget.capMicros && plan != plans.end())
            all.budget.capMicros = plan->aiCapMicros;
        report.budgets.append(all);
        for (const Project &project : projects) {
            if (project.organization == id && project.budget != Budget{})
                report.budgets.append({BudgetScope::Project, project.id.text(), project.name, project.budget});
        }
        for (const ApiKey &key : keys) {
            if (key.organization == id && key.budget != Budget{})
                report.budgets.append({BudgetScope::Key, key.id.text(), key.name, key.budget});
        }
        for (const SpendEntry &entry : ledger) {
            if (entry.organization != id || entry.period != report.period)
                continue;
            for (BudgetState &state : report.budgets)
                count(state, entry);
            const auto key = std::ranges::find(keys, ApiKeyId(entry.credential), &ApiKey::id);
            const auto project = std::ranges::find(projects, entry.project, &Project::id);
            const QString day = toDateTime(entry.at).date().toString(Qt::ISODate);
            share(report.byKey, entry.credential, key == keys.end() ? entry.credential : key->name, entry);
            share(report.byProject, entry.project.text(), project == projects.end() ? QString() : project->name, entry);
            share(report.byUpstream, entry.upstream, entry.upstream, entry);
            share(report.bySubject, entry.subject, entry.subject, entry);
            share(report.byDay, day, day, entry);
        }
        for (BudgetState &state : report.budgets)
            state.reached = reached(state);
        for (QList<SpendShare> *shares : {&report.byKey, &report.byProject, &report.byUpstream, &report.bySubject})
            std::ranges::stable_sort(*shares, std::greater{}, &SpendShare::spentMicros);
        std::ranges::stable_sort(report.byDay, {}, &SpendShare::id);
        return report;
    }

    /// What a revocation of the owner's records would end; `act` does it.
    [[nodiscard]] static Revocation revoke(const RevocationTarget &target, QList<ApiKey> &keys, QList<Grant> &grants,
                                           Time now, bool act)
    {
        const auto isMeant = [&](const auto &record) {
            return (target.account.isEmpty() || record.account == target.account)
                && (target.organization.isEmpty() || record.organization == target.organization);
        };
        Revocation revocation;
        for (ApiKey &key : keys) {
            const KeyState state = key.stateAt(now);
            if (!isMeant(key) || state == KeyState::Revoked || state == KeyState::Expired)
                continue;
            ++revocation.keys;
            revocation.keysUsedToday += key.lastUsedAt && *key.lastUsedAt > now - std::chrono::hours(24) ? 1 : 0;
            revocation.names.append(key.name);
            if (act)
                key.revokedAt = now;
        }
        for (Grant &grant : grants) {
            if (!isMeant(grant) || grant.stateAt(now) != GrantState::Active)
                continue;
            ++revocation.grants;
            revocation.names.append(grant.clientName);
            if (act)
                grant.revokedAt = now;
        }
        revocation.names = revocation.names.first(std::min<qsizetype>(revocation.names.size(), 20));
        return revocation;
    }

private:
    static SpendReport month(Time now)
    {
        const QDate today = toDateTime(now).toUTC().date();
        const QDate first(today.year(), today.month(), 1);
        const auto start = [](QDate date) {
            return Time{std::chrono::milliseconds(QDateTime(date, QTime(0, 0), QTimeZone::UTC).toMSecsSinceEpoch())};
        };
        return {.period = first.toString(QStringLiteral("yyyy-MM")),
                .startsAt = start(first),
                .resetsAt = start(first.addMonths(1))};
    }
    static void count(BudgetState &state, const SpendEntry &entry)
    {
        const bool counts = state.scope == BudgetScope::Organization ? state.id == entry.organization.text()
            : state.scope == BudgetScope::Project                    ? state.id == entry.project.text()
                                                                     : state.id == entry.credential;
        if (!counts)
            return;
        state.spentMicros += entry.spentMicros;
        state.heldMicros += entry.heldMicros;
    }
    static void share(QList<SpendShare> &shares, const QString &id, const QString &name, const SpendEntry &entry)
    {
        if (entry.kind != SpendKind::Settle || id.isEmpty())
            return;
        auto known = std::ranges::find(shares, id, &SpendShare::id);
        if (known == shares.end()) {
            shares.append({.id = id, .name = name});
            known = std::prev(shares.end());
        }
        known->spentMicros += entry.spentMicros;
        ++known->calls;
    }
    static QList<int> reached(const BudgetState &state)
    {
        const std::optional<qint64> of = state.budget.alertMicros ? state.budget.alertMicros : state.budget.capMicros;
        QList<int> percents;
        for (const int percent : {50, 80, 100}) {
            if (of && *of > 0 && state.spentMicros * 100 >= *of * percent)
                percents.append(percent);
        }
        return percents;
    }
    void sort()
    {
        std::ranges::stable_sort(prices, {}, [](const Price &price) { return price.until.has_value(); });
    }
};

} // namespace ostiary::test
