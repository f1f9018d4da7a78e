// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/listener/answer_filter.h"
#include "server/http/request.h"
#include "server/http/response.h"

#include <QHttpServerResponder>

#include <memory>
#include <optional>
#include <stop_token>

namespace ostiary::http {

class Connection;
class FedSocket;
class Gate;

/// One request and its answer. Lives until both the connection and the application have done with it.
class Exchange : public std::enable_shared_from_this<Exchange>
{
public:
    struct Manner {
        bool closes = false; ///< the connection ends with this answer
        bool http10 = false;
    };

    Exchange(Connection &connection, Request request, Manner manner);
    Exchange(const Exchange &) = delete;
    Exchange &operator=(const Exchange &) = delete;

    [[nodiscard]] const Request &request() const { return m_request; }
    [[nodiscard]] bool closes() const { return m_manner.closes; }
    [[nodiscard]] bool isAnswered() const { return m_answered; }
    [[nodiscard]] bool isStreaming() const { return bool(m_stream); }

    // ---- the gate's side ----
    void attach(Gate &gate, FedSocket *socket);
    /// Answers at once, while the gate handles the request.
    void answer(QHttpServerResponder &responder, Response response);
    /// The answer comes later, through answerLater().
    void keep(QHttpServerResponder &&responder);
    void answerLater(Response response);
    /// What QHttpServer writes.
    void written(QByteArrayView bytes);
    /// There will be no answer but 500.
    void fail();

    // ---- the connection's side ----
    /// Passes on what the stream has, as far as the client keeps up.
    void pump();
    /// Bytes of the stream that wait behind the connection's own.
    [[nodiscard]] qsizetype waiting() const;
    /// The stream is cut: what the client has is not the whole.
    void cut();
    /// The client has gone.
    void abandon();

private:
    void begin(const Response &response);
    void beginStream(std::shared_ptr<ByteStream> stream);
    void writeStream(const QByteArray &bytes);
    void endStream(ByteStream::End end);
    void dropStream();
    void finish();

    Connection *m_connection; ///< null once the client has gone
    Request m_request;
    Manner m_manner;
    std::stop_source m_gone;
    Gate *m_gate = nullptr;
    FedSocket *m_socket = nullptr;
    std::optional<QHttpServerResponder> m_responder; ///< kept while the answer takes time
    AnswerFilter m_filter;
    std::shared_ptr<ByteStream> m_stream;
    bool m_answered = false;
};

} // namespace ostiary::http
