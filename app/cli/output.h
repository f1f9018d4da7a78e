// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"

#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace ostiary::app {

/// Where a command prints: data to stdout, all else to stderr. What comes from clients and people is made harmless
/// first: a name must not move the cursor or turn the text around.
class Output
{
public:
    explicit Output(bool json) : m_json(json) { }

    [[nodiscard]] bool isJson() const { return m_json; }
    void object(const QJsonObject &object); ///< on one line
    void line(const QString &text);
    void table(const QStringList &titles, const QList<QStringList> &rows);
    void note(const QString &sentence);

    /// False when stdout could not take everything (disk full, pipe closed).
    [[nodiscard]] bool flush();

private:
    bool m_json;
};

/// Without control, format and separator characters.
[[nodiscard]] QString harmless(const QString &text);
/// Columns that it takes on a terminal: two for wide East Asian characters and emoji, none for combining marks.
[[nodiscard]] qsizetype displayWidth(const QString &text);
/// For people: local time to the minute, or `otherwise`.
[[nodiscard]] QString shortTime(std::optional<Time> time, const QString &otherwise = QStringLiteral("-"));

} // namespace ostiary::app
