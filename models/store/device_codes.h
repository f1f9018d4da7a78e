// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

/// Devices that wait for somebody to type their code (RFC 8628). Both codes are kept as HMACs only.
namespace ostiary::store::device_codes {

struct Entry {
    ClientId client;
    QStringList scopes;
    QString resource;
    Time createdAt;
    Time expiresAt;
    std::chrono::seconds interval{0}; ///< between two polls
    std::optional<Time> polledAt;
    ApprovalId approval; ///< empty: nobody typed the code yet
    std::optional<Time> usedAt;
    GrantId grant; ///< what it was exchanged for
    std::optional<ApprovalState> decision; ///< of the approval; nullopt: there is none (any more)
    AccountId account; ///< whose consent it is
    ApprovalChoice choice; ///< what was allowed, its scopes spelt out
};

[[nodiscard]] Result<> insert(Connection &connection, const QByteArray &hash, const QByteArray &userCodeHash,
                              const Entry &entry);
[[nodiscard]] Result<std::optional<Entry>> find(Connection &connection, const QByteArray &hash);
[[nodiscard]] Result<std::optional<Entry>> findByUserCode(Connection &connection, const QByteArray &userCodeHash);
/// False: somebody typed it before, or it ran out.
[[nodiscard]] Result<bool> claim(Connection &connection, const QByteArray &userCodeHash, const ApprovalId &approval,
                                 Time now);
[[nodiscard]] Result<> poll(Connection &connection, const QByteArray &hash, std::chrono::seconds interval, Time now);
/// False: it was spent before.
[[nodiscard]] Result<bool> use(Connection &connection, const QByteArray &hash, const GrantId &grant, Time now);
[[nodiscard]] Result<> removeExpired(Connection &connection, Time before);

} // namespace ostiary::store::device_codes
