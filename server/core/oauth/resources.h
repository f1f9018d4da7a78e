// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

#include <QStringList>
#include <QUrl>

namespace ostiary {

/// What this server protects, as RFC 8707 and RFC 9728 name it: its own address, and one address per MCP server.
class Resources
{
public:
    /// `issuer`: scheme, host and port, no trailing slash. `upstreams`: the names under /mcp/.
    Resources(QString issuer, const QStringList &upstreams);

    [[nodiscard]] const QString &issuer() const { return m_issuer; }
    /// The issuer's path of an MCP server: "/mcp/NAME"; "/mcp" for the default one.
    [[nodiscard]] QString ofPath(const QString &path) const { return m_issuer + path; }

    /// The resource that a client's `resource` parameter names; empty: the whole server. Case of scheme and host and a
    /// trailing slash do not matter. InvalidTarget.
    [[nodiscard]] Result<QString> find(const QString &parameter) const;
    [[nodiscard]] const QStringList &mcpPaths() const { return m_paths; } ///< "/mcp" first
    [[nodiscard]] bool isMcpPath(const QString &path) const { return m_paths.contains(path); }

private:
    QString m_issuer;
    QStringList m_paths;
};

} // namespace ostiary
