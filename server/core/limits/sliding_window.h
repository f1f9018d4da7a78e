// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtTypes>

#include <utility>

namespace ostiary {

/// The moments at which someone made requests, oldest first; moments are milliseconds since some fixed one, and never
/// go back. Requests of one millisecond share an entry of eight bytes, and one entry needs no memory of its own: a
/// million of these is what a server may hold at once.
class SlidingWindow
{
public:
    SlidingWindow() : m_one{} { }
    ~SlidingWindow() { release(); }
    SlidingWindow(const SlidingWindow &) = delete;
    SlidingWindow &operator=(const SlidingWindow &) = delete;

    void add(qint64 at);
    /// Forgets what was up to that moment.
    void forget(qint64 upTo);

    /// Requests.
    [[nodiscard]] int count() const { return m_count; }
    [[nodiscard]] bool isEmpty() const { return m_count == 0; }
    /// When the nth of them was made; the 0th is the oldest.
    [[nodiscard]] qint64 moment(int nth) const;
    [[nodiscard]] qint64 newest() const { return qint64(entry(m_size - 1).at); } ///< of one that is not empty
    /// How many were made after that moment.
    [[nodiscard]] int countAfter(qint64 moment) const;

private:
    struct Entry {
        quint64 at : 40; ///< 34 years
        quint64 count : 24;
    };
    static constexpr quint32 kFirstCapacity = 4;
    static constexpr quint64 kMostInEntry = (1 << 24) - 1;

    // A ring, whose capacity is a power of two.
    [[nodiscard]] const Entry &entry(quint32 index) const
    {
        return m_capacity == 1 ? m_one : m_many[(m_first + index) & (m_capacity - 1)];
    }
    [[nodiscard]] Entry &entry(quint32 index) { return const_cast<Entry &>(std::as_const(*this).entry(index)); }
    void grow();
    void release();

    union {
        Entry m_one; ///< while the capacity is 1
        Entry *m_many;
    };
    quint32 m_capacity = 1;
    quint32 m_first = 0;
    quint32 m_size = 0; ///< entries
    int m_count = 0;
};

} // namespace ostiary
