// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/gateway.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

// Helpers of the gateway's tests: callers, calls, and waiting for what comes back.

namespace ostiary::gateway {

inline Principal person(const QString &name, const QString &credential = {})
{
    return {.via = Principal::Via::ApiKey,
            .credentialId = credential.isEmpty() ? QStringLiteral("key_") + name : credential,
            .account = AccountId(QStringLiteral("acc_") + name),
            .organization = OrganizationId(QStringLiteral("org_test")),
            .email = name + QStringLiteral("@example.test"),
            .kind = AccountKind::Person,
            .isAdmin = false,
            .keyKind = KeyKind::Fvk,
            .client = {},
            .scopes = {QStringLiteral("*")}};
}

inline Call makeCall(const QByteArray &method, const QByteArray &body = {}, const QByteArray &session = {},
                     const Principal &caller = person(QStringLiteral("alice")))
{
    Call call{.method = method,
              .rawQuery = {},
              .headers = {{"Accept", "application/json, text/event-stream"}},
              .body = body,
              .caller = caller,
              .requestId = "req-1",
              .gone = {}};
    if (method == "POST")
        call.headers.add("Content-Type", "application/json");
    if (!session.isEmpty())
        call.headers.add("Mcp-Session-Id", session);
    return call;
}

/// What came back, once it is there.
class Pending
{
public:
    explicit Pending(Task<Result<Answer>> task)
    {
        whenDone(std::move(task), [answer = m_answer](Result<Answer> value) { answer->emplace(std::move(value)); });
    }
    [[nodiscard]] bool isDone() const { return m_answer->has_value(); }
    [[nodiscard]] Result<Answer> wait(int milliseconds = 20'000) const
    {
        if (!QTest::qWaitFor([this] { return isDone(); }, milliseconds))
            return fail(ErrorCode::Internal, QStringLiteral("the test waited in vain"));
        return **m_answer;
    }

private:
    std::shared_ptr<std::optional<Result<Answer>>> m_answer = std::make_shared<std::optional<Result<Answer>>>();
};

/// Reads a stream as a client would.
class Reader
{
public:
    explicit Reader(std::shared_ptr<ByteStream> stream) : m_stream(std::move(stream))
    {
        m_stream->setConsumer([this] { take(); });
    }
    ~Reader() { m_stream->setConsumer({}); }
    [[nodiscard]] bool waitFor(const QByteArray &text, int milliseconds = 20'000)
    {
        return QTest::qWaitFor([&] { return m_bytes.contains(text); }, milliseconds);
    }
    [[nodiscard]] bool waitForEnd(int milliseconds = 20'000)
    {
        return QTest::qWaitFor([&] { return m_end.has_value(); }, milliseconds);
    }
    [[nodiscard]] const QByteArray &bytes() const { return m_bytes; }
    [[nodiscard]] std::optional<ByteStream::End> end() const { return m_end; }

private:
    void take()
    {
        m_bytes += m_stream->read();
        m_end = m_stream->ended();
    }
    std::shared_ptr<ByteStream> m_stream;
    QByteArray m_bytes;
    std::optional<ByteStream::End> m_end;
};

inline QJsonObject jsonOf(const QByteArray &body)
{
    return QJsonDocument::fromJson(body).object();
}

inline int errorCodeOf(const Answer &answer)
{
    return jsonOf(answer.body).value(u"error").toObject().value(u"code").toInt();
}

} // namespace ostiary::gateway
