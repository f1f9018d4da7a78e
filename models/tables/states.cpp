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
};

} // namespace

QString stateWord(const ApiKey &key, Time now)
{
    const KeyState state = key.stateAt(now);
    const bool endsSoon = state == KeyState::Active && key.expiresAt && *key.expiresAt < now + kExpiringSoon;
    return endsSoon ? QStringLiteral("expiring") : toString(state);
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

QString stateLabel(const QString &word)
{
    for (const Label &entry : kLabels) {
        if (word == QLatin1String(entry.word))
            return QCoreApplication::translate("ostiary::State", entry.label);
    }
    return word;
}

} // namespace ostiary
