// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/machine_access.h"

#include "models/store/accounts.h"
#include "models/store/grants.h"
#include "models/store/oauth_clients.h"

namespace ostiary {

using namespace store;

namespace {

const QString kGrantType = QStringLiteral("client_credentials");

Result<OAuthClient> findClient(Connection &connection, const ClientId &id)
{
    TRY(auto found, oauth_clients::find(connection, id));
    if (!found)
        return fail(ErrorCode::NotFound, QStringLiteral("There is no client %1.").arg(id.text().left(60)));
    return std::move(found->client);
}

} // namespace

Task<Result<OAuthClient>> MachineAccess::allow(ClientId id, QString ownerEmail, QStringList scopes)
{
    CO_TRY(const QStringList allowed, m_scopes.forKey(scopes.isEmpty() ? QStringList{QStringLiteral("*")} : scopes));
    const QString scope = allowed.contains(QLatin1String("*")) ? QString() : allowed.join(u' ');
    co_return co_await m_store.write([id, email = ownerEmail.trimmed().toLower(),
                                      scope](Connection &connection) -> Result<OAuthClient> {
        TRY(OAuthClient client, findClient(connection, id));
        if (client.tokenEndpointAuthMethod == QLatin1String("none")) {
            return failField(QStringLiteral("client"),
                             QStringLiteral("%1 is a public client: it has nothing that proves who it is. Register one "
                                            "with a secret or a key.")
                                 .arg(id.text()));
        }
        TRY(const auto owner, accounts::findByEmail(connection, email));
        if (!owner)
            return fail(ErrorCode::NotFound, QStringLiteral("There is no account %1.").arg(email.left(254)));
        client.owner = owner->account.id;
        client.scope = scope;
        if (!client.grantTypes.contains(kGrantType))
            client.grantTypes << kGrantType;
        CHECK(oauth_clients::setOwner(connection, client));
        return client;
    });
}

Task<Result<OAuthClient>> MachineAccess::disallow(ClientId id)
{
    return m_store.write([id, now = m_clock.now()](Connection &connection) { return withdraw(connection, id, now); });
}

Result<OAuthClient> MachineAccess::withdraw(Connection &connection, const ClientId &id, Time now)
{
    TRY(OAuthClient client, findClient(connection, id));
    client.owner = {};
    client.grantTypes.removeAll(kGrantType);
    CHECK(oauth_clients::setOwner(connection, client));
    TRY(const QList<GrantId> ids, grants::machineIds(connection, id));
    for (const GrantId &grant : ids)
        CHECK(grants::revoke(connection, grant, now));
    return client;
}

} // namespace ostiary
