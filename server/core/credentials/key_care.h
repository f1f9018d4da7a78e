// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/store.h"
#include "server/core/crypto/key_ring.h"

namespace ostiary {

/// Looks after keys that nobody is looking at: those about to end, and those that were found where they should not be.
class KeyCare
{
public:
    KeyCare(store::Store &store, const KeyRing &keys, const Clock &clock) : m_store(store), m_keys(keys), m_clock(clock)
    {
    }

    /// Something to tell the owner of a key.
    struct Notice {
        QString email;
        QString keyName;
        QString hint;
        int days = 0; ///< it ends within so many
        Time expiresAt;
    };
    /// Keys that end within 30, 7 and 1 days, each once per step; noted as told. Not those made for a time so short.
    [[nodiscard]] Task<Result<QList<Notice>>> takeDueNotices();

    /// Revokes those of `secrets` that are keys which work: whoever can show one can use it. For each, whether it was.
    [[nodiscard]] Task<Result<QList<bool>>> reportLeaked(QList<QByteArray> secrets);

    static constexpr std::array kSteps{1, 7, 30}; ///< days ahead, the nearest first

private:
    store::Store &m_store;
    const KeyRing &m_keys;
    const Clock &m_clock;
};

} // namespace ostiary
