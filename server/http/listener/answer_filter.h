// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace ostiary::http {

/// What QHttpServer writes for one answer goes through here on its way to the client. The answer's fields are put in
/// right behind the status line; and where HTTP forbids what QHttpServer always sends, it is taken out.
class AnswerFilter
{
public:
    struct Rules {
        bool dropBody = false; ///< answers to HEAD (RFC 9110 §9.3.2)
        bool dropFraming = false; ///< 204 and 304 have no Content-Length (§8.6), HTTP/1.0 knows no chunks
    };

    void begin(QByteArray fields, Rules rules);
    void write(QByteArrayView bytes, QByteArray &out);
    /// From now on nothing passes.
    void mute() { m_state = State::Muted; }

private:
    enum class State { StatusLine, Head, Body, Muted };

    [[nodiscard]] bool isPassing() const { return !m_rules.dropBody && !m_rules.dropFraming; }
    void writeHead(QByteArray &out);

    State m_state = State::Muted;
    Rules m_rules;
    QByteArray m_fields;
    QByteArray m_head; ///< collected only when something must be taken out
};

} // namespace ostiary::http
