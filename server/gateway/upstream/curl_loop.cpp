// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/upstream/curl_loop.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <array>

namespace ostiary::gateway {

namespace {

constexpr int kEventsAtOnce = 64;
constexpr long kIdleConnections = 256; ///< kept for the next request, all upstreams of a worker together

void initialiseCurl()
{
    static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (once != CURLE_OK)
        qFatal("libcurl cannot be initialised: %s", curl_easy_strerror(once));
}

uint32_t epollEvents(int what)
{
    uint32_t events = 0;
    if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
        events |= EPOLLIN;
    if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
        events |= EPOLLOUT;
    return events;
}

int curlEvents(uint32_t events)
{
    int result = 0;
    if (events & (EPOLLIN | EPOLLHUP | EPOLLRDHUP))
        result |= CURL_CSELECT_IN;
    if (events & EPOLLOUT)
        result |= CURL_CSELECT_OUT;
    if (events & EPOLLERR)
        result |= CURL_CSELECT_ERR;
    return result;
}

} // namespace

CurlLoop::CurlLoop(Done done)
    : m_done(std::move(done)), m_epoll(epoll_create1(EPOLL_CLOEXEC)), m_notifier(m_epoll, QSocketNotifier::Read)
{
    initialiseCurl();
    m_multi = curl_multi_init();
    if (m_epoll < 0 || !m_multi)
        qFatal("the gateway cannot make its event set");
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, &CurlLoop::onSocket);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, &CurlLoop::onTimer);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, kIdleConnections);
    curl_multi_setopt(m_multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] { serve(CURL_SOCKET_TIMEOUT, 0); });
    connect(&m_notifier, &QSocketNotifier::activated, this, &CurlLoop::serveSockets);
}

CurlLoop::~CurlLoop()
{
    m_notifier.setEnabled(false);
    curl_multi_cleanup(m_multi);
    close(m_epoll);
}

bool CurlLoop::add(CURL *easy)
{
    return curl_multi_add_handle(m_multi, easy) == CURLM_OK;
}

void CurlLoop::remove(CURL *easy)
{
    curl_multi_remove_handle(m_multi, easy);
}

int CurlLoop::onSocket(CURL *, curl_socket_t socket, int what, void *self, void *known)
{
    static_cast<CurlLoop *>(self)->watch(socket, what, known != nullptr);
    return 0;
}

int CurlLoop::onTimer(CURLM *, long milliseconds, void *self)
{
    QTimer &timer = static_cast<CurlLoop *>(self)->m_timer;
    if (milliseconds < 0)
        timer.stop();
    else
        timer.start(int(std::min<long>(milliseconds, 1 << 30)));
    return 0;
}

void CurlLoop::watch(curl_socket_t socket, int what, bool isKnown)
{
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(m_epoll, EPOLL_CTL_DEL, socket, nullptr);
        curl_multi_assign(m_multi, socket, nullptr);
        return;
    }
    epoll_event event{};
    event.events = epollEvents(what);
    event.data.fd = socket;
    epoll_ctl(m_epoll, isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
    if (!isKnown)
        curl_multi_assign(m_multi, socket, this);
}

void CurlLoop::serveSockets()
{
    std::array<epoll_event, kEventsAtOnce> events{};
    const int count = epoll_wait(m_epoll, events.data(), kEventsAtOnce, 0);
    int running = 0;
    for (int i = 0; i < count; ++i)
        curl_multi_socket_action(m_multi, events[size_t(i)].data.fd, curlEvents(events[size_t(i)].events), &running);
    reportDone();
}

void CurlLoop::serve(curl_socket_t socket, int events)
{
    int running = 0;
    curl_multi_socket_action(m_multi, socket, events, &running);
    reportDone();
}

void CurlLoop::reportDone()
{
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg == CURLMSG_DONE)
            m_done(message->easy_handle, message->data.result); // the message is gone once this removes the handle
    }
}

} // namespace ostiary::gateway
