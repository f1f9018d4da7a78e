// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/limits/sliding_window.h"

namespace ostiary {

void SlidingWindow::add(qint64 at)
{
    ++m_count;
    if (m_size > 0) {
        Entry &last = entry(m_size - 1);
        if (last.at == quint64(at) && last.count < kMostInEntry) {
            ++last.count;
            return;
        }
    }
    if (m_size == m_capacity)
        grow();
    ++m_size;
    entry(m_size - 1) = {.at = quint64(at), .count = 1};
}

void SlidingWindow::forget(qint64 upTo)
{
    while (m_size > 0 && qint64(entry(0).at) <= upTo) {
        m_count -= int(entry(0).count);
        m_first = (m_first + 1) & (m_capacity - 1);
        --m_size;
    }
    if (m_size == 0)
        release();
}

qint64 SlidingWindow::moment(int nth) const
{
    quint32 index = 0;
    for (int before = int(entry(0).count); before <= nth; before += int(entry(index).count))
        ++index;
    return qint64(entry(index).at);
}

int SlidingWindow::countAfter(qint64 moment) const
{
    int count = m_count;
    for (quint32 index = 0; index < m_size && qint64(entry(index).at) <= moment; ++index)
        count -= int(entry(index).count);
    return count;
}

void SlidingWindow::grow()
{
    const quint32 capacity = m_capacity == 1 ? kFirstCapacity : 2 * m_capacity;
    auto *const entries = new Entry[capacity];
    for (quint32 i = 0; i < m_size; ++i)
        entries[i] = entry(i);
    if (m_capacity > 1)
        delete[] m_many;
    m_many = entries;
    m_capacity = capacity;
    m_first = 0;
}

void SlidingWindow::release()
{
    if (m_capacity > 1)
        delete[] m_many;
    m_one = {};
    m_capacity = 1;
    m_first = 0;
}

} // namespace ostiary
