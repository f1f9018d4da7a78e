// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/upstream/curl_loop.h"
#include "server/gateway/upstream/transfer.h"

#include <QTimer>

#include <unordered_map>
#include <vector>

namespace ostiary::gateway {

/// Exchanges with HTTP upstreams, all on the thread that made it. Connections are kept and used again.
class HttpClient
{
public:
    explicit HttpClient(HttpLimits limits);
    ~HttpClient();
    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;

    [[nodiscard]] Task<Result<Answer>> exchange(HttpExchange exchange);
    /// Ends everything that is under way; waiting calls are answered Unavailable.
    void abortAll();

private:
    void start(const std::shared_ptr<Transfer> &transfer);
    void onDone(CURL *easy, CURLcode code);
    void drop(Transfer &transfer, const QString &why);
    void sweep();
    [[nodiscard]] CURL *takeHandle();
    void release(CURL *easy);

    HttpLimits m_limits;
    CurlLoop m_loop;
    QTimer m_sweep;
    std::vector<CURL *> m_idle;
    std::unordered_map<Transfer *, std::shared_ptr<Transfer>> m_transfers;
};

} // namespace ostiary::gateway
