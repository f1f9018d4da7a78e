// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>
#include <QList>

namespace ostiary::gateway {

/// Which addresses this server may call because a stranger said so: public ones, and none that means this computer, the
/// operator's network or nobody at all (RFC 6890 and IANA's special-purpose registries). An IPv4 address inside an IPv6
/// one (::ffff:0:0/96, 64:ff9b::/96) is looked at as what it is.
class AddressPolicy
{
public:
    AddressPolicy() = default;
    /// With single addresses allowed all the same; for tests, which have no public servers.
    explicit AddressPolicy(QList<QHostAddress> exceptions) : m_exceptions(std::move(exceptions)) { }

    [[nodiscard]] bool allows(const QHostAddress &address) const;

private:
    QList<QHostAddress> m_exceptions;
};

} // namespace ostiary::gateway
