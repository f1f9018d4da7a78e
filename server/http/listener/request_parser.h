// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/application.h"
#include "server/http/listener/refusal.h"
#include "server/http/listener/server.h"

#include <llhttp.h>

#include <vector>

namespace ostiary::http {

/// Turns bytes into one valid request (RFC 9112), or a reason to refuse them. llhttp without any leniency finds the
/// pieces; what it leaves open (targets, Host, sizes, names with '_', doubled framing fields) is decided here. Bytes
/// may come in pieces of any size; nothing is kept of a request that came in one piece but the request.
class RequestParser
{
public:
    enum class Progress { Head, Body, Complete, Refused };

    RequestParser(const Limits &limits, const Application &application);
    RequestParser(const RequestParser &) = delete;
    RequestParser &operator=(const RequestParser &) = delete;

    /// Ready for the next request.
    void reset();
    /// Returns how many of the bytes belong to this request: all, unless it is complete or refused.
    qsizetype feed(QByteArrayView bytes);

    [[nodiscard]] Progress progress() const { return m_progress; }
    [[nodiscard]] Refusal refusal() const { return m_refusal; }
    /// Bytes of the body, so far.
    [[nodiscard]] qsizetype bodySize() const { return m_request.body.size(); }
    /// The client waits for `100 Continue` before it sends the body (RFC 9110 §10.1.1).
    [[nodiscard]] bool expectsContinue() const { return m_expectsContinue; }
    [[nodiscard]] bool isHead() const { return m_llhttp.method == HTTP_HEAD; }
    [[nodiscard]] bool isHttp10() const { return m_llhttp.http_minor == 0; }
    [[nodiscard]] bool keepsAlive() const { return !isHttp10() && !(m_llhttp.flags & F_CONNECTION_CLOSE); }
    /// Once, when complete; `peer`, `client`, `id` and `gone` are left to the caller.
    [[nodiscard]] Request takeRequest() { return std::move(m_request); }

private:
    struct Span {
        qsizetype begin = 0; ///< from the first byte of the request
        qsizetype size = 0;
    };
    struct Field {
        Span name;
        Span value;
    };
    enum class Piece { None, Name, Value };

    static const llhttp_settings_t &callbacks();
    int onMethod();
    int onTarget(const char *at, size_t size);
    int onVersion();
    int onFieldName(const char *at, size_t size);
    int onFieldValue(const char *at, size_t size);
    int onHeadComplete();
    int onBody(const char *at, size_t size);

    [[nodiscard]] bool extend(Span &span, const char *at, size_t size) const;
    [[nodiscard]] QByteArrayView view(Span span) const { return {m_base + span.begin, span.size}; }
    [[nodiscard]] bool takeTarget();
    [[nodiscard]] bool takeFields();
    [[nodiscard]] bool takeFraming(QByteArrayView length, QByteArrayView encoding);
    bool refuse(Refusal reason);
    int stop(Refusal reason);
    void checkHeadSize();
    [[nodiscard]] Refusal reasonOf(llhttp_errno_t error) const;

    const Limits &m_limits;
    const Application &m_application;
    llhttp_t m_llhttp;
    Progress m_progress = Progress::Head;
    Refusal m_refusal = Refusal::Malformed;
    Piece m_piece = Piece::None;
    bool m_refused = false;
    bool m_expectsContinue = false;
    bool m_chunked = false;
    bool m_sawVersion = false;
    const char *m_base = nullptr; ///< where the request's first byte is, while feed() runs
    qsizetype m_size = 0; ///< bytes seen of the head
    qsizetype m_wireSize = 0; ///< bytes seen of the body, with chunk sizes and extensions
    qsizetype m_bodyLimit = 0;
    QByteArray m_buffer; ///< the head so far, when it comes in pieces
    Span m_target;
    std::vector<Field> m_fields;
    Request m_request;
};

} // namespace ostiary::http
