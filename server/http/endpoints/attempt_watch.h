// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/connections/flight_recorder.h"
#include "server/core/oauth/resources.h"
#include "server/http/routing/observer.h"

namespace ostiary::http {

/// Tells the flight recorder, in sentences, what the answers to a client that connects meant. So the endpoints need
/// not know of it; only what cannot be seen from outside they leave in Response::notes.
class AttemptWatch final : public Observer
{
public:
    AttemptWatch(FlightRecorder &recorder, const Resources &resources)
        : m_recorder(recorder), m_resources(resources) { }

    void answered(AttemptStep step, const Request &request, const Principal *who,
                  const Result<Response> &result) override;
    void missed(const Request &request) override;

private:
    using Notes = QList<AttemptNote>;
    [[nodiscard]] Notes aboutDiscovery(const Request &request, const Principal *who,
                                       const Result<Response> &result) const;
    [[nodiscard]] Notes aboutRegistration(const Request &request, const Principal *who,
                                          const Result<Response> &result) const;
    [[nodiscard]] Notes aboutAuthorize(const Request &request, const Principal *who,
                                       const Result<Response> &result) const;
    [[nodiscard]] Notes aboutToken(const Request &request, const Principal *who, const Result<Response> &result) const;
    [[nodiscard]] Notes aboutCall(const Request &request, const Principal *who, const Result<Response> &result) const;
    [[nodiscard]] QString resourceAt(QByteArrayView path) const;

    FlightRecorder &m_recorder;
    const Resources &m_resources;
};

} // namespace ostiary::http
