// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener/exchange.h"

#include "server/http/listener/connection.h"
#include "server/http/listener/gate.h"

#include <QHttpHeaders>

#include <algorithm>
#include <array>

namespace ostiary::http {

namespace {

/// The listener's own business, whatever the application says.
bool isListenersField(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 6> kNames{"connection", "content-length", "transfer-encoding",
                                                          "date",       "x-request-id",   "keep-alive"};
    return std::ranges::any_of(kNames, [&](QByteArrayView own) {
        return name.size() == own.size() && name.compare(own, Qt::CaseInsensitive) == 0;
    });
}

constexpr std::array<bool, 256> charactersThat(bool (*allowed)(int))
{
    std::array<bool, 256> table{};
    for (int c = 0; c < 256; ++c)
        table[size_t(c)] = allowed(c);
    return table;
}
constexpr auto kInName = charactersThat([](int c) { return c > 0x20 && c < 0x7f && c != ':'; });
constexpr auto kInValue = charactersThat([](int c) { return (c >= 0x20 || c == '\t') && c != 0x7f; });

bool consistsOf(QByteArrayView text, const std::array<bool, 256> &allowed)
{
    return std::ranges::all_of(text, [&](char c) { return allowed[uchar(c)]; });
}

/// A line break in a field would let it write fields, and answers, of its own (RFC 9110 §5.5).
bool isHarmless(QByteArrayView name, QByteArrayView value)
{
    return !name.isEmpty() && consistsOf(name, kInName) && consistsOf(value, kInValue);
}

char *put(QByteArrayView text, char *to)
{
    return std::ranges::copy(text, to).out;
}

/// At one go: this is a good part of what an answer costs.
void appendFields(const Headers &fields, QByteArray &head)
{
    qsizetype size = head.size();
    const qsizetype before = size;
    for (const auto &[name, value] : fields)
        size += name.size() + value.size() + 4;
    head.resizeForOverwrite(size);
    char *to = head.data() + before;
    for (const auto &[name, value] : fields) {
        if (isListenersField(name))
            continue;
        if (isHarmless(name, value))
            to = put("\r\n", put(value, put(": ", put(name, to))));
        else
            qWarning("An answer's field is left out: its name or value holds control characters.");
    }
    head.truncate(to - head.constData());
}

QHttpServerResponder::StatusCode toQt(int status)
{
    return QHttpServerResponder::StatusCode(status);
}

} // namespace

Exchange::Exchange(Connection &connection, Request request, Manner manner)
    : m_connection(&connection), m_request(std::move(request)), m_manner(manner)
{
    m_request.gone = m_gone.get_token();
}

void Exchange::attach(Gate &gate, FedSocket *socket)
{
    m_gate = &gate;
    m_socket = socket;
}

void Exchange::answer(QHttpServerResponder &responder, Response response)
{
    begin(response);
    if (response.stream) {
        responder.writeBeginChunked(QHttpHeaders(), toQt(response.status));
        keep(std::move(responder));
        return beginStream(std::move(response.stream));
    }
    responder.write(response.body, QHttpHeaders(), toQt(response.status));
    m_answered = true;
}

void Exchange::keep(QHttpServerResponder &&responder)
{
    m_responder.emplace(std::move(responder));
}

void Exchange::answerLater(Response response)
{
    if (!m_connection) {
        if (response.stream)
            response.stream->cancel();
        return;
    }
    begin(response);
    if (response.stream) {
        m_responder->writeBeginChunked(QHttpHeaders(), toQt(response.status));
        beginStream(std::move(response.stream));
        return m_connection->send();
    }
    m_responder->write(response.body, QHttpHeaders(), toQt(response.status));
    finish();
}

void Exchange::written(QByteArrayView bytes)
{
    if (m_connection)
        m_filter.write(bytes, m_connection->out());
}

void Exchange::fail()
{
    m_answered = true;
    m_manner.closes = true;
    if (m_connection)
        m_connection->out().append(m_connection->refusalOf(Refusal::NotAnswered, m_request.id));
}

// ---- streams ------------------------------------------------------------------------------------------------------

void Exchange::pump()
{
    const std::shared_ptr<Exchange> self = shared_from_this();
    while (m_stream && m_connection && m_connection->takesMore()) {
        const QByteArray bytes = m_stream->read();
        if (!bytes.isEmpty()) {
            writeStream(bytes);
            m_connection->send(); // may find that the client has gone
        } else if (const auto end = m_stream->ended()) {
            endStream(*end);
        } else {
            return;
        }
    }
}

qsizetype Exchange::waiting() const
{
    return m_stream ? m_stream->waiting() : 0;
}

void Exchange::cut()
{
    if (!m_stream)
        return;
    const std::shared_ptr<Exchange> self = shared_from_this();
    m_stream->cancel();
    endStream(ByteStream::End::Cancelled);
}

void Exchange::abandon()
{
    const std::shared_ptr<Exchange> self = shared_from_this();
    if (!std::exchange(m_connection, nullptr))
        return;
    m_filter.mute();
    if (m_stream)
        m_stream->cancel();
    dropStream();
    if (!m_answered) {
        m_answered = true;
        m_responder.reset();
        m_gate->release(m_socket);
        m_gone.request_stop();
    }
}

void Exchange::begin(const Response &response)
{
    const bool head = m_request.method == Method::Head;
    const bool bodiless = response.status == 204 || response.status == 304;
    QByteArray fields = m_connection->ownFields(m_request.id, m_manner.closes);
    appendFields(response.headers, fields);
    m_filter.begin(std::move(fields),
                   {.dropBody = head || bodiless, .dropFraming = bodiless || (m_manner.http10 && response.stream)});
}

void Exchange::beginStream(std::shared_ptr<ByteStream> stream)
{
    m_stream = std::move(stream);
    if (m_request.method == Method::Head)
        m_stream->cancel(); // nothing of it is wanted
    // The first bytes come from the event loop too: this may run inside QHttpServer, where nothing may end yet.
    m_stream->setConsumer([weak = weak_from_this()] {
        if (const std::shared_ptr<Exchange> self = weak.lock(); self && self->m_connection)
            self->m_connection->streamReady();
    });
}

void Exchange::writeStream(const QByteArray &bytes)
{
    if (m_manner.http10)
        m_connection->out().append(bytes); // unframed: the end of the connection is the end of the body
    else
        m_responder->writeChunk(bytes);
}

void Exchange::endStream(ByteStream::End end)
{
    const bool complete = end == ByteStream::End::Complete || m_request.method == Method::Head;
    if (!complete)
        m_manner.closes = true; // without the last chunk, so that nobody takes it for the whole (RFC 9112 §8)
    else if (!m_manner.http10 && m_request.method != Method::Head)
        m_connection->out().append("0\r\n\r\n");
    m_filter.mute();
    dropStream();
    finish();
}

/// QHttpServer wants every chunked answer ended. It can't end one without a last chunk that holds bytes, and an answer
/// that was cut must not be ended at all; so this happens behind the filter, which lets nothing through any more.
void Exchange::dropStream()
{
    if (!m_stream)
        return;
    m_stream->setConsumer({});
    m_stream.reset();
    m_responder->writeEndChunked("-");
}

void Exchange::finish()
{
    const std::shared_ptr<Exchange> self = shared_from_this();
    m_answered = true;
    m_responder.reset();
    m_gate->release(m_socket);
    m_connection->answered();
}

} // namespace ostiary::http
