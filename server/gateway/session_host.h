// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/gateway.h"
#include "server/gateway/open_calls.h"
#include "server/gateway/stdio/bridge.h"
#include "server/gateway/stdio/upstream_board.h"
#include "server/gateway/upstream/session_bindings.h"

#include <QThread>

#include <functional>
#include <future>

namespace ostiary::gateway {

/// Where the Bridge lives. Children die with the thread that started them (PR_SET_PDEATHSIG), so it ends after them.
class HostThread : public QThread
{
public:
    HostThread(SessionHost::Limits limits, UpstreamBoard &board);
    ~HostThread() override;

    /// Runs `work` on the thread; from any other one.
    void send(std::function<void(Bridge &)> work);

protected:
    void run() override;

private:
    struct Started {
        Bridge *bridge;
        Anchor anchor;
    };
    SessionHost::Limits m_limits;
    UpstreamBoard &m_board;
    std::promise<Started> m_promise;
    Started m_started{};
};

/// What all Gateways of a process share.
struct SessionHost::Private {
    Private(QList<UpstreamConfig> configs, Limits given) : upstreams(std::move(configs)), limits(given) { }

    const QList<UpstreamConfig> upstreams;
    const Limits limits;
    UpstreamBoard board;
    SessionBindings bindings;
    OpenCalls calls;
    HostThread thread{limits, board}; // last: goes first, while what it uses is there
};

} // namespace ostiary::gateway
