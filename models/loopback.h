// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ostiary {

/// Whether a host as a URL writes it leads to this computer and nowhere else: localhost, *.localhost (RFC 6761 §6.3),
/// 127.0.0.0/8, ::1, with or without brackets. Not 127.evil.example.
[[nodiscard]] bool isLoopbackHost(const QString &host);

} // namespace ostiary
