// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/states.h"

#include <QCoreApplication>

namespace ostiary {

namespace {

struct Label {
    const char *word;
    const char *label;
};

constexpr Label kLabels[]{
    {"active", QT_TRANSLATE_NOOP("ostiary::State", "Active")},
    {"expiring", QT_TRANSLATE_NOOP("ostiary::State", "Expiring")},
    {"expiring_month", QT_TRANSLATE_NOOP("ostiary::State", "Expiring (30 d)")},
    {"expiring_day", QT_TRANSLATE_NOOP("ostiary::State", "Expiring (1 d)")},
    {"expired", QT_TRANSLATE_NOOP("ostiary::State", "Expired")},
    {"revoked", QT_TRANSLATE_NOOP("ostiary::State", "Revoked")},
    {"pending", QT_TRANSLATE_NOOP("ostiary::State", "Waiting")},
    {"approved", QT_TRANSLATE_NOOP("ostiary::State", "Approved")},
    {"denied", QT_TRANSLATE_NOOP("ostiary::State", "Denied")},
    {"working", QT_TRANSLATE_NOOP("ostiary::State", "Working")},
    {"failing", QT_TRANSLATE_NOOP("ostiary::State", "Failing")},
    {"disabled", QT_TRANSLATE_NOOP("ostiary::State", "Disabled")},
    {"person", QT_TRANSLATE_NOOP("ostiary::State", "Person")},
    {"agent", QT_TRANSLATE_NOOP("ostiary::State", "Agent")},
    {"in_force", QT_TRANSLATE_NOOP("ostiary::State", "In force")},
    {"ended", QT_TRANSLATE_NOOP("ostiary::State", "Ended")},
    {"tool", QT_TRANSLATE_NOOP("ostiary::State", "Tool")},
    {"route", QT_TRANSLATE_NOOP("ostiary::State", "Route")},
    {"model", QT_TRANSLATE_NOOP("ostiary::State", "Model")},
    {"hold", QT_TRANSLATE_NOOP("ostiary::State", "Held")},
    {"settle", QT_TRANSLATE_NOOP("ostiary::State", "Charged")},
    {"release", QT_TRANSLATE_NOOP("ostiary::State", "Released")},
    {"expire", QT_TRANSLATE_NOOP("ostiary::State", "Ran out")},
    {"under_way", QT_TRANSLATE_NOOP("ostiary::State", "Under way")},
    {"connected", QT_TRANSLATE_NOOP("ostiary::State", "Connected")},
    {"stopped", QT_TRANSLATE_NOOP("ostiary::State", "Stopped")},
    {"budget_free", QT_TRANSLATE_NOOP("ostiary::State", "Below 50 %")},
    {"budget_50", QT_TRANSLATE_NOOP("ostiary::State", "Over 50 %")},
    {"budget_80", QT_TRANSLATE_NOOP("ostiary::State", "Over 80 %")},
    {"budget_100", QT_TRANSLATE_NOOP("ostiary::State", "Over 100 %")},
    {"budget_full", QT_TRANSLATE_NOOP("ostiary::State", "Used up")},
};

} // namespace

QString stateWord(const ApiKey &key, Time now)
{
    const KeyState state = key.stateAt(now);
    if (state != KeyState::Active || !key.expiresAt || *key.expiresAt >= now + kExpiringMonth)
        return toString(state);
    return *key.expiresAt < now + kExpiringDay ? QStringLiteral("expiring_day")
        : *key.expiresAt < now + kExpiringSoon ? QStringLiteral("expiring")
                                               : QStringLiteral("expiring_month");
}

bool isExpiring(const ApiKey &key, Time now)
{
    return key.stateAt(now) == KeyState::Active && key.expiresAt && *key.expiresAt < now + kExpiringSoon;
}

QString stateWord(const Grant &grant, Time now)
{
    const GrantState state = grant.stateAt(now);
    const bool endsSoon = state == GrantState::Active && grant.expiresAt < now + kExpiringSoon;
    return endsSoon ? QStringLiteral("expiring") : toString(state);
}

QString stateWord(const Approval &approval, Time now)
{
    const bool ranOut = approval.state == ApprovalState::Pending && approval.expiresAt <= now;
    return toString(ranOut ? ApprovalState::Expired : approval.state);
}

QString stateWord(const Account &account)
{
    return account.disabledAt ? QStringLiteral("disabled") : QStringLiteral("active");
}

QString stateWord(const UpstreamStatus &upstream)
{
    return upstream.lastError.isEmpty() ? QStringLiteral("working") : QStringLiteral("failing");
}

QString stateWord(const Price &price)
{
    return price.until ? QStringLiteral("ended") : QStringLiteral("in_force");
}

QString stateWord(const BudgetState &state)
{
    if (state.remainingMicros() == 0)
        return QStringLiteral("budget_full");
    return state.reached.isEmpty() ? QStringLiteral("budget_free")
                                   : QStringLiteral("budget_%1").arg(state.reached.constLast());
}

QString stateWord(const ConnectionAttempt &attempt)
{
    return toString(attempt.state());
}

QString stateLabel(const QString &word)
{
    for (const Label &entry : kLabels) {
        if (word == QLatin1String(entry.word))
            return QCoreApplication::translate("ostiary::State", entry.label);
    }
    return word;
}

} // namespace ostiary
