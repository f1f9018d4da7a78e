// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/random.h"

#include <sodium.h>

namespace ostiary {

QByteArray Random::bytes(qsizetype count)
{
    QByteArray result(count, Qt::Uninitialized);
    fill({reinterpret_cast<unsigned char *>(result.data()), size_t(count)});
    return result;
}

QByteArray Random::base62(qsizetype count)
{
    static constexpr char kDigits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    constexpr int kEven = 62 * 4; // bytes at or above this would favour the first digits
    QByteArray result;
    result.reserve(count);
    while (result.size() < count) {
        const QByteArray drawn = bytes(count - result.size() + 8);
        for (const char byte : drawn) {
            const int value = static_cast<unsigned char>(byte);
            if (value < kEven && result.size() < count)
                result.append(kDigits[value % 62]);
        }
    }
    return result;
}

Secret Random::token()
{
    return Secret(bytes(32).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

SystemRandom::SystemRandom()
{
    if (sodium_init() < 0)
        qFatal("libsodium cannot find a source of randomness");
}

void SystemRandom::fill(std::span<unsigned char> bytes)
{
    randombytes_buf(bytes.data(), bytes.size());
}

} // namespace ostiary
