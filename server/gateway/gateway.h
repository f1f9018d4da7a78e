// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/byte_stream.h"
#include "models/error.h"
#include "models/headers.h"
#include "models/records.h"
#include "models/task.h"
#include "server/core/principal/principal.h"

#include <QUrl>

#include <chrono>
#include <memory>
#include <stop_token>

namespace ostiary::gateway {

/// What to stand in front of: an MCP server (an HTTP URL, or a command that speaks MCP on stdin and stdout), or any
/// other HTTP API.
struct UpstreamConfig {
    QString name; ///< [a-z0-9-]{1,40}
    QUrl url; ///< Streamable HTTP endpoint, or where the API begins; empty for stdio
    QStringList command; ///< program and arguments, never run through a shell; empty for HTTP
    QByteArray path; ///< of an API: where it lies on this server ("/v1"); empty: it speaks MCP
    Headers credentials; ///< what the upstream is shown, instead of what the client sent
};

/// One request of a client who has been let in. Header names and values as the client sent them, credentials included:
/// the gateway decides what goes on.
struct Call {
    QByteArray method; ///< "POST", "GET", …
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

/// How long the gateway waits for HTTP upstreams. Streams have no total time.
struct HttpLimits {
    std::chrono::milliseconds connect{5'000};
    std::chrono::milliseconds firstByte{60'000}; ///< of a POST's or DELETE's answer; a GET waits for its first event
    std::chrono::milliseconds api{600'000}; ///< of an API's answer: models think for minutes
    std::chrono::milliseconds keepAlive{25'000}; ///< an event stream silent for so long gets a comment line
};

class SessionHost;

/// One per worker thread, made, used and destroyed there; all share the stdio sessions of one SessionHost.
class Gateway
{
public:
    /// `host` outlives every Gateway.
    Gateway(QList<UpstreamConfig> upstreams, SessionHost &host, HttpLimits limits = {});
    ~Gateway(); ///< calls that still wait are answered Unavailable, open streams are cancelled

    /// Errors: NotFound (no such upstream), UpstreamFailed, UpstreamTimeout, PayloadTooLarge, Unavailable (too many
    /// sessions, or a child that keeps failing), InvalidToken (revoked meanwhile); an error that MCP wants as JSON-RPC
    /// comes as an Answer instead.
    [[nodiscard]] Task<Result<Answer>> call(QString upstream, Call call);

    /// To an HTTP API; `rest` is what follows the upstream's path, empty or with its "/". The same errors.
    [[nodiscard]] Task<Result<Answer>> forward(QString upstream, QByteArray rest, Call call);

private:
    struct Private;
    std::shared_ptr<Private> d; // shared with calls that wait
};

/// Owns the stdio children and what is known of every upstream. Thread-safe.
class SessionHost
{
public:
    struct Limits {
        int sessions = 256; ///< children in all; 503 beyond
        int sessionsPerPrincipal = 32;
        qsizetype lineBytes = 16 * 1024 * 1024; ///< longest line a child may print
        std::chrono::milliseconds idleTime{30 * 60 * 1000}; ///< without a request or an open stream
        std::chrono::milliseconds initializeTime{120'000}; ///< a first `npx -y` downloads before it answers
        std::chrono::milliseconds killTime{5'000}; ///< from SIGTERM to SIGKILL
        std::chrono::milliseconds keepAlive{25'000}; ///< an event stream silent for so long gets a comment line
        std::chrono::milliseconds streamAfter{15'000}; ///< a request still unanswered turns into an event stream
    };
    explicit SessionHost(QList<UpstreamConfig> upstreams);
    SessionHost(QList<UpstreamConfig> upstreams, Limits limits);
    ~SessionHost(); ///< ends every child: SIGTERM to its process group, SIGKILL after a while

    [[nodiscard]] QList<UpstreamStatus> status() const;
    /// Ends the sessions that were opened with a credential (Principal::credentialId) and cuts every stream and waiting
    /// call made with it, to HTTP upstreams too; for revocation.
    void endSessionsOf(const QString &credentialId);

private:
    friend class Gateway;
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace ostiary::gateway
