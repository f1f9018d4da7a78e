// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/records.h"
#include "models/secret.h"
#include "server/http/request.h"

namespace ostiary::http {

/// Reads the members of a JSON body one by one and remembers the first that is wrong: `finish(value)` is the value, or
/// InvalidValue naming that member. Members that nobody asked for are wrong too: whoever sends one expects something of
/// it.
class Body
{
public:
    [[nodiscard]] static Result<Body> of(const Request &request);

    [[nodiscard]] bool has(const QString &name) const { return m_object.contains(name); }
    [[nodiscard]] QString text(const QString &name); ///< must be there
    [[nodiscard]] QString optionalText(const QString &name); ///< empty when absent
    [[nodiscard]] Secret secret(const QString &name); ///< must be there
    [[nodiscard]] std::optional<bool> optionalFlag(const QString &name);
    [[nodiscard]] std::optional<Time> optionalTime(const QString &name);

    /// A list of strings, or one string with spaces.
    [[nodiscard]] std::optional<QStringList> optionalWords(const QString &name);
    [[nodiscard]] std::optional<qint64> optionalCount(const QString &name); ///< a whole number from 0 on
    [[nodiscard]] QJsonObject object(const QString &name); ///< must be there
    /// {"standard", "ai", "raise", "raised_until"}, each optional; null: none of its own.
    [[nodiscard]] std::optional<Limits> optionalLimits(const QString &name);
    /// {"cap_micros", "alert_micros"}, each optional; null: none of its own.
    [[nodiscard]] std::optional<Budget> optionalBudget(const QString &name);
    [[nodiscard]] bool isNull(const QString &name); ///< there, and null: what it names is to be taken away

    template <typename T>
    [[nodiscard]] Result<T> finish(T value)
    {
        refuseOthers();
        if (m_problem)
            return std::unexpected(*m_problem);
        return value;
    }

private:
    explicit Body(QJsonObject object) : m_object(std::move(object)) { }
    [[nodiscard]] std::optional<Body> optionalPart(const QString &name);
    /// The value of a part, whose problem becomes the body's.
    template <typename T>
    std::optional<T> adopt(const QString &name, Result<T> value)
    {
        if (value)
            return *value;
        wrong(name, value.error().field + QStringLiteral(": ") + value.error().detail);
        return std::nullopt;
    }
    [[nodiscard]] QJsonValue take(const QString &name);
    void wrong(const QString &name, const QString &problem);
    void refuseOthers();

    QJsonObject m_object;
    QStringList m_asked;
    std::optional<Error> m_problem;
};

} // namespace ostiary::http
