// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/device_codes.h"

namespace ostiary::store::device_codes {

namespace {

// Nobody asks here whether a pending consent ran out: it ends with its device code.
std::optional<ApprovalState> decisionFromText(const std::optional<QString> &text)
{
    if (!text)
        return std::nullopt;
    return *text == QLatin1String("approved") ? ApprovalState::Approved
        : *text == QLatin1String("denied")    ? ApprovalState::Denied
                                              : ApprovalState::Pending;
}

Entry read(Row &row)
{
    Entry entry;
    entry.client = row.id<ClientId>();
    entry.scopes = row.words();
    entry.resource = row.text();
    entry.createdAt = row.time();
    entry.expiresAt = row.time();
    entry.interval = std::chrono::seconds(row.number());
    entry.polledAt = row.maybeTime();
    entry.approval = row.id<ApprovalId>();
    entry.usedAt = row.maybeTime();
    entry.grant = row.id<GrantId>();
    entry.decision = decisionFromText(row.maybeText());
    entry.account = row.id<AccountId>();
    entry.choice.scopes = row.words();
    entry.choice.lifetime = row.maybeSeconds();
    return entry;
}

} // namespace

Result<> insert(Connection &connection, const QByteArray &hash, const QByteArray &userCodeHash, const Entry &entry)
{
    CHECK(connection.run(QStringLiteral("device_codes/insert"),
                         {{QStringLiteral(":hash"), hash},
                          {QStringLiteral(":user_code_hash"), userCodeHash},
                          {QStringLiteral(":client_id"), value(entry.client)},
                          {QStringLiteral(":scopes"), value(entry.scopes)},
                          {QStringLiteral(":resource"), entry.resource},
                          {QStringLiteral(":created_at"), value(entry.createdAt)},
                          {QStringLiteral(":expires_at"), value(entry.expiresAt)},
                          {QStringLiteral(":interval_s"), qint64(entry.interval.count())}}));
    return {};
}

Result<std::optional<Entry>> find(Connection &connection, const QByteArray &hash)
{
    return connection.one(QStringLiteral("device_codes/find"), {{QStringLiteral(":hash"), hash}}, read);
}

Result<std::optional<Entry>> findByUserCode(Connection &connection, const QByteArray &userCodeHash)
{
    return connection.one(QStringLiteral("device_codes/find_by_user_code"),
                          {{QStringLiteral(":user_code_hash"), userCodeHash}}, read);
}

Result<bool> claim(Connection &connection, const QByteArray &userCodeHash, const ApprovalId &approval, Time now)
{
    TRY(const int rows,
        connection.run(QStringLiteral("device_codes/claim"),
                       {{QStringLiteral(":user_code_hash"), userCodeHash},
                        {QStringLiteral(":approval_id"), value(approval)},
                        {QStringLiteral(":now"), value(now)}}));
    return rows > 0;
}

Result<> poll(Connection &connection, const QByteArray &hash, std::chrono::seconds interval, Time now)
{
    CHECK(connection.run(QStringLiteral("device_codes/poll"),
                         {{QStringLiteral(":hash"), hash},
                          {QStringLiteral(":interval_s"), qint64(interval.count())},
                          {QStringLiteral(":now"), value(now)}}));
    return {};
}

Result<bool> use(Connection &connection, const QByteArray &hash, const GrantId &grant, Time now)
{
    TRY(const int rows,
        connection.run(QStringLiteral("device_codes/use"),
                       {{QStringLiteral(":hash"), hash},
                        {QStringLiteral(":grant_id"), value(grant)},
                        {QStringLiteral(":now"), value(now)}}));
    return rows > 0;
}

Result<> removeExpired(Connection &connection, Time before)
{
    CHECK(connection.run(QStringLiteral("device_codes/delete_expired"), {{QStringLiteral(":before"), value(before)}}));
    return {};
}

} // namespace ostiary::store::device_codes
