// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/device_service.h"
#include "server/core/sessions/session_service.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// /device: where somebody types the code that a device without a browser shows (RFC 8628 §3.3). The consent page does
/// the rest.
class DevicePage
{
public:
    DevicePage(DeviceService &devices, const SessionService &sessions) : m_devices(devices), m_sessions(sessions) { }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> show(const Context &context);
    [[nodiscard]] Task<Result<Response>> enter(const Context &context);

private:
    [[nodiscard]] Response page(const Context &context, const QString &code, const std::optional<Error> &error) const;

    DeviceService &m_devices;
    const SessionService &m_sessions;
};

} // namespace ostiary::http
