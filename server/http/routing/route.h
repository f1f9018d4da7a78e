// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connections.h"
#include "models/task.h"
#include "server/core/limits/rate_limiter.h"
#include "server/core/principal/principal.h"
#include "server/http/request.h"
#include "server/http/response.h"

#include <functional>

namespace ostiary::http {

class UpstreamBackend;

/// Who may call a route. There is no default: a route says it, or does not compile.
enum class Access {
    Public, ///< anyone
    Optional, ///< anyone; a page that looks different for who is signed in
    Protected, ///< a key, a token, or a session (whose changes need the CSRF token)
    Manager, ///< the same, with every scope: what changes one's own access
    Session, ///< a browser session and nothing else: what changes how one signs in
};

/// What the requests of a route count as (F8).
enum class LimitClass {
    None,
    Standard,
    Auth, ///< what checks a password or makes an account: its endpoint counts
    Upstream, ///< as the upstream that it leads to says
};

/// Which pages of other origins may call it.
enum class Cors {
    None,
    Open, ///< any: nothing there works by cookie
    Mcp, ///< the origins that the operator allows
};

/// How its errors look.
enum class ErrorStyle { Problem, OAuth, Page };

/// What happens around a handler. The order of the checks is the dispatcher's, the same for every route.
struct Stack {
    Access access;
    LimitClass limit;
    Cors cors = Cors::None;
    ErrorStyle errors = ErrorStyle::Problem;
    qsizetype bodyLimit = 64 * 1024; ///< bytes
    Role role = Role::Auditor; ///< the least that one must be in the organization (Manager and Session routes)
    bool serverAdmin = false; ///< it takes an administrator of this server, whatever the role
    bool recent = false; ///< a session must have shown a password or passkey in the last five minutes
};

/// What a handler is given: a request that passed its stack.
struct Context {
    const Request &request;
    const Principal *principal = nullptr; ///< set unless the route is Public; maybe on Optional ones
    QString parameter; ///< what stood for `{…}` in the path
    UpstreamBackend *upstreams = nullptr; ///< this worker's way to them
    quint64 since = 0; ///< OpenStreams::moment() before the caller was authenticated
    std::optional<RateStanding> *standing = nullptr; ///< what the answer says of a limit that the handler counts itself
};

/// The context stays valid until the task is done.
using Handler = std::function<Task<Result<Response>>(const Context &)>;

struct Route {
    Method method;
    /// "/api/keys/{id}/rotate": one of the last two segments may be a parameter. "/v1/{rest…}": the address and all
    /// that lies below it; the parameter is what follows, with its "/".
    QByteArray path;
    Stack stack;
    const char *name; ///< "KeysEndpoint::remove", for the list of routes
    Handler handler;
    QString upstream = {}; ///< of LimitClass::Upstream: which one; empty: the parameter names it
    std::optional<AttemptStep> step = {}; ///< which station of a client's way in it is
};

/// A tool of an MCP server, as that says; a stranger's text.
struct UpstreamTool {
    QString name;
    QString title = {};
    bool readsOnly = false;
};

/// What lies behind this server, as the composition root connects it.
class UpstreamBackend
{
public:
    virtual ~UpstreamBackend() = default;
    /// To an MCP server; an empty upstream is the default one.
    [[nodiscard]] virtual Task<Result<Response>> call(QString upstream, const Request &request, const Principal &caller)
        = 0;
    /// To an HTTP API; `rest` is what follows the upstream's path.
    [[nodiscard]] virtual Task<Result<Response>> forward(QString upstream, QByteArray rest, const Request &request,
                                                         const Principal &caller)
        = 0;
    /// Which tools an MCP server has, for a page that waits; nullopt: it did not say so in time.
    [[nodiscard]] virtual Task<std::optional<QList<UpstreamTool>>> tools(QString upstream) = 0;
};

} // namespace ostiary::http
