// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/networks.h"

namespace ostiary {

QHostAddress Networks::plain(const QHostAddress &address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4);
    return isV4 ? QHostAddress(v4) : address;
}

Result<Networks> Networks::parse(const QStringList &texts)
{
    const QString field = QStringLiteral("networks");
    if (texts.size() > kMost)
        return failField(field, QStringLiteral("There may be at most %1 networks.").arg(kMost));
    Networks networks;
    for (const QString &text : texts) {
        const QString trimmed = text.trimmed();
        QPair<QHostAddress, int> subnet = QHostAddress::parseSubnet(trimmed);
        if (!trimmed.contains(u'/') && !QHostAddress(trimmed).isNull()) {
            const QHostAddress address = plain(QHostAddress(trimmed));
            subnet = {address, address.protocol() == QAbstractSocket::IPv4Protocol ? 32 : 128};
        }
        if (subnet.first.isNull() || subnet.second < 0 || trimmed.size() > 60) {
            return failField(field,
                             QStringLiteral("\"%1\" is no network; write 192.0.2.0/24, 2001:db8::/32 or one "
                                            "address.")
                                 .arg(trimmed.left(60)));
        }
        networks.m_networks.append({subnet.first, subnet.second});
    }
    return networks;
}

bool Networks::contains(const QHostAddress &address) const
{
    if (m_networks.isEmpty())
        return true;
    const QHostAddress who = plain(address);
    return std::ranges::any_of(m_networks,
                               [&](const auto &network) { return who.isInSubnet(network.first, network.second); });
}

QStringList Networks::toTexts() const
{
    QStringList texts;
    for (const auto &[address, length] : m_networks)
        texts << QStringLiteral("%1/%2").arg(address.toString()).arg(length);
    return texts;
}

} // namespace ostiary
