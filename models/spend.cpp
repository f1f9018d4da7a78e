// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend.h"

namespace ostiary {

QString toString(PriceKind kind)
{
    switch (kind) {
    case PriceKind::Tool: return QStringLiteral("tool");
    case PriceKind::Route: return QStringLiteral("route");
    case PriceKind::Model: return QStringLiteral("model");
    }
    Q_UNREACHABLE();
}

std::optional<PriceKind> priceKindFromString(const QString &text)
{
    for (const PriceKind kind : {PriceKind::Tool, PriceKind::Route, PriceKind::Model}) {
        if (text == toString(kind))
            return kind;
    }
    return std::nullopt;
}

QString toString(BudgetScope scope)
{
    switch (scope) {
    case BudgetScope::Organization: return QStringLiteral("organization");
    case BudgetScope::Project: return QStringLiteral("project");
    case BudgetScope::Key: return QStringLiteral("key");
    }
    Q_UNREACHABLE();
}

QString toString(SpendKind kind)
{
    switch (kind) {
    case SpendKind::Hold: return QStringLiteral("hold");
    case SpendKind::Settle: return QStringLiteral("settle");
    case SpendKind::Release: return QStringLiteral("release");
    case SpendKind::Expire: return QStringLiteral("expire");
    }
    Q_UNREACHABLE();
}

} // namespace ostiary
