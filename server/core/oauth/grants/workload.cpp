// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/grants/workload.h"

#include "models/store/accounts.h"
#include "models/store/oauth_clients.h"
#include "server/core/crypto/base64url.h"

#include <QCryptographicHash>

namespace ostiary {

using namespace store;

namespace {

// What stands for it where a session needs a client; the same for the same rule, whatever else the file says.
OAuthClient clientOf(const WorkloadAssertion &assertion)
{
    const QString name = assertion.issuer + u'|' + assertion.rule.name;
    const QByteArray hash = QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256);
    OAuthClient client;
    client.id = ClientId(QLatin1String(ClientId::kPrefix) + QStringLiteral("workload_")
                         + QString::fromLatin1(toBase64Url(hash).first(22)));
    client.name = assertion.rule.name;
    client.grantTypes = {QStringLiteral("urn:ietf:params:oauth:grant-type:jwt-bearer")};
    return client;
}

} // namespace

QString WorkloadGrant::type() const
{
    return QStringLiteral("urn:ietf:params:oauth:grant-type:jwt-bearer");
}

Task<Result<Authorized>> WorkloadGrant::authorize(OAuthClient, TokenRequest request)
{
    CO_TRY(const Wish wish, check(request));
    CO_TRY(const Grant grant,
           co_await m_tools.store.write([this, wish](Connection &connection) { return sessionFor(connection, wish); }));
    co_return Authorized{.grant = grant, .scopes = wish.scopes};
}

Result<WorkloadGrant::Wish> WorkloadGrant::check(const TokenRequest &request) const
{
    const QString issuer = m_tools.resources.issuer();
    const QStringList audiences{issuer, issuer + QStringLiteral("/api/oauth/token"), issuer + QStringLiteral("/token")};
    Wish wish;
    TRY(wish.assertion, m_tools.policy.trustedIssuers->verifyWorkload(request.assertion.toUtf8(), audiences, now()));
    // A token for the whole server has to be meant: programs say where they are going.
    if (request.resource.isEmpty())
        return fail(ErrorCode::InvalidTarget, QStringLiteral("A workload must say which resource its token is for."));
    TRY(wish.resource, m_tools.resources.find(request.resource));
    TRY(const QStringList asked, m_tools.scopes.forRequest(request.scope));
    for (const QString &scope : asked) {
        if (m_tools.scopes.includes(wish.assertion.rule.scopes, scope))
            wish.scopes << scope;
    }
    if (wish.scopes.isEmpty()) {
        return fail(
            ErrorCode::InvalidScope,
            QStringLiteral("The workload %1 may have nothing of what is asked for.").arg(wish.assertion.rule.name));
    }
    return wish;
}

// An assertion may come as often as it holds, since platforms give a job only one (DECISIONS.md).
Result<Grant> WorkloadGrant::sessionFor(Connection &connection, const Wish &wish)
{
    const WorkloadRule &rule = wish.assertion.rule;
    TRY(const auto account, accounts::findByEmail(connection, rule.account));
    if (!account || account->account.disabledAt) {
        return invalidGrant(
            QStringLiteral("The account that answers for the workload %1 has no access.").arg(rule.name));
    }
    const OAuthClient client = clientOf(wish.assertion);
    CHECK(oauth_clients::keepWorkload(connection, client, now()));
    return sessionOf(connection,
                     {.account = account->account,
                      .client = client.id,
                      .scopes = wish.scopes,
                      .resource = wish.resource,
                      .issuer = wish.assertion.issuer,
                      .workload = rule.name});
}

} // namespace ostiary
