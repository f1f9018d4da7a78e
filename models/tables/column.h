// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"

#include <QVariant>

#include <functional>
#include <optional>

namespace ostiary {

/// What a column's values are, so that a delegate knows how to show them and a sort how to compare them.
enum class ColumnKind {
    Text,
    Code, ///< ids, hints, URIs: read letter by letter
    State, ///< one of the stable words of states.h, also a kind: shown with an icon
    Tags, ///< a QStringList
    Count,
    Money, ///< a qint64, millionths of a dollar; none: does not apply
    Moment, ///< a QDateTime in the past; none: it never happened
    Deadline, ///< a QDateTime in the future; none: it never comes, and sorts last
};

/// One column of a table: everything that a view, the CSV export and a list need to know of it.
template <typename T>
struct Column {
    const char *title; ///< marked for translation in the table's context
    ColumnKind kind = ColumnKind::Text;
    std::function<QVariant(const T &record, Time now)> value;
    int characters = 16; ///< how wide its values usually are
};

/// An invalid variant when there is no such moment.
[[nodiscard]] inline QVariant moment(std::optional<Time> time)
{
    return time ? QVariant(toDateTime(*time)) : QVariant();
}

} // namespace ostiary
