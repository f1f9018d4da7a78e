// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/spending.h"

#include "models/store/figures.h"

namespace ostiary::store::spending {

namespace {

Hold readHold(Row &row)
{
    Hold hold;
    hold.id = row.id<HoldId>();
    hold.period = row.text();
    hold.organization = row.id<OrganizationId>();
    hold.project = row.id<ProjectId>();
    hold.credential = row.text();
    hold.upstream = row.text();
    hold.subject = row.text();
    hold.price = row.id<PriceId>();
    hold.amountMicros = row.number();
    return hold;
}

SpendKind kindFromText(const QString &text)
{
    for (const SpendKind kind : {SpendKind::Hold, SpendKind::Settle, SpendKind::Release}) {
        if (text == toString(kind))
            return kind;
    }
    return SpendKind::Expire;
}

SpendEntry readEntry(Row &row)
{
    SpendEntry entry;
    entry.number = row.number();
    entry.at = row.time();
    entry.kind = kindFromText(row.text());
    entry.hold = row.id<HoldId>();
    entry.period = row.text();
    entry.organization = row.id<OrganizationId>();
    entry.project = row.id<ProjectId>();
    entry.credential = row.text();
    entry.upstream = row.text();
    entry.subject = row.text();
    entry.price = row.id<PriceId>();
    entry.heldMicros = row.number();
    entry.spentMicros = row.number();
    entry.inputTokens = row.number();
    entry.outputTokens = row.number();
    return entry;
}

BudgetState readState(Row &row, BudgetScope scope, const QString &id)
{
    BudgetState state;
    state.scope = scope;
    state.id = id;
    state.name = row.text();
    state.budget = readBudget(row);
    return state;
}

Result<> note(Connection &connection, const Hold &hold, const Ending &ending, qint64 heldMicros, Time now)
{
    CHECK(connection.run(QStringLiteral("ledger/insert"),
                         {{QStringLiteral(":at"), value(now)},
                          {QStringLiteral(":kind"), toString(ending.kind)},
                          {QStringLiteral(":hold_id"), value(hold.id)},
                          {QStringLiteral(":period"), hold.period},
                          {QStringLiteral(":organization_id"), value(hold.organization)},
                          {QStringLiteral(":project_id"), hold.project.text()},
                          {QStringLiteral(":credential_id"), hold.credential},
                          {QStringLiteral(":upstream"), hold.upstream},
                          {QStringLiteral(":subject"), hold.subject},
                          {QStringLiteral(":price_id"), hold.price.text()},
                          {QStringLiteral(":held_micros"), heldMicros},
                          {QStringLiteral(":spent_micros"), ending.spentMicros},
                          {QStringLiteral(":input_tokens"), ending.inputTokens},
                          {QStringLiteral(":output_tokens"), ending.outputTokens}}));
    // Nothing that a credential permits has changed: caches keep their entries.
    connection.changed(Table::Spend, hold.organization.text(), ChangeKind::Touched);
    return {};
}

/// Which budgets a hold is counted in. A browser or OAuth session has none of its own, but is summed up like a key.
QStringList subjectsOf(const Hold &hold)
{
    QStringList subjects{hold.organization.text()};
    if (!hold.project.isEmpty())
        subjects << hold.project.text();
    if (!hold.credential.isEmpty())
        subjects << hold.credential;
    return subjects;
}

} // namespace

Result<CallerBudgets> budgetsOf(Connection &connection, const OrganizationId &organization, const ProjectId &project,
                                const QString &credential)
{
    TRY(std::optional<CallerBudgets> found,
        connection.one(
            QStringLiteral("budgets/of_caller"),
            {{QStringLiteral(":organization_id"), value(organization)},
             {QStringLiteral(":project_id"), value(project)},
             {QStringLiteral(":credential_id"), credential}},
            [&](Row &row) {
                CallerBudgets budgets;
                budgets.plan = row.text();
                budgets.trialEndsAt = row.maybeTime();
                budgets.states << readState(row, BudgetScope::Organization, organization.text());
                if (const BudgetState state = readState(row, BudgetScope::Project, project.text()); !project.isEmpty())
                    budgets.states << state;
                if (const BudgetState state = readState(row, BudgetScope::Key, credential); !credential.isEmpty())
                    budgets.states << state;
                return budgets;
            }));
    if (!found)
        return fail(ErrorCode::NotFound, QStringLiteral("There is no organization %1.").arg(organization.text()));
    return *std::move(found);
}

Result<bool> setAside(Connection &connection, const BudgetState &budget, const QString &period, qint64 amountMicros)
{
    TRY(const int rows,
        connection.run(QStringLiteral("budgets/hold"),
                       {{QStringLiteral(":subject"), budget.id},
                        {QStringLiteral(":period"), period},
                        {QStringLiteral(":amount"), amountMicros},
                        {QStringLiteral(":cap"), orNull(budget.budget.capMicros)}}));
    return rows > 0;
}

Result<> insert(Connection &connection, const Hold &hold, Time now, Time expiresAt)
{
    CHECK(connection.run(QStringLiteral("holds/insert"),
                         {{QStringLiteral(":id"), value(hold.id)},
                          {QStringLiteral(":period"), hold.period},
                          {QStringLiteral(":organization_id"), value(hold.organization)},
                          {QStringLiteral(":project_id"), hold.project.text()},
                          {QStringLiteral(":credential_id"), hold.credential},
                          {QStringLiteral(":upstream"), hold.upstream},
                          {QStringLiteral(":subject"), hold.subject},
                          {QStringLiteral(":price_id"), hold.price.text()},
                          {QStringLiteral(":amount"), hold.amountMicros},
                          {QStringLiteral(":expires_at"), value(expiresAt)}}));
    return note(connection, hold, {.kind = SpendKind::Hold}, hold.amountMicros, now);
}

Result<> renew(Connection &connection, const HoldId &id, Time expiresAt)
{
    CHECK(connection.run(QStringLiteral("holds/renew"),
                         {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":expires_at"), value(expiresAt)}}));
    return {};
}

Result<QList<Hold>> expired(Connection &connection, Time now)
{
    return connection.all(QStringLiteral("holds/expired"), {{QStringLiteral(":now"), value(now)}}, readHold);
}

Result<std::optional<Hold>> end(Connection &connection, const HoldId &id, const Ending &ending, Time now)
{
    TRY(std::optional<Hold> hold,
        connection.one(QStringLiteral("holds/find"), {{QStringLiteral(":id"), value(id)}}, readHold));
    if (!hold)
        return hold;
    TRY(const int rows, connection.run(QStringLiteral("holds/delete"), {{QStringLiteral(":id"), value(id)}}));
    if (rows == 0)
        return std::optional<Hold>();
    Ending charged = ending;
    charged.spentMicros = std::min(ending.spentMicros, hold->amountMicros); // the cap is a ceiling
    for (const QString &subject : subjectsOf(*hold)) {
        CHECK(connection.run(QStringLiteral("budgets/settle"),
                             {{QStringLiteral(":subject"), subject},
                              {QStringLiteral(":period"), hold->period},
                              {QStringLiteral(":held"), hold->amountMicros},
                              {QStringLiteral(":spent"), charged.spentMicros}}));
    }
    CHECK(note(connection, *hold, charged, -hold->amountMicros, now));
    return hold;
}

Result<Month> month(Connection &connection, const QString &subject, const QString &period)
{
    TRY(const std::optional<Month> found,
        connection.one(QStringLiteral("budgets/month"),
                       {{QStringLiteral(":subject"), subject}, {QStringLiteral(":period"), period}}, [](Row &row) {
                           Month month;
                           month.spentMicros = row.number();
                           month.heldMicros = row.number();
                           return month;
                       }));
    return found.value_or(Month{});
}

Result<bool> tell(Connection &connection, const QString &subject, const QString &period, int percent, Time now)
{
    TRY(const int rows,
        connection.run(QStringLiteral("budgets/tell"),
                       {{QStringLiteral(":subject"), subject},
                        {QStringLiteral(":period"), period},
                        {QStringLiteral(":percent"), percent},
                        {QStringLiteral(":at"), value(now)}}));
    return rows > 0;
}

Result<QList<BudgetState>> keyBudgets(Connection &connection, const OrganizationId &organization)
{
    return connection.all(QStringLiteral("budgets/keys_of_organization"),
                          {{QStringLiteral(":organization_id"), value(organization)}}, [](Row &row) {
                              const QString id = row.text();
                              return readState(row, BudgetScope::Key, id);
                          });
}

Result<QList<SpendShare>> shares(Connection &connection, const QString &what, const View &view, const QString &period)
{
    return connection.all(QStringLiteral("ledger/") + what,
                          {{QStringLiteral(":organization_id"), value(view.organization)},
                           {QStringLiteral(":account_id"), view.account.text()},
                           {QStringLiteral(":credential_id"), view.credential},
                           {QStringLiteral(":period"), period}},
                          [](Row &row) {
                              SpendShare share;
                              share.id = row.text();
                              share.name = row.text();
                              share.spentMicros = row.number();
                              share.calls = row.number();
                              return share;
                          });
}

Result<QList<SpendEntry>> ledger(Connection &connection, const OrganizationId &organization, qint64 before, int limit)
{
    return connection.all(QStringLiteral("ledger/page"),
                          {{QStringLiteral(":organization_id"), value(organization)},
                           {QStringLiteral(":before"), before},
                           {QStringLiteral(":limit"), limit}},
                          readEntry);
}

} // namespace ostiary::store::spending
