// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace ostiary::gateway {

/// Knows whether an event stream stands between two events, where a comment may be put without tearing one apart.
/// Lines end with LF, CR or CRLF (WHATWG HTML §9.2.5); an empty line ends an event.
class EventTail
{
public:
    void feed(QByteArrayView bytes)
    {
        for (const char c : bytes.last(std::min<qsizetype>(bytes.size(), kMemory)))
            feed(c);
    }
    [[nodiscard]] bool isBoundary() const { return m_emptyLines; }

private:
    void feed(char c)
    {
        if (c == '\n' && m_last == '\r') { // the second half of one line end
            m_last = c;
            return;
        }
        const bool isEnd = c == '\n' || c == '\r';
        const bool wasEnd = m_last == '\n' || m_last == '\r';
        m_emptyLines = isEnd && wasEnd;
        m_last = c;
    }

    static constexpr qsizetype kMemory = 4; ///< CR LF CR LF
    char m_last = '\n';
    bool m_emptyLines = true; ///< nothing yet: before the first event
};

} // namespace ostiary::gateway
