// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

#include <QHostAddress>
#include <QStringList>

namespace ostiary {

/// Some addresses: those that a key works from, or those of proxies. Empty: any.
class Networks
{
public:
    /// Addresses ("192.0.2.7") and networks ("192.0.2.0/24", "2001:db8::/32"), at most kMost. InvalidValue
    /// (`networks`).
    [[nodiscard]] static Result<Networks> parse(const QStringList &texts);

    [[nodiscard]] bool isEmpty() const { return m_networks.isEmpty(); }
    [[nodiscard]] bool contains(const QHostAddress &address) const;
    [[nodiscard]] QStringList toTexts() const; ///< each with its length: "192.0.2.7/32"

    /// ::ffff:a.b.c.d is a.b.c.d: which of them a client comes as is up to how the server listens.
    [[nodiscard]] static QHostAddress plain(const QHostAddress &address);

    static constexpr qsizetype kMost = 50;

private:
    QList<std::pair<QHostAddress, int>> m_networks;
};

} // namespace ostiary
