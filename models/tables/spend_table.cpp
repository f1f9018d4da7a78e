// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/spend_table.h"

#include "models/tables/states.h"

namespace ostiary {

namespace {

QVariant amount(qint64 micros)
{
    return micros == 0 ? QVariant() : QVariant(micros);
}

QString tokens(const SpendEntry &entry)
{
    if (entry.inputTokens == 0 && entry.outputTokens == 0)
        return {};
    return SpendTable::tr("%1 in, %2 out").arg(entry.inputTokens).arg(entry.outputTokens);
}

/// The key or app that spent it; its id while nothing is known of it.
QString who(const SpendEntry &entry, const SpendTable::Names &names)
{
    if (const ApiKey *key = names.keys.find(entry.credential))
        return key->name;
    const Grant *grant = names.grants.find(entry.credential);
    return grant ? grant->clientName : entry.credential;
}

} // namespace

SpendTable::Columns SpendTable::columns(const Names &names)
{
    return {
        {QT_TR_NOOP("No."), ColumnKind::Count, [](const SpendEntry &e, Time) { return e.number; }, 9},
        {QT_TR_NOOP("When"), ColumnKind::Moment, [](const SpendEntry &e, Time) { return moment(e.at); }, 11},
        {QT_TR_NOOP("What"), ColumnKind::State, [](const SpendEntry &e, Time) { return toString(e.kind); }, 12},
        {QT_TR_NOOP("Held"), ColumnKind::Money, [](const SpendEntry &e, Time) { return amount(e.heldMicros); }, 11},
        {QT_TR_NOOP("Spent"), ColumnKind::Money, [](const SpendEntry &e, Time) { return amount(e.spentMicros); }, 11},
        {QT_TR_NOOP("Tool, route or model"), ColumnKind::Code, [](const SpendEntry &e, Time) { return e.subject; }, 19},
        {QT_TR_NOOP("Upstream"), ColumnKind::Text, [](const SpendEntry &e, Time) { return e.upstream; }, 10},
        {QT_TR_NOOP("Key or app"), ColumnKind::Text, [names](const SpendEntry &e, Time) { return who(e, names); }, 18},
        {QT_TR_NOOP("Organization"), ColumnKind::Text,
         [names](const SpendEntry &e, Time) { return names.organizations.nameOf(e.organization); }, 16},
        {QT_TR_NOOP("Tokens"), ColumnKind::Text, [](const SpendEntry &e, Time) { return tokens(e); }, 18},
        {QT_TR_NOOP("Its id"), ColumnKind::Code, [](const SpendEntry &e, Time) { return e.credential; }, 26},
        {QT_TR_NOOP("Price"), ColumnKind::Code, [](const SpendEntry &e, Time) { return e.price.text(); }, 14},
    };
}

SpendTable::SpendTable(Admin &admin, const Clock &clock, const Names &names, QObject *parent)
    // Not Table::Spend: its changes name organizations, and entries are only ever added. Whoever shows it refreshes it.
    : RecordTableModel(columns(names), admin, clock, std::nullopt, parent)
{
    showAnewWhen(names.keys, WhoColumn);
    showAnewWhen(names.grants, WhoColumn);
    showAnewWhen(names.organizations, OrganizationColumn);
}

QFuture<Result<Page<SpendEntry>>> SpendTable::fetch(PageRequest page)
{
    if (page.cursor.isEmpty())
        m_read = 0;
    return admin().spendLedger(page).then(this, [this](Result<Page<SpendEntry>> answer) {
        if (answer && (m_read += answer->rows.size()) >= kMostRows)
            answer->nextCursor.clear();
        return answer;
    });
}

} // namespace ostiary
