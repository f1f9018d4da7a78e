// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/session_host.h"

#include <csignal>

namespace ostiary::gateway {

HostThread::HostThread(SessionHost::Limits limits, UpstreamBoard &board) : m_limits(limits), m_board(board)
{
    setObjectName(QStringLiteral("stdio sessions"));
    auto started = m_promise.get_future();
    start();
    m_started = started.get();
}

HostThread::~HostThread()
{
    send([](Bridge &bridge) { bridge.shutDown(); });
    wait();
}

void HostThread::send(std::function<void(Bridge &)> work)
{
    post(m_started.anchor, [bridge = m_started.bridge, work = std::move(work)] { work(*bridge); });
}

void HostThread::run()
{
    // Writing to a child that has ended must be an error, not the end of this process.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);

    Bridge bridge(m_limits, m_board);
    connect(&bridge, &Bridge::empty, &bridge, [] { currentThread()->quit(); });
    m_promise.set_value({&bridge, threadAnchor()});
    exec();
}

SessionHost::SessionHost(QList<UpstreamConfig> upstreams) : SessionHost(std::move(upstreams), Limits{}) { }

SessionHost::SessionHost(QList<UpstreamConfig> upstreams, Limits limits)
    : d(std::make_unique<Private>(std::move(upstreams), limits))
{
}

SessionHost::~SessionHost() = default;

QList<UpstreamStatus> SessionHost::status() const
{
    QList<UpstreamStatus> result;
    for (const UpstreamConfig &config : d->upstreams) {
        result.append(d->board.statusOf(config));
        if (config.command.isEmpty())
            result.last().sessions = d->bindings.count(config.name);
    }
    return result;
}

void SessionHost::endSessionsOf(const QString &credentialId)
{
    d->thread.send([credentialId](Bridge &bridge) { bridge.endSessionsOf(credentialId); });
    d->calls.cutCredential(credentialId);
}

} // namespace ostiary::gateway
