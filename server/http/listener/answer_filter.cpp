// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener/answer_filter.h"

#include <utility>

namespace ostiary::http {

namespace {

bool isFraming(QByteArrayView line)
{
    const QByteArrayView name = line.first(std::max<qsizetype>(line.indexOf(':'), 0));
    return name.compare("content-length", Qt::CaseInsensitive) == 0
        || name.compare("transfer-encoding", Qt::CaseInsensitive) == 0;
}

} // namespace

void AnswerFilter::begin(QByteArray fields, Rules rules)
{
    m_fields = std::move(fields);
    m_rules = rules;
    m_state = State::StatusLine;
    m_head.clear();
}

void AnswerFilter::write(QByteArrayView bytes, QByteArray &out)
{
    switch (m_state) {
    case State::StatusLine: {
        // The usual case first: the whole head is here, and nothing needs to be taken out.
        if (const qsizetype line = bytes.indexOf("\r\n") + 2; m_head.isEmpty() && line >= 2 && isPassing()) {
            out.append(bytes.first(line)).append(m_fields).append(bytes.sliced(line));
            m_state = State::Body;
            return;
        }
        m_head.append(bytes);
        const qsizetype end = m_head.indexOf("\r\n") + 2;
        if (end < 2)
            return;
        m_head.insert(end, m_fields);
        m_state = State::Head;
        if (!isPassing())
            return writeHead(out);
        out.append(std::exchange(m_head, {}));
        m_state = State::Body;
        return;
    }
    case State::Head: m_head.append(bytes); return writeHead(out);
    case State::Body: out.append(bytes); return;
    case State::Muted: return;
    }
}

void AnswerFilter::writeHead(QByteArray &out)
{
    const qsizetype end = m_head.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    qsizetype from = 0;
    while (from < end + 2) {
        const qsizetype to = m_head.indexOf("\r\n", from) + 2;
        const QByteArrayView line = QByteArrayView(m_head).sliced(from, to - from);
        if (!m_rules.dropFraming || !isFraming(line))
            out.append(line);
        from = to;
    }
    out.append("\r\n");
    const QByteArray rest = m_head.sliced(end + 4);
    m_head = {};
    m_state = m_rules.dropBody ? State::Muted : State::Body;
    if (!m_rules.dropBody)
        out.append(rest);
}

} // namespace ostiary::http
