// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"
#include "models/error.h"

// The text forms of single settings. Each failure is InvalidValue with one sentence that shows the right form.

namespace ostiary::app {

struct ListenAddress {
    QHostAddress address;
    quint16 port = 0; ///< 0: any free one
};
/// ADDRESS:PORT, [IPV6]:PORT, localhost:PORT, :PORT or PORT. Without an address it is 127.0.0.1: a server is open to
/// the network only when somebody wrote down an address.
[[nodiscard]] Result<ListenAddress> parseListen(const QString &text);

/// The origin that clients are told, without path or trailing slash: https://mcp.example.org
[[nodiscard]] Result<QUrl> parsePublicUrl(const QString &text);

/// A Host header's value: a name or address, perhaps with a port. Lower case.
[[nodiscard]] Result<QString> parseAllowedHost(const QString &text);
/// An Origin header's value: scheme://host[:port]. Lower case, no trailing slash.
[[nodiscard]] Result<QString> parseAllowedOrigin(const QString &text);

/// The address or network of a reverse proxy: 127.0.0.1, 10.0.0.0/8, ::1. Not the whole internet.
[[nodiscard]] Result<QString> parseTrustedProxy(const QString &text);

/// on or off.
[[nodiscard]] Result<bool> parseOnOff(const QString &text);
/// The host name of a client's metadata document: claude.ai. Lower case.
[[nodiscard]] Result<QString> parseClientHost(const QString &text);

/// COUNT/TIME: 100/60s, 100/1m, 5000/1h. Up to 1,000,000 requests in 1 second to 24 hours.
[[nodiscard]] Result<RateLimit> parseRateLimit(const QString &text);

/// automatic, open or closed.
[[nodiscard]] Result<Registration> parseRegistration(const QString &text);

/// automatic, open, invitation or closed.
[[nodiscard]] Result<AgentRegistration> parseAgentRegistration(const QString &text);

/// A time with its unit: 90s, 30m, 12h, 14d. From 1 second to 400 days.
[[nodiscard]] Result<std::chrono::seconds> parseDuration(const QString &text);
/// Whole days: 14d; 0d: none.
[[nodiscard]] Result<std::chrono::days> parseDays(const QString &text);

/// 0s to 10m, like 30s.
[[nodiscard]] Result<std::chrono::seconds> parseRefreshGrace(const QString &text);

/// rs256 (RSA, 2048 bits), rs256-3072, rs256-4096 or eddsa.
[[nodiscard]] Result<TokenKey> parseTokenKey(const QString &text);
/// 1d to 400d.
[[nodiscard]] Result<std::chrono::seconds> parseSigningLifetime(const QString &text);

/// 0 to 64; 0: one per core, at most 8.
[[nodiscard]] Result<int> parseWorkers(const QString &text);

/// smtp://HOST[:587] or smtps://HOST[:465] and nothing more; the port is always there afterwards.
[[nodiscard]] Result<QUrl> parseMailServer(const QString &text);

} // namespace ostiary::app
