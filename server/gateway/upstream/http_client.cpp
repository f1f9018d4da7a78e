// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/upstream/http_client.h"

#include <algorithm>

namespace ostiary::gateway {

namespace {

constexpr size_t kIdleHandles = 64;

// What is the same for every exchange.
CURL *makeHandle()
{
    CURL *easy = curl_easy_init();
    if (!easy)
        qFatal("libcurl is out of memory");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, ""); // never one from the environment
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, long(CURL_HTTP_VERSION_1_1)); // a paused stream must not stop others
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPIDLE, 60L);
    return easy;
}

} // namespace

HttpClient::HttpClient(HttpLimits limits)
    : m_limits(limits), m_loop([this](CURL *easy, CURLcode code) { onDone(easy, code); })
{
    using std::chrono::milliseconds;
    const milliseconds shortest = std::min(limits.firstByte, limits.keepAlive);
    m_sweep.setInterval(std::clamp(shortest / 10, milliseconds(10), milliseconds(1000)));
    QObject::connect(&m_sweep, &QTimer::timeout, &m_sweep, [this] { sweep(); });
}

HttpClient::~HttpClient()
{
    abortAll();
    for (CURL *easy : m_idle)
        curl_easy_cleanup(easy);
}

Task<Result<Answer>> HttpClient::exchange(HttpExchange exchange)
{
    const auto transfer = std::make_shared<Transfer>(
        std::move(exchange), m_limits, [this](Transfer &gone) { drop(gone, QStringLiteral("The client went away.")); });
    Task<Result<Answer>> answer = transfer->answer();
    m_transfers.emplace(transfer.get(), transfer);
    if (!m_sweep.isActive())
        m_sweep.start();
    start(transfer);
    transfer->watchClient();
    return answer;
}

void HttpClient::start(const std::shared_ptr<Transfer> &transfer)
{
    transfer->prepare(takeHandle());
    if (!m_loop.add(transfer->handle()))
        drop(*transfer, QStringLiteral("The gateway is out of memory."));
}

void HttpClient::onDone(CURL *easy, CURLcode code)
{
    Transfer *done = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &done);
    m_loop.remove(easy);
    const auto found = m_transfers.find(done);
    if (found == m_transfers.end())
        return;
    const std::shared_ptr<Transfer> transfer = found->second;
    const Transfer::Next next = transfer->over(code);
    release(transfer->giveBack());
    if (next == Transfer::Next::Again)
        start(transfer);
    else
        m_transfers.erase(found);
}

void HttpClient::drop(Transfer &transfer, const QString &why)
{
    const auto found = m_transfers.find(&transfer);
    if (found == m_transfers.end())
        return;
    const std::shared_ptr<Transfer> kept = found->second;
    m_transfers.erase(found);
    m_loop.remove(kept->handle());
    kept->fail({.code = ErrorCode::Unavailable, .detail = why, .field = {}, .cause = {}, .retryAfter = {}});
    release(kept->giveBack());
}

void HttpClient::abortAll()
{
    while (!m_transfers.empty())
        drop(*m_transfers.begin()->second, QStringLiteral("The server is shutting down."));
}

void HttpClient::sweep()
{
    const auto now = Transfer::Clock::now();
    std::vector<std::shared_ptr<Transfer>> late;
    for (const auto &[key, transfer] : m_transfers) {
        if (!transfer->tick(now))
            late.push_back(transfer);
    }
    for (const auto &transfer : late)
        drop(*transfer, {});
    if (m_transfers.empty())
        m_sweep.stop();
}

CURL *HttpClient::takeHandle()
{
    if (m_idle.empty())
        return makeHandle();
    CURL *easy = m_idle.back();
    m_idle.pop_back();
    return easy;
}

void HttpClient::release(CURL *easy)
{
    if (m_idle.size() < kIdleHandles)
        m_idle.push_back(easy);
    else
        curl_easy_cleanup(easy);
}

} // namespace ostiary::gateway
