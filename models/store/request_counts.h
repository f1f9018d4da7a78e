// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

/// How many requests each credential made in each minute.
namespace ostiary::store::request_counts {

struct Minute {
    QString subject; ///< key_…, ses_… or web_…
    qint64 minute = 0; ///< since 1970, UTC
    int admitted = 0;
    int refused = 0;
};

/// Added to what is there for the minute.
[[nodiscard]] Result<> add(Connection &connection, LimitKind kind, const Minute &minute);
/// Of a key, or of every key and OAuth session of an organization; by subject, then in order of time.
[[nodiscard]] Result<QList<Minute>> since(Connection &connection, const QString &subject, LimitKind kind,
                                          qint64 minute);
[[nodiscard]] Result<> removeOld(Connection &connection, qint64 beforeMinute);

} // namespace ostiary::store::request_counts
