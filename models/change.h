// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

namespace ostiary {

enum class Table {
    Accounts,
    ApiKeys,
    BrowserSessions,
    OAuthClients,
    Grants,
    Approvals,
    Organizations, ///< with their members and invitations
    Projects,
    Plans,
    Prices,
    Spend, ///< what an organization (its id) has spent, or holds
    SigningKeys,
    Attempts,
};
enum class ChangeKind {
    Inserted,
    Updated, ///< what it permits may have changed: caches drop it
    Touched, ///< only when it was last used
    Deleted,
    Revised, ///< its name or its figures: caches drop it, but nothing that is open by right of it ends
};

/// One row that a commit touched. Sequences grow by one per change and never repeat while the process lives.
struct Change {
    quint64 sequence = 0;
    Table table = Table::Accounts;
    QString id;
    ChangeKind kind = ChangeKind::Updated;
};

} // namespace ostiary

Q_DECLARE_METATYPE(ostiary::Change)
