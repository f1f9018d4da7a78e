// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/json_reader.h"

// What the writers and readers of records share: members that may be absent.

namespace ostiary {

template <typename T>
[[nodiscard]] Result<T> fromJson(const QJsonObject &object);

namespace json_parts {

inline void put(QJsonObject &object, const QString &name, const std::optional<Time> &time)
{
    if (time)
        object.insert(name, toJsonTime(*time));
}

template <typename Number>
void put(QJsonObject &object, const QString &name, const std::optional<Number> &number)
{
    if (number)
        object.insert(name, *number);
}

inline void put(QJsonObject &object, const QString &name, const QString &text)
{
    if (!text.isEmpty())
        object.insert(name, text);
}

inline void put(QJsonObject &object, const QString &name, const QJsonObject &part)
{
    if (!part.isEmpty())
        object.insert(name, part);
}

template <typename Number>
std::optional<Number> optionalNumber(const QJsonObject &object, const QString &name)
{
    const QJsonValue value = object.value(name);
    return value.isDouble() ? std::optional(Number(value.toInteger())) : std::nullopt;
}

/// A record inside another; the empty one when it is absent.
template <typename T>
Result<T> part(const QJsonObject &object, const QString &name)
{
    const QJsonValue value = object.value(name);
    return value.isObject() ? fromJson<T>(value.toObject()) : Result<T>(T{});
}

} // namespace json_parts

} // namespace ostiary
