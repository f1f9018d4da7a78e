// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/headers.h"
#include "server/core/spend/charge.h"

#include <QJsonObject>

#include <optional>

namespace ostiary {

/// Reads off an answer, as it passes, what it says of itself: tokens used (OpenAI's `usage` of chat completions and
/// responses, Anthropic's of messages, whole or streamed) and whether a JSON-RPC call failed.
class UsageReader
{
public:
    explicit UsageReader(const Headers &headers);

    void feed(QByteArrayView bytes);
    /// At the end of a whole answer.
    void finish();

    /// What it told. Nullopt: nothing, or nothing that can be believed.
    [[nodiscard]] std::optional<TokenUsage> usage() const;
    /// It told figures that make no sense: negative, fractional, or more than anybody can use.
    [[nodiscard]] bool isAbsurd() const { return m_absurd; }
    /// Every JSON-RPC response in it is an error.
    [[nodiscard]] bool failed() const { return m_rpcErrors > 0 && m_rpcResults == 0; }
    /// No more tokens than this can have come: bytes of the text in a stream's deltas, or of the whole answer.
    [[nodiscard]] qint64 mostOutputSeen() const { return m_isStream && m_isReadable ? m_deltaBytes : m_bytes; }

    static constexpr qsizetype kMostKept = 8 * 1024 * 1024; ///< bytes of one message; a longer one is passed over

private:
    void takeLine(QByteArrayView line);
    void takeJson(const QByteArray &json);
    void takeObject(const QJsonObject &object);
    void takeUsage(const QJsonValue &usage);
    [[nodiscard]] std::optional<qint64> count(const QJsonObject &usage, const char *name);

    bool m_isStream = false;
    bool m_isReadable = false; ///< JSON or events, and not compressed
    QByteArray m_kept; ///< the whole answer, or the line that is not over
    QByteArray m_data; ///< of the event that is not over
    bool m_overlong = false;
    qint64 m_bytes = 0;
    qint64 m_deltaBytes = 0;
    std::optional<qint64> m_input;
    std::optional<qint64> m_output;
    bool m_absurd = false;
    int m_rpcErrors = 0;
    int m_rpcResults = 0;
};

} // namespace ostiary
