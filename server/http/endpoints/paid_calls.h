// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/spend/spend_service.h"
#include "server/http/response.h"

#include <functional>

namespace ostiary::http {

/// Sets aside what a call may cost, makes it, and charges what it did cost: read off its answer, as it passes. A call
/// that failed costs nothing. One that its caller breaks off after the answer began costs what had come.
class PaidCalls
{
public:
    explicit PaidCalls(SpendService &spend) : m_spend(spend) { }

    /// Without a charge the call is free. SpendCapExceeded, or what `call` gives.
    [[nodiscard]] Task<Result<Response>> run(std::optional<Charge> charge, Principal caller,
                                             std::function<Task<Result<Response>>()> call);

private:
    SpendService &m_spend;
};

} // namespace ostiary::http
