// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/gateway.h"
#include "server/gateway/tools/tool_book.h"

#include <QJsonObject>
#include <QTimer>

namespace ostiary::gateway {

struct ToolLimits {
    std::chrono::milliseconds total{150'000}; ///< a first `npx -y` downloads before it answers
    int pages = 20;
    qsizetype tools = 2'000;
    qsizetype bytes = 1024 * 1024; ///< of all answers together
    qsizetype nameChars = 256;
};

/// One upstream, asked once which tools it has: by the handshake of the revisions up to 2025-11-25, or where the
/// upstream knows none, as 2026-07-28 has it. The session that this opens ends with it.
class ToolQuestion : public std::enable_shared_from_this<ToolQuestion>
{
public:
    ToolQuestion(Gateway &gateway, QString upstream, ToolLimits limits);

    /// nullopt: it did not answer, not in time, not as MCP wants it, or more than any honest one does.
    [[nodiscard]] static Task<ToolAnswer> ask(std::shared_ptr<ToolQuestion> self);
    /// The gateway goes: nothing is sent any more.
    void close();

private:
    struct Reply {
        int status = 0;
        QByteArray session;
        QJsonObject message; ///< the JSON-RPC response; empty: there was none
    };
    using MaybeReply = std::optional<Reply>;

    [[nodiscard]] static Task<bool> initialize(std::shared_ptr<ToolQuestion> self);
    [[nodiscard]] static Task<ToolAnswer> list(std::shared_ptr<ToolQuestion> self);
    [[nodiscard]] static Task<MaybeReply> send(std::shared_ptr<ToolQuestion> self, QJsonObject message);
    [[nodiscard]] static Task<Result<Answer>> call(std::shared_ptr<ToolQuestion> self, Call call);
    [[nodiscard]] static Task<QJsonObject> read(std::shared_ptr<ToolQuestion> self, Answer answer, int id);
    [[nodiscard]] Call callOf(const QByteArray &method, const QByteArray &body) const;
    [[nodiscard]] QJsonObject listMessage(int id, const QString &cursor) const;
    [[nodiscard]] bool take(const QJsonObject &result, QList<ListedTool> &tools) const;
    void giveUp();
    void endSession();
    void drop(const Result<Answer> &late);

    Gateway &m_gateway;
    const QString m_upstream;
    const ToolLimits m_limits;
    QTimer m_timer;
    std::stop_source m_stop;
    bool m_isOver = false; ///< answers that still come are too late
    bool m_isClosed = false;
    bool m_isModern = false;
    int m_lastId = 0;
    qsizetype m_bytes = 0;
    QByteArray m_session;
    QByteArray m_version;
    std::optional<Deferred<Result<Answer>>> m_waiting;
    std::shared_ptr<ByteStream> m_stream;
};

} // namespace ostiary::gateway
