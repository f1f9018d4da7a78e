// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener/trusted_proxies.h"

#include <algorithm>
#include <ranges>

namespace ostiary::http {

namespace {

// What a proxy wrote: 192.0.2.1, 192.0.2.1:4711, 2001:db8::1, [2001:db8::1] or [2001:db8::1]:4711. Null: none of them.
QHostAddress addressIn(QByteArrayView entry)
{
    entry = entry.trimmed();
    if (entry.startsWith('[')) {
        const qsizetype end = entry.indexOf(']');
        if (end < 0 || (end + 1 < entry.size() && entry[end + 1] != ':'))
            return {};
        entry = entry.sliced(1, end - 1);
        if (!entry.contains(':'))
            return {};
    } else if (std::ranges::count(entry, ':') == 1) {
        entry = entry.first(entry.indexOf(':'));
    }
    // QHostAddress also takes scopes, and IPv4 in fewer than four parts.
    const bool isWhole = entry.contains(':') || std::ranges::count(entry, '.') == 3;
    if (!isWhole || entry.contains('%'))
        return {};
    return Networks::plain(QHostAddress(QString::fromLatin1(entry)));
}

} // namespace

QHostAddress TrustedProxies::clientOf(const QHostAddress &peer, const Headers &headers) const
{
    if (!trusts(peer)) [[likely]]
        return peer;
    QByteArrayList entries; // several fields of one name are one list (RFC 9110 §5.3)
    for (const auto &[name, value] : headers) {
        if (name.compare("X-Forwarded-For", Qt::CaseInsensitive) == 0)
            entries += value.split(',');
    }
    QHostAddress client = peer;
    for (const QByteArray &entry : entries | std::views::reverse) {
        client = addressIn(entry);
        if (client.isNull())
            return peer;
        if (!trusts(client))
            break;
    }
    return client;
}

} // namespace ostiary::http
