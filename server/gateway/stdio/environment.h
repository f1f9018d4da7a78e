// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>

namespace ostiary::gateway {

/// What of this process's environment a child may see, as NAME=value: an allow-list, for ours holds master keys and
/// database addresses.
[[nodiscard]] QByteArrayList childEnvironment();

} // namespace ostiary::gateway
