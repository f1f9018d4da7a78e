// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

#include <QHostAddress>
#include <QSet>
#include <QUrl>

namespace ostiary::http {

/// Which Host and Origin headers are ours. What other sites can make a browser send (DNS rebinding) is not.
class HostPolicy
{
public:
    struct Options {
        QUrl publicUrl;
        QHostAddress listenAddress;
        quint16 listenPort = 0;
        QStringList allowedHosts; ///< "host" or "host:port"
        QStringList allowedOrigins; ///< "https://host[:port]"
    };
    explicit HostPolicy(const Options &options);

    /// MisdirectedRequest (RFC 9110 §15.5.20).
    [[nodiscard]] Result<> checkHost(QByteArrayView host) const;
    /// For what works by cookie: only our own pages. OriginRefused.
    [[nodiscard]] Result<> checkOwnOrigin(QByteArrayView origin) const;
    /// For MCP (2025-06-18 and later, "Security Warning"): also this computer's pages while we listen on it, the hosted
    /// clients that are known to call from a browser, and what the operator allows. OriginRefused.
    [[nodiscard]] Result<> checkMcpOrigin(QByteArrayView origin) const;

private:
    QSet<QByteArray> m_hosts;
    QByteArray m_ownOrigin;
    QSet<QByteArray> m_origins;
    quint16 m_port;
    bool m_anyAddress;
    bool m_loopback;
};

} // namespace ostiary::http
