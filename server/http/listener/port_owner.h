// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ostiary::http {

/// Who listens on that TCP port of this machine, as `name (process 123)`; empty when /proc does not tell.
[[nodiscard]] QString portOwner(quint16 port);

} // namespace ostiary::http
