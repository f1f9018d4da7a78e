// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/spend.h"

#include <QJsonArray>
#include <QJsonObject>

// Budgets, and what was spent, as templates take them.

namespace ostiary::http {

/// {scope, name, spent, held?, cap?, remaining?, state, is_stopped?, is_warned?, is_fine?, bar?, bar_held?}: the bars
/// are percent of the cap, or of the alert amount where there is no cap.
[[nodiscard]] QJsonObject budgetValues(const BudgetState &state);
/// "$50.00 a month, told at $40.00"; empty: there is none.
[[nodiscard]] QString budgetWords(const Budget &budget);

/// [{name, spent, calls, bar}]; the bars are percent of the largest.
[[nodiscard]] QJsonArray shareValues(const QList<SpendShare> &shares);
/// The same of days, which are called "21 November".
[[nodiscard]] QJsonArray dayValues(const QList<SpendShare> &days);

/// {at TIME, kind, credential, upstream, subject, spent?, held?, tokens?}; `names` are those of keys and apps.
[[nodiscard]] QJsonObject entryValues(const SpendEntry &entry, const QHash<QString, QString> &names, Time now);

/// "November 2026" for "2026-11".
[[nodiscard]] QString monthWords(const QString &period);

} // namespace ostiary::http
