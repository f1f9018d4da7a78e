// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"

#include <QJsonObject>

// What can be asked over the control socket. One line of JSON each way:
//   {"id": 1, "method": "keys.revoke", "params": {"id": "key_…"}}
//   {"id": 1, "result": {…}}  or  {"id": 1, "error": {"code": "not_found", "detail": …}}  (models/json.h)
// and, after the method "subscribe", a line without an id for every change:
//   {"event": "changed", "change": {…}}
// An error with the id null is about the connection, which ends with it.

namespace ostiary::app {

struct ControlMethod {
    QString name;
    QFuture<Result<QJsonObject>> (*call)(Admin &admin, const QJsonObject &params, Time now);
};

[[nodiscard]] const ControlMethod *findControlMethod(const QString &name);

inline constexpr qsizetype kRequestBytesMax = 1024 * 1024; ///< longest line to the server
inline constexpr qsizetype kResponseBytesMax = 16 * 1024 * 1024; ///< longest line from it: a page of 1000 records

/// With its password: only ever inside the control socket, hence not in models/json.h.
[[nodiscard]] QJsonObject controlJson(const NewAccount &account);
[[nodiscard]] QJsonObject controlJson(const AccountChange &change);
[[nodiscard]] QJsonObject controlJson(const PlanChange &change);
[[nodiscard]] QJsonObject controlJson(const ApiKeyChange &change);
[[nodiscard]] QJsonObject controlJson(const OrganizationChange &change);
[[nodiscard]] QJsonObject controlJson(const ProjectChange &change);
[[nodiscard]] QJsonObject controlJson(const RevocationTarget &target);
[[nodiscard]] QJsonObject controlJson(const NewClient &client);
[[nodiscard]] Result<NewAccount> newAccountFrom(const QJsonObject &params);

} // namespace ostiary::app
