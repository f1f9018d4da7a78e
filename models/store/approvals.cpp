// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/approvals.h"

namespace ostiary::store::approvals {

namespace {

ApprovalState stateOf(const QString &decision, Time expiresAt, Time now)
{
    if (decision == QLatin1String("approved"))
        return ApprovalState::Approved;
    if (decision == QLatin1String("denied"))
        return ApprovalState::Denied;
    return expiresAt <= now ? ApprovalState::Expired : ApprovalState::Pending;
}

Approval read(Row &row, Time now)
{
    Approval approval;
    approval.id = row.id<ApprovalId>();
    approval.account = row.id<AccountId>();
    approval.accountEmail = row.text();
    approval.client = row.id<ClientId>();
    approval.clientName = row.text();
    approval.redirectUri = row.text();
    approval.scopes = row.words();
    approval.resource = row.text();
    approval.matchCode = row.text();
    approval.createdAt = row.time();
    approval.expiresAt = row.time();
    approval.state = stateOf(row.text(), approval.expiresAt, now);
    approval.choice.scopes = row.words();
    approval.choice.lifetime = row.maybeSeconds();
    return approval;
}

} // namespace

Result<> insert(Connection &connection, const Pending &pending, int mostPerSession)
{
    const Approval &approval = pending.approval;
    CHECK(connection.run(
        QStringLiteral("approvals/insert"),
        {{QStringLiteral(":id"), value(approval.id)},
         {QStringLiteral(":session_id"), value(pending.session)},
         {QStringLiteral(":browser_hash"), pending.browser.isEmpty() ? QVariant() : QVariant(pending.browser)},
         {QStringLiteral(":account_id"), approval.account.isEmpty() ? QVariant() : value(approval.account)},
         {QStringLiteral(":client_id"), value(approval.client)},
         {QStringLiteral(":redirect_uri"), approval.redirectUri},
         {QStringLiteral(":client_state"), pending.clientState ? QVariant(*pending.clientState) : QVariant()},
         {QStringLiteral(":code_challenge"), pending.codeChallenge},
         {QStringLiteral(":scopes"), value(approval.scopes)},
         {QStringLiteral(":resource"), approval.resource},
         {QStringLiteral(":match_code"), approval.matchCode},
         {QStringLiteral(":created_at"), value(approval.createdAt)},
         {QStringLiteral(":expires_at"), value(approval.expiresAt)},
         {QStringLiteral(":key_thumbprint"), pending.keyThumbprint}}));
    CHECK(connection.run(
        QStringLiteral("approvals/delete_oldest_of_session"),
        {{QStringLiteral(":session_id"), value(pending.session)}, {QStringLiteral(":keep"), mostPerSession}}));
    connection.changed(Table::Approvals, approval.id.text(), ChangeKind::Inserted);
    return {};
}

Result<std::optional<Pending>> find(Connection &connection, const ApprovalId &id, Time now)
{
    return connection.one(QStringLiteral("approvals/find"), {{QStringLiteral(":id"), value(id)}}, [now](Row &row) {
        Pending pending;
        pending.approval = read(row, now);
        pending.session = row.id<SessionId>();
        pending.clientState = row.maybeText();
        pending.codeChallenge = row.text();
        pending.answeredAt = row.maybeTime();
        pending.keyThumbprint = row.text();
        pending.browser = row.blob();
        return pending;
    });
}

Result<QList<Approval>> page(Connection &connection, Time now, Time since, int limit, int offset)
{
    return connection.all(QStringLiteral("approvals/page"),
                          {{QStringLiteral(":now"), value(now)},
                           {QStringLiteral(":since"), value(since)},
                           {QStringLiteral(":limit"), limit},
                           {QStringLiteral(":offset"), offset}},
                          [now](Row &row) { return read(row, now); });
}

Result<Approval> decide(Connection &connection, const ApprovalId &id, const std::optional<ApprovalChoice> &allowed,
                        const AccountId &account, Time now)
{
    const ApprovalChoice choice = allowed.value_or(ApprovalChoice{});
    TRY(const int rows,
        connection.run(QStringLiteral("approvals/decide"),
                       {{QStringLiteral(":id"), value(id)},
                        {QStringLiteral(":decision"), allowed ? QStringLiteral("approved") : QStringLiteral("denied")},
                        {QStringLiteral(":allowed_scopes"), value(choice.scopes)},
                        {QStringLiteral(":allowed_s"), value(choice.lifetime)},
                        {QStringLiteral(":account_id"), account.isEmpty() ? QVariant() : value(account)},
                        {QStringLiteral(":now"), value(now)}}));
    TRY(std::optional<Pending> found, find(connection, id, now));
    if (!found)
        return fail(ErrorCode::NotFound, QStringLiteral("There is no consent %1.").arg(id.text()));
    if (rows == 0) {
        return fail(ErrorCode::Conflict,
                    QStringLiteral("The consent %1 is %2 already.").arg(id.text(), toString(found->approval.state)));
    }
    connection.changed(Table::Approvals, id.text(), ChangeKind::Updated);
    return std::move(found->approval);
}

Result<bool> answer(Connection &connection, const ApprovalId &id, Time now)
{
    TRY(const int rows,
        connection.run(QStringLiteral("approvals/answer"),
                       {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":now"), value(now)}}));
    return rows > 0;
}

Result<qint64> countPending(Connection &connection, Time now)
{
    TRY(const std::optional<qint64> found,
        connection.one(QStringLiteral("approvals/count_pending"), {{QStringLiteral(":now"), value(now)}},
                       [](Row &row) { return row.number(); }));
    return found.value_or(0);
}

Result<> removeOld(Connection &connection, Time before)
{
    CHECK(connection.run(QStringLiteral("approvals/delete_old"), {{QStringLiteral(":before"), value(before)}}));
    return {};
}

} // namespace ostiary::store::approvals
