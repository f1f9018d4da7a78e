// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/id.h"
#include "models/secret.h"

#include <QByteArray>

#include <span>

namespace ostiary {

/// Randomness is an argument: whoever needs it is given one of these. Safe to call from any thread.
class Random
{
public:
    virtual ~Random() = default;
    virtual void fill(std::span<unsigned char> bytes) = 0;

    [[nodiscard]] QByteArray bytes(qsizetype count);
    /// `count` characters, each evenly drawn from 0–9, A–Z, a–z.
    [[nodiscard]] QByteArray base62(qsizetype count);
    /// 32 random bytes as 43 characters of base64url: the form of sessions, codes and refresh tokens.
    [[nodiscard]] Secret token();

    template <typename IdType>
    [[nodiscard]] IdType id()
    {
        return IdType(QString::fromLatin1(IdType::kPrefix + base62(20)));
    }
};

class SystemRandom final : public Random
{
public:
    SystemRandom();
    void fill(std::span<unsigned char> bytes) override;
};

} // namespace ostiary
