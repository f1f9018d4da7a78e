// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/records.h"

namespace ostiary {

QString toString(KeyKind kind)
{
    return kind == KeyKind::Fos ? QStringLiteral("fos") : QStringLiteral("fvk");
}

std::optional<KeyKind> keyKindFromString(const QString &text)
{
    if (text == QLatin1String("fos"))
        return KeyKind::Fos;
    if (text == QLatin1String("fvk"))
        return KeyKind::Fvk;
    return std::nullopt;
}

QString toString(KeyState state)
{
    switch (state) {
    case KeyState::Active: return QStringLiteral("active");
    case KeyState::Expired: return QStringLiteral("expired");
    case KeyState::Revoked: return QStringLiteral("revoked");
    }
    Q_UNREACHABLE();
}

QString toString(GrantState state)
{
    switch (state) {
    case GrantState::Active: return QStringLiteral("active");
    case GrantState::Expired: return QStringLiteral("expired");
    case GrantState::Revoked: return QStringLiteral("revoked");
    }
    Q_UNREACHABLE();
}

QString toString(ApprovalState state)
{
    switch (state) {
    case ApprovalState::Pending: return QStringLiteral("pending");
    case ApprovalState::Approved: return QStringLiteral("approved");
    case ApprovalState::Denied: return QStringLiteral("denied");
    case ApprovalState::Expired: return QStringLiteral("expired");
    }
    Q_UNREACHABLE();
}

} // namespace ostiary
