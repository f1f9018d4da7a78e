// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener/server.h"

#include "models/task.h"
#include "server/http/listener/connection_count.h"
#include "server/http/listener/listening_socket.h"
#include "server/http/listener/worker.h"

#include <QThread>

#include <algorithm>
#include <semaphore>
#include <sys/resource.h>

namespace ostiary::http {

namespace {

constexpr int kMostWorkers = 8;
constexpr rlim_t kMostDescriptors = 1'048'576;

/// The most files that this process may open, after asking for as many as it can have.
int raisedDescriptorLimit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const rlim_t wanted = std::min(limit.rlim_max, kMostDescriptors);
    if (limit.rlim_cur < wanted) {
        const rlimit raised{.rlim_cur = wanted, .rlim_max = limit.rlim_max};
        if (::setrlimit(RLIMIT_NOFILE, &raised) == 0)
            limit.rlim_cur = wanted;
    }
    return int(std::min(limit.rlim_cur, kMostDescriptors));
}

class WorkerThread final : public QThread
{
public:
    explicit WorkerThread(Worker::Setup setup) : m_setup(std::move(setup))
    {
        setObjectName(QStringLiteral("http"));
        start();
        m_running.acquire();
    }

    void stop(std::chrono::milliseconds patience)
    {
        post(m_anchor, [this, patience] { m_worker->stop(patience); });
    }

private:
    void run() override
    {
        m_setup.finished = [this] { quit(); };
        Worker worker(std::move(m_setup));
        m_worker = &worker;
        m_anchor = threadAnchor();
        m_running.release();
        exec();
    }

    Worker::Setup m_setup;
    Worker *m_worker = nullptr;
    Anchor m_anchor;
    std::binary_semaphore m_running{0};
};

} // namespace

struct Server::Private {
    ApplicationFactory factory;
    std::unique_ptr<ConnectionCount> count;
    std::vector<std::unique_ptr<WorkerThread>> threads;
};

Server::Server() : d(std::make_unique<Private>()) { }

Server::~Server()
{
    stop();
}

Result<quint16> Server::start(Options options, ApplicationFactory factory)
{
    Q_ASSERT(d->threads.empty());
    const int workers
        = options.workers > 0 ? options.workers : std::clamp(QThread::idealThreadCount(), 1, kMostWorkers);
    TRY(const ListeningSockets sockets, openListeningSockets(options.address, options.port, workers));
    const int descriptors = raisedDescriptorLimit();
    const Limits &limits = options.limits;
    d->factory = std::move(factory);
    d->count = std::make_unique<ConnectionCount>(limits.connections > 0 ? limits.connections : descriptors / 5 * 4,
                                                 limits.connectionsPerAddress);
    for (const int descriptor : sockets.descriptors) {
        d->threads.push_back(std::make_unique<WorkerThread>(Worker::Setup{.listeningDescriptor = descriptor,
                                                                          .limits = limits,
                                                                          .proxies = options.proxies,
                                                                          .factory = &d->factory,
                                                                          .count = d->count.get(),
                                                                          .finished = {}}));
    }
    return sockets.port;
}

void Server::stop(std::chrono::milliseconds patience)
{
    for (const auto &thread : d->threads)
        thread->stop(patience);
    for (const auto &thread : d->threads)
        thread->wait();
    d->threads.clear();
}

int Server::openConnections() const
{
    return d->count ? d->count->open() : 0;
}

} // namespace ostiary::http
