// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/records.h"

#include <QUrl>

// How each kind of client is connected. Clients change their files often: keep this a table.

namespace ostiary::ui::guides {

struct Guide {
    QString client; ///< "Claude Code"
    QString where; ///< where the lines go, and what happens then
    QString snippet; ///< ready to paste
};

/// With OAuth, the usual way; the last one is curl with a key. `name` is what the client calls the server.
[[nodiscard]] QList<Guide> connectGuides(const QUrl &base, const QString &mcpUrl, const QString &name);

/// Asks who the key in OSTIARY_KEY belongs to.
[[nodiscard]] QString curl(const QUrl &base, KeyKind kind);
[[nodiscard]] QString claudeWithKey(const QString &mcpUrl);

} // namespace ostiary::ui::guides
