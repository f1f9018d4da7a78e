// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/connections/flight_recorder.h"
#include "server/core/oauth/authorize_check.h"
#include "server/http/endpoints/account_frame.h"

namespace ostiary::http {

/// /account/connections: how apps came in, or why they did not; one attempt's timeline; and the tester of authorization
/// requests.
class ConnectionPages
{
public:
    ConnectionPages(const AccountFrame &frame, FlightRecorder &recorder, AuthorizeTester &tester)
        : m_frame(frame), m_recorder(recorder), m_tester(tester)
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> list(const Context &context);
    [[nodiscard]] Task<Result<Response>> show(const Context &context);
    [[nodiscard]] Task<Result<Response>> test(const Context &context);

private:
    struct Tested; ///< what came of the tester's form, if it was sent
    [[nodiscard]] Task<Result<Response>> page(const Context &context, Tested tested);

    const AccountFrame &m_frame;
    FlightRecorder &m_recorder;
    AuthorizeTester &m_tester;
};

} // namespace ostiary::http
