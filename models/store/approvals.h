// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

/// Consents that browser pages wait for.
namespace ostiary::store::approvals {

/// A consent with what is needed to answer its client.
struct Pending {
    Approval approval;
    SessionId session; ///< the browser sign-in that asked; nobody else's page may be told
    QByteArray browser; ///< where nobody is signed in: MAC of the cookie that the browser was given instead
    std::optional<QString> clientState; ///< the client's `state`, to be sent back unchanged
    QString codeChallenge;
    std::optional<Time> answeredAt; ///< when the page was told
    QString keyThumbprint; ///< `dpop_jkt` of the request (RFC 9449 §10); empty: none
};

[[nodiscard]] Result<> insert(Connection &connection, const Pending &pending, int mostPerSession);
[[nodiscard]] Result<std::optional<Pending>> find(Connection &connection, const ApprovalId &id, Time now);
/// Pending ones first, then those decided since a moment.
[[nodiscard]] Result<QList<Approval>> page(Connection &connection, Time now, Time since, int limit, int offset);
/// `allowed`: what of it, its scopes spelt out; nullopt: nothing. `account`: as whom, where nobody is signed in.
/// NotFound, or Conflict when it was decided or ran out before.
[[nodiscard]] Result<Approval> decide(Connection &connection, const ApprovalId &id,
                                      const std::optional<ApprovalChoice> &allowed, const AccountId &account, Time now);
/// False: the page was told before.
[[nodiscard]] Result<bool> answer(Connection &connection, const ApprovalId &id, Time now);
[[nodiscard]] Result<qint64> countPending(Connection &connection, Time now);
[[nodiscard]] Result<> removeOld(Connection &connection, Time before);

} // namespace ostiary::store::approvals
