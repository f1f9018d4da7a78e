// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/rpc/message.h"

#include <functional>

namespace ostiary::gateway {

/// One thing that the built-in server can do.
struct Tool {
    QString name; ///< what clients call it by; [a-z_]
    QString title; ///< for people
    QString description; ///< for the model: what it tells, when to use it
    QJsonObject inputSchema; ///< JSON Schema of its arguments; empty: it takes none
    /// The result becomes structured content. An error becomes a tool error, which the model may read.
    std::function<Result<QJsonObject>(const Principal &caller, const QJsonObject &arguments)> fn;
};

/// An MCP server without sessions, for whoever has been let in: `initialize` and its successors up to 2025-11-25, and
/// the stateless era of 2026-07-28. Use it from any thread; the tools must allow that too.
class BuiltinServer
{
public:
    struct Info {
        QString name;
        QString title;
        QString version;
        QString instructions; ///< for the model
    };

    BuiltinServer(Info info, QList<Tool> tools);

    [[nodiscard]] Answer answer(const Call &call) const;

private:
    [[nodiscard]] Answer answerOne(const Call &call, const QJsonValue &body) const;
    [[nodiscard]] Answer answerLegacy(const Call &call, const rpc::Message &message) const;
    [[nodiscard]] Answer answerModern(const Call &call, const rpc::Message &message) const;
    [[nodiscard]] Answer answerBatch(const Call &call, const QJsonArray &batch) const;
    [[nodiscard]] Answer callTool(const Call &call, const rpc::Message &message, bool isModern) const;
    [[nodiscard]] QJsonObject initialize(const QJsonObject &params) const;
    [[nodiscard]] QJsonObject discover() const;
    [[nodiscard]] QJsonObject toolList() const;
    [[nodiscard]] QJsonObject serverInfo() const;
    [[nodiscard]] Answer modernResult(const QJsonValue &id, QJsonObject result, bool isCacheable) const;

    Info m_info;
    QList<Tool> m_tools;
};

} // namespace ostiary::gateway
