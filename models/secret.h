// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

namespace ostiary {

/// Bytes that must not leak: never streamed, never implicitly shared, wiped when they go. Whoever needs the plain
/// bytes says so with reveal().
class Secret
{
public:
    Secret() = default;
    explicit Secret(QByteArrayView bytes);
    Secret(const Secret &) = default;
    Secret(Secret &&) noexcept = default;
    Secret &operator=(const Secret &other);
    Secret &operator=(Secret &&other) noexcept;
    ~Secret();

    [[nodiscard]] QByteArrayView reveal() const { return {m_bytes.data(), qsizetype(m_bytes.size())}; }
    [[nodiscard]] bool isEmpty() const { return m_bytes.empty(); }
    [[nodiscard]] qsizetype size() const { return qsizetype(m_bytes.size()); }

    /// Takes constant time for secrets of equal length.
    friend bool operator==(const Secret &a, const Secret &b);

private:
    void wipe();
    std::vector<char> m_bytes;
};

} // namespace ostiary
