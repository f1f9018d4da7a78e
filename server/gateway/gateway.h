// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/byte_stream.h"
#include "models/error.h"
#include "models/headers.h"
#include "models/records.h"
#include "models/task.h"
#include "server/core/principal/principal.h"

#include <QUrl>

#include <memory>
#include <stop_token>

namespace ostiary::gateway {

/// An MCP server to stand in front of: an HTTP URL, or a command that speaks MCP on stdin and stdout.
struct UpstreamConfig {
    QString name;        ///< [a-z0-9-]{1,40}
    QUrl url;            ///< Streamable HTTP endpoint; empty for stdio
    QStringList command; ///< program and arguments, never run through a shell; empty for HTTP
};

/// One request of a client who has been let in. Header names and values as the client sent them, credentials included:
/// the gateway decides what goes on.
struct Call {
    QByteArray method;   ///< "POST", "GET", "DELETE"
    QByteArray rawQuery;
    Headers headers;
    QByteArray body;
    Principal caller;
    QByteArray requestId;
    std::stop_token gone; ///< the client went away
};

/// What goes back. `stream`, when set, carries the body.
struct Answer {
    int status = 200;
    Headers headers;
    QByteArray body;
    std::shared_ptr<ByteStream> stream;
};

/// One per worker thread, all sharing the stdio sessions of one SessionHost.
class SessionHost;

class Gateway
{
public:
    /// `host` outlives every Gateway.
    Gateway(QList<UpstreamConfig> upstreams, SessionHost &host);
    ~Gateway();

    /// Errors: NotFound (no such upstream), UpstreamFailed, UpstreamTimeout, PayloadTooLarge, InvalidRequest …; an error
    /// that MCP wants as JSON-RPC comes as an Answer instead.
    [[nodiscard]] Task<Result<Answer>> call(QString upstream, Call call);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Owns the stdio children and what is known of every upstream. Thread-safe.
class SessionHost
{
public:
    struct Limits {
        int sessions = 256;                         ///< children in all; 503 beyond
        int sessionsPerPrincipal = 32;
        qsizetype lineBytes = 16 * 1024 * 1024;     ///< longest line a child may print
        std::chrono::seconds idleTime{30 * 60};     ///< without a request or an open stream
    };
    explicit SessionHost(QList<UpstreamConfig> upstreams, Limits limits = {});
    ~SessionHost(); ///< ends every child: SIGTERM to its process group, SIGKILL after a while

    [[nodiscard]] QList<UpstreamStatus> status() const;
    /// Ends the sessions that were opened with a credential (Principal::credentialId); for revocation.
    void endSessionsOf(const QString &credentialId);

private:
    friend class Gateway;
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace ostiary::gateway
