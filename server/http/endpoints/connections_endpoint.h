// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/connections/flight_recorder.h"
#include "server/core/oauth/authorize_check.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// /api/connections: how clients came in, or why they did not; and /api/oauth/authorize/check. People see the attempts
/// of their own account, administrators all.
class ConnectionsEndpoint
{
public:
    ConnectionsEndpoint(FlightRecorder &recorder, AuthorizeTester &tester) : m_recorder(recorder), m_tester(tester) { }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> list(const Context &context);
    [[nodiscard]] Task<Result<Response>> get(const Context &context);
    [[nodiscard]] Task<Result<Response>> check(const Context &context);

    /// Whose attempts somebody may see; empty: everyone's.
    [[nodiscard]] static AccountId visibleTo(const Principal &who);

private:
    FlightRecorder &m_recorder;
    AuthorizeTester &m_tester;
};

} // namespace ostiary::http
