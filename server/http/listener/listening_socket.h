// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

#include <QHostAddress>

#include <vector>

namespace ostiary::http {

struct ListeningSockets {
    std::vector<int> descriptors; ///< the caller's to close
    quint16 port = 0;
};

/// `count` sockets that listen on one address and share what comes in (SO_REUSEPORT). A port that anybody else listens
/// on is refused, also when they would share it. Unavailable: which of port, address and permission is the matter.
[[nodiscard]] Result<ListeningSockets> openListeningSockets(const QHostAddress &address, quint16 port, int count);

} // namespace ostiary::http
