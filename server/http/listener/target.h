// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace ostiary::http {

/// Whether a request target is one that can mean only one thing to whoever looks at it: origin form (RFC 9112 §3.2.1)
/// with exactly one leading '/', printable ASCII, no fragment, no backslash; and in the path no dot segment and no
/// percent-encoded separator, dot or control character, which a router or an upstream might read differently.
[[nodiscard]] bool isPlainTarget(QByteArrayView target);

/// Whether a Host field's value is a host name, an IPv4 address or a bracketed IPv6 address, with or without a port
/// (RFC 9110 §7.2).
[[nodiscard]] bool isPlainHost(QByteArrayView host);

} // namespace ostiary::http
