// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/gateway.h"

#include "server/gateway/rpc/message.h"
#include "server/gateway/session_host.h"
#include "server/gateway/stdio/incoming.h"
#include "server/gateway/upstream/header_policy.h"
#include "server/gateway/upstream/http_client.h"

#include <algorithm>

namespace ostiary::gateway {

/// Outlives the Gateway as long as a call waits; after `closed` the host may be gone.
struct Gateway::Private {
    Private(QList<UpstreamConfig> configs, SessionHost::Private &shared, HttpLimits times)
        : upstreams(std::move(configs)), host(shared), limits(times), http(times)
    {
    }

    [[nodiscard]] const UpstreamConfig *find(const QString &name) const
    {
        const auto found = std::ranges::find(upstreams, name, &UpstreamConfig::name);
        return found == upstreams.end() ? nullptr : &*found;
    }

    static Task<Result<Answer>> run(std::shared_ptr<Private> self, UpstreamConfig upstream, Call call);
    static Task<Result<Answer>> watch(std::shared_ptr<Private> self, QString credentialId, Task<Result<Answer>> task);
    static Task<Result<Answer>> toApi(std::shared_ptr<Private> self, UpstreamConfig upstream, QByteArray rest,
                                      Call call);
    Headers headersFor(const UpstreamConfig &upstream, const Call &call) const;
    static Task<Result<Answer>> overHttp(std::shared_ptr<Private> self, UpstreamConfig upstream, Call call);
    Task<Result<Answer>> overStdio(const UpstreamConfig &upstream, Call call);
    void remember(const QString &upstream, const AccountId &account, const QByteArray &method,
                  const QByteArray &session, const Answer &answer);

    const QList<UpstreamConfig> upstreams;
    SessionHost::Private &host;
    const HttpLimits limits;
    HttpClient http;
    std::shared_ptr<ReplySink> sink = std::make_shared<ReplySink>();
    bool closed = false;
};

namespace {

QByteArray addressOf(const UpstreamConfig &upstream, const QByteArray &rawQuery, const QByteArray &rest = {})
{
    QByteArray url = upstream.url.toEncoded(QUrl::RemoveFragment);
    if (!rest.isEmpty()) {
        const QByteArray query = upstream.url.query(QUrl::FullyEncoded).toUtf8();
        url = upstream.url.toEncoded(QUrl::RemoveFragment | QUrl::RemoveQuery | QUrl::StripTrailingSlash) + rest;
        if (!query.isEmpty())
            url += '?' + query;
    }
    if (!rawQuery.isEmpty())
        url += (upstream.url.hasQuery() ? '&' : '?') + rawQuery;
    return url;
}

bool isSuccess(int status)
{
    return status >= 200 && status < 300;
}

} // namespace

Gateway::Gateway(QList<UpstreamConfig> upstreams, SessionHost &host, HttpLimits limits)
    : d(std::make_shared<Private>(std::move(upstreams), *host.d, limits))
{
}

Gateway::~Gateway()
{
    d->closed = true;
    d->host.calls.cutGateway(d.get());
    d->sink->close();
    d->http.abortAll();
}

Task<Result<Answer>> Gateway::call(QString upstream, Call call)
{
    const UpstreamConfig *config = d->find(upstream);
    if (!config || !config->path.isEmpty())
        return Result<Answer>(fail(ErrorCode::NotFound, QStringLiteral("There is no MCP server “%1”.").arg(upstream)));
    if (call.method != "POST" && call.method != "GET" && call.method != "DELETE")
        return Result<Answer>(rpc::methodNotAllowed("GET, POST, DELETE"));
    if (call.headers.count("mcp-session-id") > 1) // we and the upstream might not read the same one
        return Result<Answer>(rpc::errorAnswer(400, rpc::kInvalidRequest,
                                               QStringLiteral("Bad Request: Mcp-Session-Id comes more than once.")));
    return Private::run(d, *config, std::move(call));
}

Task<Result<Answer>> Gateway::forward(QString upstream, QByteArray rest, Call call)
{
    const UpstreamConfig *config = d->find(upstream);
    if (!config || config->path.isEmpty())
        return Result<Answer>(fail(ErrorCode::NotFound, QStringLiteral("There is no HTTP API “%1”.").arg(upstream)));
    const QString credential = call.caller.credentialId;
    return Private::watch(d, credential, Private::toApi(d, *config, std::move(rest), std::move(call)));
}

Task<Result<Answer>> Gateway::Private::run(std::shared_ptr<Private> self, UpstreamConfig upstream, Call call)
{
    const QString credential = call.caller.credentialId;
    return watch(self, credential,
                 upstream.command.isEmpty() ? overHttp(self, upstream, std::move(call))
                                            : self->overStdio(upstream, std::move(call)));
}

Headers Gateway::Private::headersFor(const UpstreamConfig &upstream, const Call &call) const
{
    Headers headers = towardsUpstream(call);
    for (const auto &[name, value] : upstream.credentials)
        headers.set(name, value);
    return headers;
}

Task<Result<Answer>> Gateway::Private::toApi(std::shared_ptr<Private> self, UpstreamConfig upstream, QByteArray rest,
                                             Call call)
{
    HttpExchange exchange{.upstream = upstream.name,
                          .url = addressOf(upstream, call.rawQuery, rest),
                          .method = call.method,
                          .headers = self->headersFor(upstream, call),
                          .body = std::move(call.body),
                          .gone = std::move(call.gone),
                          .patience = self->limits.api};
    Result<Answer> answer = co_await self->http.exchange(std::move(exchange));
    if (self->closed)
        co_return answer;
    if (answer)
        self->host.board.worked(upstream.name);
    else if (answer.error().code != ErrorCode::Unavailable)
        self->host.board.failed(upstream.name, answer.error().detail);
    co_return answer;
}

// The call has begun; whatever comes of it ends when its credential is taken back.
Task<Result<Answer>> Gateway::Private::watch(std::shared_ptr<Private> self, QString credentialId,
                                             Task<Result<Answer>> task)
{
    OpenCalls::Call open = self->host.calls.open(credentialId, self.get());
    Result<Answer> answer = co_await std::move(task);
    if (self->closed) {
        if (answer && answer->stream)
            answer->stream->cancel();
        co_return answer;
    }
    const std::shared_ptr<ByteStream> stream = answer ? answer->stream : nullptr;
    const bool isStillAllowed = open.attach(stream);
    if (!stream || !isStillAllowed)
        self->host.calls.close(open);
    if (!isStillAllowed)
        co_return fail(ErrorCode::InvalidToken, QStringLiteral("Access was taken back."));
    co_return answer;
}

Task<Result<Answer>> Gateway::Private::overHttp(std::shared_ptr<Private> self, UpstreamConfig upstream, Call call)
{
    const QByteArray session = call.headers.value("mcp-session-id").toByteArray();
    const AccountId account = call.caller.account;
    const QByteArray method = call.method;
    if (!session.isEmpty() && !self->host.bindings.admits(upstream.name, session, account))
        co_return rpc::sessionNotFound();

    HttpExchange exchange{.upstream = upstream.name,
                          .url = addressOf(upstream, call.rawQuery),
                          .method = method,
                          .headers = self->headersFor(upstream, call),
                          .body = std::move(call.body),
                          .gone = std::move(call.gone),
                          .patience = {}};
    Result<Answer> answer = co_await self->http.exchange(std::move(exchange));
    if (self->closed)
        co_return answer;
    if (answer) {
        self->host.board.worked(upstream.name);
        self->remember(upstream.name, account, method, session, *answer);
    } else if (answer.error().code != ErrorCode::Unavailable) {
        self->host.board.failed(upstream.name, answer.error().detail);
    }
    co_return answer;
}

void Gateway::Private::remember(const QString &upstream, const AccountId &account, const QByteArray &method,
                                const QByteArray &session, const Answer &answer)
{
    const QByteArray given = answer.headers.value("mcp-session-id").toByteArray();
    if (!session.isEmpty() && (answer.status == 404 || (method == "DELETE" && isSuccess(answer.status)))) {
        host.bindings.forget(upstream, session);
        return;
    }
    if (!isSuccess(answer.status))
        return;
    for (const QByteArray &id : {session, given}) {
        if (!id.isEmpty())
            host.bindings.bind(upstream, id, account);
    }
}

Task<Result<Answer>> Gateway::Private::overStdio(const UpstreamConfig &upstream, Call call)
{
    auto incoming = readCall(call, host.limits.lineBytes);
    if (!incoming)
        return Result<Answer>(std::move(incoming).error());
    call.body.clear(); // `incoming` holds it
    auto [ticket, task] = sink->open();
    const ReplyPort port{.sink = sink, .ticket = ticket};
    host.thread.send([upstream, port, incoming = *std::move(incoming), call = std::move(call)](Bridge &bridge) {
        bridge.handle(upstream, incoming, call, port);
    });
    return std::move(task);
}

} // namespace ostiary::gateway
