// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/application.h"
#include "server/http/listener/server.h"

#include <QTimer>

#include <atomic>
#include <functional>
#include <memory>

/// What the tests see of the application, over all worker threads.
struct Seen {
    std::atomic<int> requests = 0;
    std::atomic<int> gone = 0; ///< clients that left before their answer
    std::atomic<int> cancelled = 0; ///< streams that their consumer gave up
    std::atomic<int> ended = 0; ///< streams that came to an end, however
    std::atomic<qint64> produced = 0;
};

/// A small application with one path per behaviour that the front must carry.
class FrontApplication final : public ostiary::http::Application
{
public:
    using Request = ostiary::http::Request;
    using Response = ostiary::http::Response;
    using ByteStream = ostiary::ByteStream;
    template <typename T>
    using Task = ostiary::Task<T>;

    static constexpr qsizetype kBodyLimit = 64 * 1024;

    explicit FrontApplication(Seen &seen) : m_seen(seen) { }

    qsizetype bodyLimit(ostiary::http::Method, QByteArrayView path) const override
    {
        return path == "/large" ? 64 * 1024 * 1024 : kBodyLimit;
    }

    Task<Response> handle(const Request &request) override
    {
        ++m_seen.requests;
        if (request.path == "/echo" || request.path == "/large")
            return text(request.body);
        if (request.path == "/fields")
            return text(fieldsOf(request));
        if (request.path == "/later")
            return later(request);
        if (request.path == "/never")
            return never(request);
        if (request.path == "/empty")
            return Response{.status = 204, .headers = {}, .body = {}, .stream = {}};
        if (request.path == "/big")
            return text(QByteArray(8 * 1024 * 1024, 'b'));
        if (request.path == "/split")
            return Response{
                .status = 200, .headers = {{"X-Split", "a\r\nSet-Cookie: b=c"}}, .body = "split", .stream = {}};
        if (request.path.startsWith("/stream/"))
            return Response{.status = 200,
                            .headers = {{"Content-Type", "text/event-stream"}},
                            .body = {},
                            .stream = streamFor(request.path.sliced(8))};
        return text(request.path + '?' + request.rawQuery);
    }

private:
    static Response text(QByteArray body)
    {
        return {.status = 200, .headers = {{"Content-Type", "text/plain"}}, .body = std::move(body), .stream = {}};
    }

    static QByteArray fieldsOf(const Request &request)
    {
        QByteArray text;
        for (const auto &[name, value] : request.headers)
            text += name + ": " + value + '\n';
        return text + "peer: " + request.peer.toString().toLatin1() + "\nid: " + request.id + '\n';
    }

    static Task<Response> later(const Request &request)
    {
        ostiary::Deferred<int> done;
        QTimer::singleShot(20, [done] { done.resolve(0); });
        co_await done.task();
        co_return text("later " + request.rawQuery); // the request is still there, whatever became of its client
    }

    Task<Response> never(const Request &request)
    {
        Seen &seen = m_seen;
        ostiary::Deferred<int> done;
        const std::stop_callback gone(request.gone, [done] { done.resolve(0); });
        co_await done.task();
        ++seen.gone;
        co_return text("nobody reads this");
    }

    std::shared_ptr<ByteStream> streamFor(QByteArrayView kind)
    {
        auto stream = ByteStream::create();
        const auto ended = [&seen = m_seen](ByteStream::End end) {
            ++seen.ended;
            if (end == ByteStream::End::Cancelled)
                ++seen.cancelled;
        };
        if (kind == "flood" || kind == "rude") {
            auto paused = std::make_shared<bool>(false);
            const bool rude = kind == "rude";
            stream->setProducer([paused](bool value) { *paused = value; }, ended);
            produce(stream, paused, rude);
            return stream;
        }
        stream->setProducer({}, ended);
        stream->write("data: one\n\n");
        if (kind == "open")
            return stream;
        QTimer::singleShot(5, [stream, broken = kind == "broken"] {
            stream->write("data: two\n\n");
            if (broken)
                return stream->finish(ByteStream::End::Broken);
            QTimer::singleShot(5, [stream] {
                stream->write("data: three\n\n");
                stream->finish();
            });
        });
        return stream;
    }

    void produce(const std::shared_ptr<ByteStream> &stream, const std::shared_ptr<bool> &paused, bool rude)
    {
        if (stream->ended() == ByteStream::End::Cancelled)
            return;
        if (rude || !*paused) {
            const QByteArray bytes(64 * 1024, 'x');
            m_seen.produced += bytes.size();
            stream->write(bytes);
        }
        QTimer::singleShot(1, [this, stream, paused, rude] { produce(stream, paused, rude); });
    }

    Seen &m_seen;
};
