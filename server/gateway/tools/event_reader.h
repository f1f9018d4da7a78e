// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <utility>

namespace ostiary::gateway {

/// The data of server-sent events (WHATWG HTML §9.2.6) as their bytes arrive; names, ids and comments are skipped.
/// Whoever feeds it bounds how much.
class EventReader
{
public:
    /// The data of each event that these bytes complete.
    [[nodiscard]] QList<QByteArray> feed(const QByteArray &bytes)
    {
        QList<QByteArray> events;
        QByteArray text = std::exchange(m_half, {}) + bytes;
        if (text.endsWith('\r')) { // half of CR LF, maybe
            text.chop(1);
            m_half = "\r";
        }
        m_waiting += text.replace("\r\n", "\n").replace('\r', '\n');
        for (qsizetype end = m_waiting.indexOf('\n'); end >= 0; end = m_waiting.indexOf('\n', m_from)) {
            take(m_waiting.sliced(m_from, end - m_from), events);
            m_from = end + 1;
        }
        m_waiting.remove(0, std::exchange(m_from, 0));
        return events;
    }

private:
    void take(QByteArray line, QList<QByteArray> &events)
    {
        if (line.isEmpty() && !m_data.isEmpty())
            events << std::exchange(m_data, {}).chopped(1);
        if (!line.startsWith("data:"))
            return;
        line.remove(0, line.startsWith("data: ") ? 6 : 5);
        m_data += line + '\n';
    }

    QByteArray m_half;
    QByteArray m_waiting;
    QByteArray m_data;
    qsizetype m_from = 0;
};

} // namespace ostiary::gateway
