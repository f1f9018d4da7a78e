// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <curl/curl.h>

#include <functional>

namespace ostiary::gateway {

/// libcurl's multi interface on this thread's event loop. All of its sockets sit in one epoll set behind one notifier:
/// Qt polls every notifier at every turn, so a thousand idle streams must not be a thousand notifiers.
class CurlLoop : public QObject
{
    Q_OBJECT

public:
    /// Called when a transfer is over, never from inside one of libcurl's callbacks.
    using Done = std::function<void(CURL *easy, CURLcode code)>;

    explicit CurlLoop(Done done);
    ~CurlLoop() override; ///< every handle must have been removed

    [[nodiscard]] bool add(CURL *easy);
    void remove(CURL *easy);

private:
    static int onSocket(CURL *easy, curl_socket_t socket, int what, void *self, void *known);
    static int onTimer(CURLM *multi, long milliseconds, void *self);
    void watch(curl_socket_t socket, int what, bool isKnown);
    void serveSockets();
    void serve(curl_socket_t socket, int events);
    void reportDone();

    Done m_done;
    int m_epoll = -1;
    CURLM *m_multi = nullptr;
    QSocketNotifier m_notifier;
    QTimer m_timer;
};

} // namespace ostiary::gateway
