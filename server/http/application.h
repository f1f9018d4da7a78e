// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/task.h"
#include "server/http/request.h"
#include "server/http/response.h"

namespace ostiary::http {

/// What a listener serves. Each worker thread has one of its own, made and destroyed on that thread.
class Application
{
public:
    virtual ~Application() = default;

    /// The largest body, in bytes, that a request there may have; asked before a byte of the body is read. A larger
    /// one is answered 413.
    [[nodiscard]] virtual qsizetype bodyLimit(Method method, QByteArrayView path) const = 0;

    /// The request stays valid until the task is done, also when its client has gone.
    [[nodiscard]] virtual Task<Response> handle(const Request &request) = 0;
};

} // namespace ostiary::http
