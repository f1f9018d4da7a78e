// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/routing/route.h"

#include <QHash>

#include <map>

namespace ostiary::http {

/// Finds the routes of a path, by its raw bytes: nothing is decoded, so no other spelling of a path leads anywhere.
class Router
{
public:
    /// All routes of one path, by method.
    struct Entry {
        QList<Route> routes;
        [[nodiscard]] const Route *find(Method method) const;
        [[nodiscard]] QByteArray allow() const; ///< for `Allow` (RFC 9110 §10.2.1)
    };
    struct Match {
        const Entry *entry = nullptr;
        QString parameter;
    };

    void add(QList<Route> routes);
    /// Whether "PATH/{rest…}" would hide a route that is there; then that one's path.
    [[nodiscard]] std::optional<QByteArray> conflict(const QByteArray &path) const;
    [[nodiscard]] Match match(const QByteArray &path) const;
    /// One line a route, sorted: the whole public surface on one screen.
    [[nodiscard]] QStringList list() const;

private:
    QHash<QByteArray, Entry> m_exact;
    QHash<QByteArray, Entry> m_withParameter; ///< by what stands before the last segment
    std::map<QByteArray, Entry, std::greater<>> m_below; ///< "/v1" for all below it; a longer one comes first
    QHash<QByteArray, Entry> m_inTheMiddle; ///< by the path without the segment before the last: "/api/keys//rotate"
};

} // namespace ostiary::http
