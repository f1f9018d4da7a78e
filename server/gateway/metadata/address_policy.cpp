// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/metadata/address_policy.h"

#include <algorithm>
#include <array>
#include <optional>

namespace ostiary::gateway {

namespace {

struct Block {
    const char *address;
    int bits;
    const char *what;
};

// clang-format off
constexpr std::array kSpecial4{
    Block{"0.0.0.0",         8,  "this network (RFC 791)"},
    Block{"10.0.0.0",        8,  "private (RFC 1918)"},
    Block{"100.64.0.0",      10, "shared by carriers (RFC 6598)"},
    Block{"127.0.0.0",       8,  "this computer (RFC 1122)"},
    Block{"169.254.0.0",     16, "link-local, clouds' metadata (RFC 3927)"},
    Block{"172.16.0.0",      12, "private (RFC 1918)"},
    Block{"192.0.0.0",       24, "protocol assignments (RFC 6890)"},
    Block{"192.0.2.0",       24, "documentation (RFC 5737)"},
    Block{"192.31.196.0",    24, "AS112 (RFC 7535)"},
    Block{"192.52.193.0",    24, "AMT (RFC 7450)"},
    Block{"192.88.99.0",     24, "6to4 relays (RFC 7526)"},
    Block{"192.168.0.0",     16, "private (RFC 1918)"},
    Block{"192.175.48.0",    24, "AS112 (RFC 7534)"},
    Block{"198.18.0.0",      15, "benchmarks (RFC 2544)"},
    Block{"198.51.100.0",    24, "documentation (RFC 5737)"},
    Block{"203.0.113.0",     24, "documentation (RFC 5737)"},
    Block{"224.0.0.0",       4,  "multicast (RFC 5771)"},
    Block{"240.0.0.0",       4,  "reserved, broadcast (RFC 1112)"},
};
// Everything outside 2000::/3 is special; these are special inside it.
constexpr Block kGlobal6{"2000::", 3, "global unicast (RFC 4291)"};
constexpr std::array kSpecial6{
    Block{"2001::",          23, "protocol assignments, Teredo (RFC 2928, 4380)"},
    Block{"2001:db8::",      32, "documentation (RFC 3849)"},
    Block{"2002::",          16, "6to4, with an IPv4 address inside (RFC 3056)"},
    Block{"2620:4f:8000::",  48, "AS112 (RFC 7534)"},
    Block{"3fff::",          20, "documentation (RFC 9637)"},
    Block{"5f00::",          16, "segment routing (RFC 9602)"},
};
constexpr std::array kWithIpv4Inside{
    Block{"::ffff:0:0",      96, "IPv4-mapped (RFC 4291)"},
    Block{"64:ff9b::",       96, "NAT64, as DNS64 answers with it (RFC 6052)"},
};
// clang-format on

bool isIn(const QHostAddress &address, const Block &block)
{
    return address.isInSubnet(QHostAddress(QLatin1String(block.address)), block.bits);
}

std::optional<QHostAddress> ipv4Inside(const QHostAddress &address)
{
    const bool has = std::ranges::any_of(kWithIpv4Inside, [&](const Block &block) { return isIn(address, block); });
    if (!has)
        return std::nullopt;
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    return QHostAddress(quint32(bytes[12]) << 24 | quint32(bytes[13]) << 16 | quint32(bytes[14]) << 8 | bytes[15]);
}

bool isPublic(const QHostAddress &address)
{
    if (address.protocol() == QAbstractSocket::IPv4Protocol)
        return std::ranges::none_of(kSpecial4, [&](const Block &block) { return isIn(address, block); });
    if (address.protocol() != QAbstractSocket::IPv6Protocol || !address.scopeId().isEmpty())
        return false;
    if (const std::optional<QHostAddress> inside = ipv4Inside(address))
        return isPublic(*inside);
    return isIn(address, kGlobal6)
        && std::ranges::none_of(kSpecial6, [&](const Block &block) { return isIn(address, block); });
}

} // namespace

bool AddressPolicy::allows(const QHostAddress &address) const
{
    return m_exceptions.contains(address) || isPublic(address);
}

} // namespace ostiary::gateway
