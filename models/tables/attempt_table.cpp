// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/attempt_table.h"

#include "models/tables/states.h"

namespace ostiary {

namespace {

constexpr const char *kSteps[kAttemptSteps]{
    QT_TRANSLATE_NOOP("ostiary::AttemptTable", "Discovery"),
    QT_TRANSLATE_NOOP("ostiary::AttemptTable", "Registration"),
    QT_TRANSLATE_NOOP("ostiary::AttemptTable", "Authorization"),
    QT_TRANSLATE_NOOP("ostiary::AttemptTable", "Sign-in"),
    QT_TRANSLATE_NOOP("ostiary::AttemptTable", "Consent"),
    QT_TRANSLATE_NOOP("ostiary::AttemptTable", "Token"),
    QT_TRANSLATE_NOOP("ostiary::AttemptTable", "First call"),
};

} // namespace

QString AttemptTable::nameOf(const ConnectionAttempt &attempt)
{
    if (!attempt.clientName.isEmpty())
        return attempt.clientName;
    return attempt.userAgent.isEmpty() ? tr("A client without a name") : attempt.userAgent;
}

QString AttemptTable::stepName(AttemptStep step)
{
    return tr(kSteps[size_t(step)]);
}

const AttemptTable::Columns &AttemptTable::columns()
{
    using Attempt = ConnectionAttempt;
    static const Columns kColumns{
        {QT_TR_NOOP("Client"), ColumnKind::Text, [](const Attempt &a, Time) { return nameOf(a); }, 17},
        {QT_TR_NOOP("State"), ColumnKind::State, [](const Attempt &a, Time) { return stateWord(a); }, 13},
        {QT_TR_NOOP("Got to"), ColumnKind::Text, [](const Attempt &a, Time) { return stepName(a.reached); }, 12},
        {QT_TR_NOOP("Begun"), ColumnKind::Moment, [](const Attempt &a, Time) { return moment(a.startedAt); }, 11},
        {QT_TR_NOOP("Account"), ColumnKind::Text, [](const Attempt &a, Time) { return a.accountEmail; }, 16},
        {QT_TR_NOOP("Stopped because"), ColumnKind::Text, [](const Attempt &a, Time) { return a.stoppedBecause; }, 30},
        {QT_TR_NOOP("From"), ColumnKind::Code, [](const Attempt &a, Time) { return a.address; }, 12},
    };
    return kColumns;
}

AttemptTable::AttemptTable(Admin &admin, const Clock &clock, QObject *parent)
    : RecordTableModel(columns(), admin, clock, Table::Attempts, parent)
{
}

QFuture<Result<Page<ConnectionAttempt>>> AttemptTable::fetch(PageRequest page)
{
    return admin().attempts(page);
}

QString AttemptTable::stateOf(const ConnectionAttempt &attempt, Time) const
{
    return stateWord(attempt);
}

} // namespace ostiary
