// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

namespace ostiary::gateway {

/// Cuts a stream of bytes into lines.
class LineBuffer
{
public:
    explicit LineBuffer(qsizetype limit) : m_limit(limit) { }

    void append(QByteArrayView bytes) { m_bytes.append(bytes); }

    /// The next whole line, without its end.
    [[nodiscard]] std::optional<QByteArray> next()
    {
        const qsizetype end = m_bytes.indexOf('\n', m_searched);
        if (end < 0) {
            m_bytes.remove(0, m_start);
            m_start = 0;
            m_searched = m_bytes.size();
            return std::nullopt;
        }
        qsizetype length = end - m_start;
        if (length > 0 && m_bytes.at(end - 1) == '\r')
            --length;
        QByteArray line = m_bytes.sliced(m_start, length);
        m_start = m_searched = end + 1;
        return line;
    }

    /// After next() gave nothing: is what waits for its end too long already?
    [[nodiscard]] bool isTooLong() const { return m_bytes.size() > m_limit; }

private:
    QByteArray m_bytes;
    qsizetype m_start = 0;
    qsizetype m_searched = 0;
    qsizetype m_limit;
};

} // namespace ostiary::gateway
