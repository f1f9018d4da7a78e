// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/upstream_table.h"

#include "models/tables/states.h"

namespace ostiary {

const UpstreamTable::Columns &UpstreamTable::columns()
{
    static const Columns kColumns{
        {QT_TR_NOOP("Upstream"), ColumnKind::Text, [](const UpstreamStatus &u, Time) { return u.name; }, 16},
        {QT_TR_NOOP("State"), ColumnKind::State, [](const UpstreamStatus &u, Time) { return stateWord(u); }, 11},
        {QT_TR_NOOP("Clients use"), ColumnKind::Code, [](const UpstreamStatus &u, Time) { return u.publicUrl; }, 36},
        {QT_TR_NOOP("Stands before"), ColumnKind::Code, [](const UpstreamStatus &u, Time) { return u.target; }, 24},
        {QT_TR_NOOP("Sessions"), ColumnKind::Count, [](const UpstreamStatus &u, Time) { return u.sessions; }, 8},
        {QT_TR_NOOP("Last error"), ColumnKind::Text, [](const UpstreamStatus &u, Time) { return u.lastError; }, 20},
    };
    return kColumns;
}

UpstreamTable::UpstreamTable(Admin &admin, const Clock &clock, QObject *parent)
    : RecordTableModel(columns(), admin, clock, std::nullopt, parent)
{
}

QFuture<Result<Page<UpstreamStatus>>> UpstreamTable::fetch(PageRequest)
{
    return admin().status().then(this, [](const Result<ServerStatus> &status) -> Result<Page<UpstreamStatus>> {
        TRY(const ServerStatus known, status);
        return Page<UpstreamStatus>{known.upstreams, {}};
    });
}

QString UpstreamTable::stateOf(const UpstreamStatus &upstream, Time) const
{
    return stateWord(upstream);
}

} // namespace ostiary
