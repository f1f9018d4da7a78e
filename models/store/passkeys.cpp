// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/passkeys.h"

namespace ostiary::store::passkeys {

namespace {

Passkey read(Row &row)
{
    Passkey passkey;
    passkey.id = row.id<PasskeyId>();
    passkey.account = row.id<AccountId>();
    passkey.credentialId = row.blob();
    passkey.publicKey = row.blob();
    passkey.algorithm = int(row.number());
    passkey.signCount = quint32(row.number());
    passkey.name = row.text();
    passkey.createdAt = row.time();
    passkey.lastUsedAt = row.maybeTime();
    return passkey;
}

} // namespace

Result<std::optional<Passkey>> findByCredential(Connection &connection, const QByteArray &credentialId)
{
    return connection.one(QStringLiteral("passkeys/find_by_credential"),
                          {{QStringLiteral(":credential_id"), credentialId}}, read);
}

Result<QList<Passkey>> ofAccount(Connection &connection, const AccountId &account)
{
    return connection.all(QStringLiteral("passkeys/of_account"), {{QStringLiteral(":account_id"), value(account)}},
                          read);
}

Result<> insert(Connection &connection, const Passkey &passkey, int most)
{
    TRY(const int rows,
        connection.run(QStringLiteral("passkeys/insert"),
                       {{QStringLiteral(":id"), value(passkey.id)},
                        {QStringLiteral(":account_id"), value(passkey.account)},
                        {QStringLiteral(":credential_id"), passkey.credentialId},
                        {QStringLiteral(":public_key"), passkey.publicKey},
                        {QStringLiteral(":algorithm"), passkey.algorithm},
                        {QStringLiteral(":sign_count"), qint64(passkey.signCount)},
                        {QStringLiteral(":name"), passkey.name},
                        {QStringLiteral(":created_at"), value(passkey.createdAt)},
                        {QStringLiteral(":most"), most}}));
    if (rows == 0) {
        TRY(const std::optional<Passkey> known, findByCredential(connection, passkey.credentialId));
        if (known)
            return fail(ErrorCode::Conflict, QStringLiteral("This passkey is registered here already."));
        return fail(ErrorCode::Conflict,
                    QStringLiteral("This account has %1 passkeys, the most it may have; remove one first.").arg(most));
    }
    connection.changed(Table::Accounts, passkey.account.text(), ChangeKind::Updated);
    return {};
}

Result<bool> use(Connection &connection, const PasskeyId &id, quint32 signCount, Time now)
{
    TRY(const int rows,
        connection.run(QStringLiteral("passkeys/use"),
                       {{QStringLiteral(":id"), value(id)},
                        {QStringLiteral(":sign_count"), qint64(signCount)},
                        {QStringLiteral(":now"), value(now)}}));
    return rows > 0;
}

Result<bool> remove(Connection &connection, const PasskeyId &id, const AccountId &owner)
{
    TRY(const int rows,
        connection.run(QStringLiteral("passkeys/delete"),
                       {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":account_id"), value(owner)}}));
    if (rows > 0)
        connection.changed(Table::Accounts, owner.text(), ChangeKind::Updated);
    return rows > 0;
}

} // namespace ostiary::store::passkeys
