// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/sign_ins.h"

namespace ostiary::store::sign_ins {

namespace {

SignInRecord read(Row &row)
{
    SignInRecord record;
    record.id = row.id<SignInId>();
    record.account = row.id<AccountId>();
    record.at = row.time();
    record.method = row.text();
    record.outcome = row.text();
    record.address = row.text();
    record.userAgent = row.text();
    return record;
}

} // namespace

Result<> insert(Connection &connection, const SignInRecord &record)
{
    CHECK(connection.run(QStringLiteral("sign_ins/insert"),
                         {{QStringLiteral(":id"), value(record.id)},
                          {QStringLiteral(":account_id"), value(record.account)},
                          {QStringLiteral(":at"), value(record.at)},
                          {QStringLiteral(":method"), record.method},
                          {QStringLiteral(":outcome"), record.outcome},
                          {QStringLiteral(":address"), record.address},
                          {QStringLiteral(":user_agent"), record.userAgent}}));
    return {};
}

Result<QList<SignInRecord>> ofAccount(Connection &connection, const AccountId &account, int limit)
{
    return connection.all(QStringLiteral("sign_ins/of_account"),
                          {{QStringLiteral(":account_id"), value(account)}, {QStringLiteral(":limit"), limit}}, read);
}

Result<> removeOld(Connection &connection, Time before)
{
    CHECK(connection.run(QStringLiteral("sign_ins/delete_old"), {{QStringLiteral(":before"), value(before)}}));
    return {};
}

} // namespace ostiary::store::sign_ins
