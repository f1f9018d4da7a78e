// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/second_factors.h"

namespace ostiary::store::second_factors {

Result<std::optional<Totp>> findTotp(Connection &connection, const AccountId &account)
{
    return connection.one(QStringLiteral("totp/find"), {{QStringLiteral(":account_id"), value(account)}}, [](Row &row) {
        Totp totp;
        totp.sealedSecret = row.blob();
        totp.lastStep = row.number();
        totp.createdAt = row.time();
        return totp;
    });
}

Result<bool> insertTotp(Connection &connection, const AccountId &account, const Totp &totp)
{
    TRY(const int rows,
        connection.run(QStringLiteral("totp/insert"),
                       {{QStringLiteral(":account_id"), value(account)},
                        {QStringLiteral(":sealed_secret"), totp.sealedSecret},
                        {QStringLiteral(":last_step"), totp.lastStep},
                        {QStringLiteral(":created_at"), value(totp.createdAt)}}));
    return rows > 0;
}

Result<bool> useStep(Connection &connection, const AccountId &account, qint64 step)
{
    TRY(const int rows,
        connection.run(QStringLiteral("totp/use"),
                       {{QStringLiteral(":account_id"), value(account)}, {QStringLiteral(":step"), step}}));
    return rows > 0;
}

Result<> removeTotp(Connection &connection, const AccountId &account)
{
    for (const QString &statement : {QStringLiteral("totp/delete"), QStringLiteral("recovery_codes/delete")})
        CHECK(connection.run(statement, {{QStringLiteral(":account_id"), value(account)}}));
    return {};
}

Result<> removeAll(Connection &connection, const AccountId &account)
{
    CHECK(removeTotp(connection, account));
    CHECK(connection.run(QStringLiteral("passkeys/delete_of_account"),
                         {{QStringLiteral(":account_id"), value(account)}}));
    return {};
}

Result<bool> hasPasskey(Connection &connection, const AccountId &account)
{
    TRY(const std::optional<bool> found,
        connection.one(QStringLiteral("passkeys/exists_of_account"), {{QStringLiteral(":account_id"), value(account)}},
                       [](Row &row) { return row.flag(); }));
    return found.value_or(false);
}

Result<> replaceCodes(Connection &connection, const AccountId &account, const QList<QByteArray> &hashes)
{
    CHECK(connection.run(QStringLiteral("recovery_codes/delete"), {{QStringLiteral(":account_id"), value(account)}}));
    for (const QByteArray &hash : hashes)
        CHECK(connection.run(QStringLiteral("recovery_codes/insert"),
                             {{QStringLiteral(":account_id"), value(account)}, {QStringLiteral(":hash"), hash}}));
    return {};
}

Result<bool> useCode(Connection &connection, const AccountId &account, const QByteArray &hash, Time now)
{
    TRY(const int rows,
        connection.run(QStringLiteral("recovery_codes/use"),
                       {{QStringLiteral(":account_id"), value(account)},
                        {QStringLiteral(":hash"), hash},
                        {QStringLiteral(":now"), value(now)}}));
    return rows > 0;
}

Result<qint64> countCodes(Connection &connection, const AccountId &account)
{
    TRY(const std::optional<qint64> found,
        connection.one(QStringLiteral("recovery_codes/count"), {{QStringLiteral(":account_id"), value(account)}},
                       [](Row &row) { return row.number(); }));
    return found.value_or(0);
}

} // namespace ostiary::store::second_factors
