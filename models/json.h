// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"

#include <QJsonObject>

// The JSON of each record, one form for the API, `--json` and the control socket. Names are snake_case; times are RFC 3339
// in UTC with milliseconds; what is absent is left out, never null.

namespace ostiary {

[[nodiscard]] QJsonObject toJson(const Account &account);
[[nodiscard]] QJsonObject toJson(const ApiKey &key, Time now); ///< with its "state"
[[nodiscard]] QJsonObject toJson(const OAuthClient &client);
[[nodiscard]] QJsonObject toJson(const Grant &grant, Time now); ///< with its "state"
[[nodiscard]] QJsonObject toJson(const Approval &approval);
[[nodiscard]] QJsonObject toJson(const UpstreamStatus &upstream);
[[nodiscard]] QJsonObject toJson(const ServerStatus &status);
[[nodiscard]] QJsonObject toJson(const Change &change);
[[nodiscard]] QJsonObject toJson(const Error &error); ///< RFC 9457 members: title, status, detail, code, field

/// The way back, for the control socket's client. InvalidRequest names the member that is missing or wrong.
template <typename T>
[[nodiscard]] Result<T> fromJson(const QJsonObject &object);

} // namespace ostiary
