// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/gateway.h"
#include "server/gateway/upstream/event_tail.h"

#include <curl/curl.h>

#include <array>
#include <functional>

namespace ostiary::gateway {

/// A request as it goes to an upstream.
struct HttpExchange {
    QString upstream; ///< for messages
    QByteArray url;
    QByteArray method;
    Headers headers;
    QByteArray body;
    std::stop_token gone; ///< the client went away
    std::optional<std::chrono::milliseconds> patience; ///< until the answer begins; nullopt: as HttpLimits say
};

/// One exchange with an HTTP upstream: the head becomes an Answer, the body its bytes, back-pressure included. Small
/// answers come whole; event streams, large ones and those of unknown length flow.
class Transfer : public std::enable_shared_from_this<Transfer>
{
public:
    using Clock = std::chrono::steady_clock;

    /// What happens next to a transfer whose handle libcurl has finished with.
    enum class Next { Nothing, Again };

    Transfer(HttpExchange exchange, HttpLimits limits, std::function<void(Transfer &)> abandon);
    ~Transfer();

    [[nodiscard]] Task<Result<Answer>> answer() const { return m_answer.task(); }
    [[nodiscard]] CURL *handle() const { return m_easy; }

    /// Lends a handle until give back; to be added to a CurlLoop afterwards.
    void prepare(CURL *easy);
    [[nodiscard]] CURL *giveBack();
    void watchClient();

    /// libcurl is through. `Again`: a redirect inside the upstream's own origin wants a new round.
    [[nodiscard]] Next over(CURLcode code);
    /// Ends it early; does nothing when it is over.
    void fail(Error error);
    /// Looks at deadlines and silent streams. False: it took too long and has failed.
    [[nodiscard]] bool tick(Clock::time_point now);

private:
    enum class Phase { Head, Collecting, Streaming, Redirecting, Over };

    static size_t onHeader(char *data, size_t size, size_t count, void *self);
    static size_t onBody(char *data, size_t size, size_t count, void *self);
    bool takeHeaderLine(QByteArrayView line);
    bool takeHead();
    bool takeRedirect();
    size_t takeBody(const char *data, size_t size);
    void startStream();
    void setPaused(bool paused);
    void setMethod();
    void setHeaders();
    bool refuse(const QString &what);
    [[nodiscard]] Error errorOf(CURLcode code) const;
    [[nodiscard]] bool isEventStream() const;
    void endStream(ByteStream::End end);

    HttpExchange m_exchange;
    HttpLimits m_limits;
    std::function<void(Transfer &)> m_abandon;
    Deferred<Result<Answer>> m_answer;
    std::optional<std::stop_callback<std::function<void()>>> m_gone;

    CURL *m_easy = nullptr;
    curl_slist *m_fields = nullptr;
    std::array<char, CURL_ERROR_SIZE> m_curlError{};

    Phase m_phase = Phase::Head;
    int m_status = 0;
    int m_redirects = 0;
    qsizetype m_headBytes = 0;
    Headers m_head;
    QByteArray m_body;
    std::shared_ptr<ByteStream> m_stream;
    bool m_paused = false;
    EventTail m_tail;
    Clock::time_point m_lastByte;
    std::optional<Clock::time_point> m_deadline;
    std::optional<Error> m_failure;
};

} // namespace ostiary::gateway
