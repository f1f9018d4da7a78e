// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/grants/client_credentials.h"

#include "models/store/accounts.h"
#include "models/store/grants.h"
#include "models/store/projects.h"

namespace ostiary {

using namespace store;

namespace {

std::unexpected<Error> unauthorized(const QString &why)
{
    return fail(ErrorCode::UnauthorizedClient, why);
}

} // namespace

Task<Result<Authorized>> ClientCredentialsGrant::authorize(OAuthClient client, TokenRequest request)
{
    if (client.tokenEndpointAuthMethod == QLatin1String("none"))
        co_return unauthorized(QStringLiteral("A public client has nothing that proves who it is."));
    if (client.owner.isEmpty() || !client.grantTypes.contains(type()))
        co_return unauthorized(QStringLiteral("The operator has not allowed this client tokens of its own."));
    CO_TRY(const QString resource, m_tools.resources.find(request.resource));
    CO_TRY(const QStringList ceiling, m_tools.scopes.forRequest(client.scope));
    CO_TRY(const QStringList granted, m_tools.scopes.narrowed(request.scope, ceiling));
    std::optional<Grant> session;
    {
        CO_TRY(Connection *const connection, m_tools.store.reader());
        CO_TRY(session, existing(*connection, client, ceiling, resource));
    }
    if (!session) {
        CO_TRY(session, co_await m_tools.store.write([this, client, ceiling, resource](Connection &connection) {
            return openFor(connection, client, ceiling, resource);
        }));
    }
    co_return Authorized{.grant = *session, .scopes = granted};
}

// One session for all tokens of a program and resource, so that a token costs no write and a list shows it once.
Result<std::optional<Grant>> ClientCredentialsGrant::existing(Connection &connection, const OAuthClient &client,
                                                              const QStringList &ceiling, const QString &resource) const
{
    TRY(const std::optional<GrantId> id,
        grants::findOfMachine(connection, client.id, resource, now() + m_tools.policy.accessLifetime));
    if (!id)
        return std::nullopt;
    TRY(const std::optional<grants::Owned> found, grants::find(connection, *id));
    if (!found || found->grant.account != client.owner || found->grant.scopes != ceiling)
        return std::nullopt;
    if (found->holder.isDisabled || !found->holder.role)
        return unauthorized(QStringLiteral("The account that answers for this client has no access any more."));
    return found->grant;
}

Result<Grant> ClientCredentialsGrant::openFor(Connection &connection, const OAuthClient &client,
                                              const QStringList &ceiling, const QString &resource)
{
    TRY(const std::optional<Grant> meanwhile, existing(connection, client, ceiling, resource));
    if (meanwhile)
        return *meanwhile;
    TRY(const std::optional<Account> owner, accounts::find(connection, client.owner));
    if (!owner || owner->disabledAt)
        return unauthorized(QStringLiteral("The account that answers for this client has no access any more."));
    Grant grant;
    grant.id = m_tools.random.id<GrantId>();
    grant.account = owner->id;
    grant.organization = owner->organization;
    TRY(grant.project, projects::first(connection, grant.organization));
    grant.client = client.id;
    grant.scopes = ceiling;
    grant.resource = resource;
    grant.createdAt = now();
    grant.expiresAt = now() + m_tools.policy.refreshLifetime;
    grant.isMachine = true;
    CHECK(grants::insert(connection, grant));
    return grant;
}

} // namespace ostiary
