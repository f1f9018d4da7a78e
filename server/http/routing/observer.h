// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/routing/route.h"

namespace ostiary::http {

/// Sees what the routes that are a station of a client's way in (Route::step) answered, before it is sent. Called on
/// every worker.
class Observer
{
public:
    virtual ~Observer() = default;
    /// `who` is nullptr where nobody was recognised.
    virtual void answered(AttemptStep step, const Request &request, const Principal *who,
                          const Result<Response> &result)
        = 0;
    /// A request to an address where nothing is, or not for that method.
    virtual void missed(const Request &request) = 0;
};

} // namespace ostiary::http
