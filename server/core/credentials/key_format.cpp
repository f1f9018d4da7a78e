// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/credentials/key_format.h"

#include <algorithm>
#include <array>

namespace ostiary::key_format {

namespace {

constexpr QByteArrayView kFos = "fos_";
constexpr QByteArrayView kFvk = "fvk_live_";
constexpr qsizetype kFosSecret = 43;
constexpr qsizetype kChecksum = 6;
constexpr qsizetype kFvkSecret = 43;
constexpr char kDigits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

constexpr std::array<quint32, 256> kCrcTable = [] {
    std::array<quint32, 256> table{};
    for (quint32 i = 0; i < table.size(); ++i) {
        quint32 crc = i;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0u);
        table[i] = crc;
    }
    return table;
}();

// CRC-32 of IEEE 802.3; by table, since every request with a key runs it.
quint32 crc32(QByteArrayView bytes)
{
    quint32 crc = 0xffffffff;
    for (const char byte : bytes)
        crc = (crc >> 8) ^ kCrcTable[(crc ^ static_cast<unsigned char>(byte)) & 0xff];
    return ~crc;
}

std::array<char, kChecksum> checksum(QByteArrayView key)
{
    quint32 rest = crc32(key);
    std::array<char, kChecksum> text{};
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, rest /= 62)
        *digit = kDigits[rest % 62];
    return text;
}

bool isAlphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

} // namespace

Secret make(KeyKind kind, Random &random)
{
    if (kind == KeyKind::Fvk)
        return Secret(QByteArray(kFvk.toByteArray() + random.token().reveal().toByteArray()));
    QByteArray key = kFos.toByteArray() + random.base62(kFosSecret);
    const auto check = checksum(key);
    key.append(check.data(), kChecksum);
    return Secret(key);
}

std::optional<KeyKind> kindOf(QByteArrayView text)
{
    if (text.startsWith(kFvk)) {
        const QByteArrayView secret = text.sliced(kFvk.size());
        const bool fits = secret.size() == kFvkSecret
            && std::ranges::all_of(secret, [](char c) { return isAlphanumeric(c) || c == '-' || c == '_'; });
        return fits ? std::optional(KeyKind::Fvk) : std::nullopt;
    }
    if (text.startsWith(kFos) && text.size() == kFos.size() + kFosSecret + kChecksum
        && std::ranges::all_of(text.sliced(kFos.size()), isAlphanumeric)) {
        const auto check = checksum(text.chopped(kChecksum));
        if (text.last(kChecksum) == QByteArrayView(check.data(), kChecksum))
            return KeyKind::Fos;
    }
    return std::nullopt;
}

bool looksMistyped(QByteArrayView text)
{
    constexpr qsizetype kWhole = kFos.size() + kFosSecret + kChecksum;
    return text.startsWith(kFos) && !kindOf(text) && text.size() > kWhole - 8 && text.size() < kWhole + 8
        && std::ranges::all_of(text.sliced(kFos.size()), isAlphanumeric);
}

QString hint(QByteArrayView key)
{
    const QByteArrayView prefix = key.startsWith(kFvk) ? kFvk : kFos;
    return QString::fromLatin1(prefix) + u'…' + QString::fromLatin1(key.last(4));
}

} // namespace ostiary::key_format
