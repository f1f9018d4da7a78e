// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/secret.h"

#include <sodium.h>

namespace ostiary {

Secret::Secret(QByteArrayView bytes) : m_bytes(bytes.begin(), bytes.end()) { }

Secret &Secret::operator=(const Secret &other)
{
    if (this != &other) {
        wipe();
        m_bytes = other.m_bytes;
    }
    return *this;
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        wipe();
        m_bytes = std::move(other.m_bytes);
    }
    return *this;
}

Secret::~Secret()
{
    wipe();
}

void Secret::wipe()
{
    if (!m_bytes.empty())
        sodium_memzero(m_bytes.data(), m_bytes.size());
    m_bytes.clear();
}

bool operator==(const Secret &a, const Secret &b)
{
    return a.size() == b.size()
        && (a.isEmpty() || sodium_memcmp(a.m_bytes.data(), b.m_bytes.data(), a.m_bytes.size()) == 0);
}

} // namespace ostiary
