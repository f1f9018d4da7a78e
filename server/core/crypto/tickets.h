// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "models/error.h"
#include "server/core/crypto/key_ring.h"

#include <QJsonObject>

namespace ostiary {

/// What a browser carries from one step of something to the next, sealed: it can neither be read nor altered there, is
/// of no use for anything else, and runs out.
class Tickets
{
public:
    Tickets(const KeyRing &keys, const Clock &clock, Random &random)
        : m_keys(keys), m_clock(clock), m_random(random) { }

    /// `use` names what it is for, and whose it is where that is known.
    [[nodiscard]] QByteArray make(const QByteArray &use, QJsonObject values, std::chrono::seconds lifetime) const;
    /// InvalidRequest, with one text for whatever is wrong with it.
    [[nodiscard]] Result<QJsonObject> open(const QByteArray &use, QByteArrayView ticket) const;

private:
    const KeyRing &m_keys;
    const Clock &m_clock;
    Random &m_random;
};

} // namespace ostiary
