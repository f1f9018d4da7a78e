// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/request.h"

#include <algorithm>

namespace ostiary::http {

/// Whether whoever sits at the browser sits at this computer, too, where the console and the command line are.
struct DeskRule {
    bool isLoopbackOnly = false; ///< the server listens on loopback, and that is where clients are told to find it

    /// Never through a proxy, whoever asks it.
    [[nodiscard]] bool covers(const Request &request) const
    {
        const bool isForwarded = std::ranges::any_of(request.headers, [](const auto &field) {
            const QByteArray name = field.first.toLower();
            return name == "forwarded" || name == "via" || name == "x-real-ip" || name.startsWith("x-forwarded-");
        });
        return isLoopbackOnly && request.peer.isLoopback() && !isForwarded;
    }
};

} // namespace ostiary::http
