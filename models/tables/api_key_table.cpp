// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/api_key_table.h"

#include "models/tables/limit_words.h"
#include "models/tables/states.h"

namespace ostiary {

const ApiKeyTable::Columns &ApiKeyTable::columns()
{
    static const Columns kColumns{
        {QT_TR_NOOP("Name"), ColumnKind::Text, [](const ApiKey &k, Time) { return k.name; }, 17},
        {QT_TR_NOOP("State"), ColumnKind::State, [](const ApiKey &k, Time now) { return stateWord(k, now); }, 13},
        {QT_TR_NOOP("Account"), ColumnKind::Text, [](const ApiKey &k, Time) { return k.accountEmail; }, 16},
        {QT_TR_NOOP("Key"), ColumnKind::Code, [](const ApiKey &k, Time) { return k.hint; }, 16},
        {QT_TR_NOOP("Scopes"), ColumnKind::Tags, [](const ApiKey &k, Time) { return k.scopes; }, 16},
        {QT_TR_NOOP("Limits"), ColumnKind::Text,
         [](const ApiKey &k, Time now) { return limitWords(k.limits, k.budget, now); }, 15},
        {QT_TR_NOOP("Last used"), ColumnKind::Moment, [](const ApiKey &k, Time) { return moment(k.lastUsedAt); }, 12},
        {QT_TR_NOOP("Expires"), ColumnKind::Deadline, [](const ApiKey &k, Time) { return moment(k.expiresAt); }, 11},
        {QT_TR_NOOP("Created"), ColumnKind::Moment, [](const ApiKey &k, Time) { return moment(k.createdAt); }, 11},
        {QT_TR_NOOP("Used from"), ColumnKind::Text,
         [](const ApiKey &k, Time) { return QString(k.lastUsedAddress + u' ' + k.lastUsedClient).trimmed(); }, 14},
    };
    return kColumns;
}

ApiKeyTable::ApiKeyTable(Admin &admin, const Clock &clock, QObject *parent)
    : RecordTableModel(columns(), admin, clock, Table::ApiKeys, parent)
{
}

QFuture<Result<Page<ApiKey>>> ApiKeyTable::fetch(PageRequest page)
{
    return admin().apiKeys(page);
}

QString ApiKeyTable::stateOf(const ApiKey &key, Time now) const
{
    return stateWord(key, now);
}

} // namespace ostiary
