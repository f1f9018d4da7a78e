// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/change.h"
#include "models/connections.h"
#include "models/error.h"
#include "models/scope.h"
#include "models/spend.h"

#include <QFuture>
#include <QObject>
#include <QUrl>

namespace ostiary {

struct ServerStatus {
    QString version;
    QUrl url; ///< where it listens; empty when it does not
    QUrl publicUrl; ///< what clients are told; the OAuth issuer
    QString dataFolder;
    int pendingApprovals = 0;
    QList<UpstreamStatus> upstreams;
};

struct NewAccount {
    QString email;
    Secret password;
    AccountKind kind = AccountKind::Person;
    bool isAdmin = false;
    AccountId owner; ///< of an agent: who answers for it
};

/// What to change of an account; what is absent stays.
struct AccountChange {
    std::optional<bool> isAdmin;
    std::optional<bool> isDisabled;
    /// Takes authenticator app, recovery codes and passkeys away, for somebody who lost them.
    bool resetSecondFactors = false;
};

/// Another plan for an organization. Without a trial's end, none holds any more.
struct PlanChange {
    QString plan;
    std::optional<Time> trialEndsAt;
};

/// A link or code that works once; `token` can't be shown again.
struct CreatedLink {
    OneTimeLink link;
    Secret token;
    QUrl url; ///< where to follow it; empty for a code that is typed
};

/// How the first administrator is made in a browser.
struct SetupCode {
    QString code;
    QUrl url; ///< with the code in it
    Time expiresAt;
};

struct NewApiKey {
    QString accountEmail;
    KeyKind kind = KeyKind::Fos;
    QString name;
    QStringList scopes{QStringLiteral("*")};
    std::optional<Time> expiresAt;
    ProjectId project; ///< empty: the organization's first
    QStringList networks; ///< the only ones that it works from; empty: anywhere
    Limits limits;
    Budget budget;
};

/// What to change of a key; what is absent stays.
struct ApiKeyChange {
    std::optional<QString> name;
    std::optional<QStringList> networks;
    std::optional<bool> isDisabled;
    std::optional<std::optional<Time>> expiresAt; ///< an empty inner one: never
    std::optional<QStringList> scopes;
    std::optional<Limits> limits;
    std::optional<Budget> budget;
};

/// What to change of an organization; what is absent stays.
struct OrganizationChange {
    std::optional<QString> name;
    std::optional<Limits> limits;
    std::optional<Budget> budget;
};

/// What to change of a project; what is absent stays.
struct ProjectChange {
    std::optional<QString> name;
    std::optional<Budget> budget;
};

/// Whose access to take back: one account's, one organization's, or, when both are empty, everyone's.
struct RevocationTarget {
    AccountId account;
    OrganizationId organization;
};

/// What a program may do in its own name.
struct MachineAllowance {
    QString ownerEmail; ///< of the account that answers for it
    QStringList scopes; ///< the most that it can get; empty: all
};

struct CreatedApiKey {
    ApiKey key;
    Secret secret; ///< the key itself; nobody can show it again
};

/// An OAuth client that is made by hand, for software that cannot register itself.
struct NewClient {
    QString name;
    QStringList redirectUris;
    bool hasSecret = false; ///< false: public, with PKCE alone
};

struct CreatedClient {
    OAuthClient client;
    Secret secret; ///< empty for a public one; nobody can show it again
};

/// One page of a list. Rows come newest first; `cursor` of the page before continues where it ended.
struct PageRequest {
    int limit = 200; ///< 1 to 1000
    QString cursor; ///< empty: from the start
};
template <typename T>
struct Page {
    QList<T> rows;
    QString nextCursor; ///< empty: this was the last page
};

/// Everything that the console and the command line can do. They never know whether the server runs in this process
/// or behind a socket. Call it from the thread that made it; futures finish there. A failure is an Error whose
/// `detail` is fit to be shown as it is.
class Admin : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] virtual QFuture<Result<ServerStatus>> status() = 0;

    [[nodiscard]] virtual QFuture<Result<Page<Account>>> accounts(PageRequest page) = 0;
    /// Conflict: the e-mail is taken. InvalidValue: `field` is email or password.
    [[nodiscard]] virtual QFuture<Result<Account>> createAccount(NewAccount account) = 0;
    /// NotFound. Conflict: the last administrator can't be disabled or made an ordinary account.
    [[nodiscard]] virtual QFuture<Result<Account>> changeAccount(AccountId id, AccountChange change) = 0;
    /// A link that lets its holder choose a new password, for 30 minutes; earlier ones end.
    [[nodiscard]] virtual QFuture<Result<CreatedLink>> createResetLink(AccountId id) = 0;
    /// A code that lets one agent register itself, for 7 days.
    [[nodiscard]] virtual QFuture<Result<CreatedLink>> createAgentCode() = 0;
    /// NotFound once there is an administrator.
    [[nodiscard]] virtual QFuture<Result<SetupCode>> setupCode() = 0;

    [[nodiscard]] virtual QFuture<Result<Page<Organization>>> organizations(PageRequest page) = 0;
    /// NotFound. InvalidValue: there is no such plan.
    [[nodiscard]] virtual QFuture<Result<Organization>> changePlan(OrganizationId id, PlanChange change) = 0;
    /// NotFound. InvalidValue: name, a limit or an amount.
    [[nodiscard]] virtual QFuture<Result<Organization>> changeOrganization(OrganizationId id, OrganizationChange change)
        = 0;
    [[nodiscard]] virtual QFuture<Result<Page<Project>>> projects(PageRequest page) = 0;
    /// NotFound. InvalidValue: name or an amount. Conflict: the name is taken.
    [[nodiscard]] virtual QFuture<Result<Project>> changeProject(ProjectId id, ProjectChange change) = 0;
    /// The least first; all on one page.
    [[nodiscard]] virtual QFuture<Result<Page<Plan>>> plans(PageRequest page) = 0;
    /// Its figures; name and rank stay. NotFound, InvalidValue.
    [[nodiscard]] virtual QFuture<Result<Plan>> updatePlan(Plan plan) = 0;

    [[nodiscard]] virtual QFuture<Result<Page<ApiKey>>> apiKeys(PageRequest page) = 0;
    /// NotFound: no such account. Conflict: ten active keys already. InvalidValue: name, scopes or expires_at.
    [[nodiscard]] virtual QFuture<Result<CreatedApiKey>> createApiKey(NewApiKey key) = 0;
    /// NotFound. Conflict: it is revoked. InvalidValue: name, networks or expires_at.
    [[nodiscard]] virtual QFuture<Result<ApiKey>> changeApiKey(ApiKeyId id, ApiKeyChange change) = 0;
    /// A new key in its place; both work until `overlap` is over. NotFound. Conflict: it does not work, or was rotated
    /// before. InvalidValue: overlap.
    [[nodiscard]] virtual QFuture<Result<CreatedApiKey>> rotateApiKey(ApiKeyId id, std::chrono::seconds overlap) = 0;
    /// Final; the next request with it is refused. NotFound: no such key. Revoking twice changes nothing.
    [[nodiscard]] virtual QFuture<Result<ApiKey>> revokeApiKey(ApiKeyId id) = 0;

    /// Which key that is, and whether it would be let in.
    [[nodiscard]] virtual QFuture<Result<KeyCheck>> checkApiKey(Secret secret) = 0;
    /// What `count` requests a minute would have refused in the last 7 days; `subject` is the id of a key or of an
    /// organization. NotFound. InvalidValue: count.
    [[nodiscard]] virtual QFuture<Result<LimitSimulation>> simulateLimit(QString subject, LimitKind kind, int count)
        = 0;

    /// What revokeAll() would end now. NotFound.
    [[nodiscard]] virtual QFuture<Result<Revocation>> previewRevokeAll(RevocationTarget target) = 0;
    /// Revokes every key and OAuth session and ends every browser session. Final. NotFound.
    [[nodiscard]] virtual QFuture<Result<Revocation>> revokeAll(RevocationTarget target) = 0;

    /// In the order in which people choose from them, each with what needs it; all on one page.
    [[nodiscard]] virtual QFuture<Result<Page<Scope>>> scopes(PageRequest page) = 0;

    /// Those in force first, then earlier ones.
    [[nodiscard]] virtual QFuture<Result<Page<Price>>> prices(PageRequest page) = 0;
    /// Holds from now on; one for the same upstream, kind and subject ends. Its id and times are not looked at.
    /// InvalidValue: upstream, subject or an amount.
    [[nodiscard]] virtual QFuture<Result<Price>> setPrice(Price price) = 0;
    /// From now on there is none. NotFound. Conflict: it had ended.
    [[nodiscard]] virtual QFuture<Result<Price>> endPrice(PriceId id) = 0;
    /// This month's. NotFound.
    [[nodiscard]] virtual QFuture<Result<SpendReport>> spendReport(OrganizationId id) = 0;
    [[nodiscard]] virtual QFuture<Result<Page<SpendEntry>>> spendLedger(PageRequest page) = 0;

    [[nodiscard]] virtual QFuture<Result<Page<Grant>>> grants(PageRequest page) = 0;
    /// Ends an OAuth session with all of its tokens and open streams.
    [[nodiscard]] virtual QFuture<Result<Grant>> revokeGrant(GrantId id) = 0;

    /// The same software, registered again and again, is one row with their number.
    [[nodiscard]] virtual QFuture<Result<Page<OAuthClient>>> clients(PageRequest page) = 0;
    /// InvalidValue: name or redirect_uris.
    [[nodiscard]] virtual QFuture<Result<CreatedClient>> createClient(NewClient client) = 0;
    /// Ends a client, however it came here, with all of its sessions. NotFound.
    [[nodiscard]] virtual QFuture<Result<OAuthClient>> deleteClient(ClientId id) = 0;
    /// Lets a program have tokens in its own name (client_credentials), in the organization of `owner`. NotFound:
    /// client or account. InvalidValue: scopes, or a client that cannot prove who it is.
    [[nodiscard]] virtual QFuture<Result<OAuthClient>> allowClient(ClientId id, MachineAllowance allowance) = 0;
    /// Takes that back; its tokens end at once. NotFound.
    [[nodiscard]] virtual QFuture<Result<OAuthClient>> disallowClient(ClientId id) = 0;

    /// The latest first; all on one page.
    [[nodiscard]] virtual QFuture<Result<Page<SigningKeyInfo>>> signingKeys(PageRequest page) = 0;
    /// Publishes the next key, which signs a day later. With `atOnce` it signs now and every other one is thrown away,
    /// for when one may have leaked: access tokens signed before are refused, and clients fetch new ones with their
    /// refresh tokens. Conflict: a next one is published already.
    [[nodiscard]] virtual QFuture<Result<SigningKeyInfo>> rotateSigningKey(bool atOnce) = 0;

    /// Pending ones first, then those decided in the last hour.
    [[nodiscard]] virtual QFuture<Result<Page<Approval>>> approvals(PageRequest page) = 0;
    /// NotFound, or Conflict when it was decided or ran out before. InvalidValue: `scopes` (only what was asked for can
    /// be allowed), `lifetime`, or `account` (for a browser where nobody is signed in, when it could be several).
    [[nodiscard]] virtual QFuture<Result<Approval>> approve(ApprovalId id, ApprovalChoice choice = {}) = 0;
    [[nodiscard]] virtual QFuture<Result<Approval>> deny(ApprovalId id) = 0;

    /// How clients came in, or did not; the newest attempt first.
    [[nodiscard]] virtual QFuture<Result<Page<ConnectionAttempt>>> attempts(PageRequest page) = 0;
    /// NotFound: there is none, or it is too old to be kept.
    [[nodiscard]] virtual QFuture<Result<ConnectionAttempt>> attempt(AttemptId id) = 0;
    /// What the server makes of an authorization request, line by line; `url` is what a browser was sent to, or its
    /// query alone. InvalidValue (`url`): it is none.
    [[nodiscard]] virtual QFuture<Result<AuthorizeReport>> checkAuthorizeUrl(QString url) = 0;

signals:
    /// A row came, changed or went. Rows are re-read, not sent along.
    void changed(const ostiary::Change &change);
};

} // namespace ostiary
