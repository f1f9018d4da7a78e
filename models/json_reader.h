// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "models/error.h"
#include "models/id.h"

#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace ostiary {

/// RFC 3339 in UTC with milliseconds, the form of every time in our JSON: `2026-11-21T17:30:00.000Z`.
[[nodiscard]] QString toJsonTime(Time time);

/// Reads the members of one JSON object, one after the other, and remembers the first that is missing or wrong. So
/// a record is read in one expression and checked once, with finish().
class JsonReader
{
public:
    explicit JsonReader(const QJsonObject &object) : m_object(object) { }

    /// Must be there.
    [[nodiscard]] QString text(const QString &name);
    [[nodiscard]] bool boolean(const QString &name);
    [[nodiscard]] qint64 number(const QString &name);
    [[nodiscard]] int count(const QString &name); ///< 0 to 2³¹-1
    [[nodiscard]] Time time(const QString &name);
    [[nodiscard]] QStringList texts(const QString &name);
    template <typename IdType>
    [[nodiscard]] IdType id(const QString &name)
    {
        return IdType(text(name));
    }
    /// One of `names`; its place in the list, which is the enumerator's value.
    template <typename Enum>
    [[nodiscard]] Enum oneOf(const QString &name, const QStringList &names)
    {
        return Enum(placeOf(name, names));
    }

    /// May be absent.
    [[nodiscard]] bool has(const QString &name) const { return m_object.contains(name); }
    [[nodiscard]] QString optionalText(const QString &name) { return has(name) ? text(name) : QString(); }
    [[nodiscard]] std::optional<Time> optionalTime(const QString &name);

    /// The record, or InvalidRequest with a sentence about the first bad member.
    template <typename T>
    [[nodiscard]] Result<T> finish(T record) const
    {
        if (m_problem.isEmpty())
            return record;
        return fail(ErrorCode::InvalidRequest, m_problem);
    }

private:
    [[nodiscard]] qsizetype placeOf(const QString &name, const QStringList &names);
    [[nodiscard]] QJsonValue value(const QString &name, QJsonValue::Type type, QLatin1StringView what);
    void wrong(const QString &name, QStringView what);

    const QJsonObject &m_object;
    QString m_problem;
};

} // namespace ostiary
