// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "models/id.h"
#include "models/secret.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

// The things that Ostiary keeps, as plain values. SCHEMA.md says what of them is hashed and who deletes it.

namespace ostiary {

enum class AccountKind { Person, Agent };

struct Account {
    AccountId id;
    OrganizationId organization;
    QString email; ///< normalised: trimmed, lower case
    AccountKind kind = AccountKind::Person;
    bool isAdmin = false; ///< may administer this server
    AccountId owner; ///< of an agent that a person registered; empty: its own
    std::optional<Time> disabledAt; ///< none of its credentials works since then
    Time createdAt;
    friend bool operator==(const Account &, const Account &) = default;
};
[[nodiscard]] QString toString(AccountKind kind); ///< "person", "agent"

/// What somebody may do in an organization, least first; each may do what those before it may.
enum class Role {
    Auditor, ///< looks, changes nothing
    Member, ///< has keys and sessions of their own
    Admin, ///< manages members and projects
    Owner, ///< everything, the plan too
};
[[nodiscard]] QString toString(Role role); ///< "auditor", "member", "admin", "owner"
[[nodiscard]] std::optional<Role> roleFromString(const QString &text);

/// Which of its two windows a request counts in (F8).
enum class LimitKind {
    Standard,
    Ai, ///< upstreams that are declared so
};
[[nodiscard]] QString toString(LimitKind kind); ///< "standard", "ai"
[[nodiscard]] std::optional<LimitKind> limitKindFromString(const QString &text);

/// How many requests a minute a key or an organization may make, where that differs from its plan. nullopt: as the
/// organization, the plan or the server says, in this order.
struct Limits {
    std::optional<int> standard;
    std::optional<int> ai;
    std::optional<int> raise; ///< 2 to 100: for a while the limit that holds is so many times as high
    std::optional<Time> raisedUntil;

    [[nodiscard]] std::optional<int> of(LimitKind kind) const { return kind == LimitKind::Ai ? ai : standard; }
    [[nodiscard]] int factorAt(Time now) const { return raise && raisedUntil && now < *raisedUntil ? *raise : 1; }
    friend bool operator==(const Limits &, const Limits &) = default;
};

/// What a limit would have done to the requests that were made.
struct LimitSimulation {
    Time since; ///< counted from here on, by the minute
    qint64 requests = 0;
    qint64 refused = 0; ///< by the limit in question
    qint64 refusedThen = 0; ///< by the limits that held
    int busiestMinute = 0; ///< requests in it
    friend bool operator==(const LimitSimulation &, const LimitSimulation &) = default;
};

/// What may be spent in a calendar month (UTC), in millionths of a dollar. The stop and the alerts are separate.
struct Budget {
    std::optional<qint64> capMicros; ///< nothing beyond: 402. nullopt: no stop; of an organization, its plan's
    std::optional<qint64> alertMicros; ///< told at 50, 80 and 100 % of it; 0: never. nullopt: of the cap
    friend bool operator==(const Budget &, const Budget &) = default;
};

/// What keys, sessions, projects and budgets belong to. Every account is born with one of its own.
struct Organization {
    OrganizationId id;
    QString name;
    QString plan; ///< the name of the Plan that holds when no trial does
    std::optional<Time> trialEndsAt; ///< until then a Free organization has what Pro has (F7)
    AccountId personalOf; ///< whose own it is; empty: made to be shared
    Time createdAt;
    Limits limits; ///< of each credential in it
    Budget budget; ///< of all together

    [[nodiscard]] QString planAt(Time now) const;
    friend bool operator==(const Organization &, const Organization &) = default;
};

/// The plan that holds now; a trial ends by itself, as it is only ever asked of the clock.
[[nodiscard]] QString planAt(const QString &plan, const std::optional<Time> &trialEndsAt, Time now);

/// A plan's figures. Rates count per minute; nullopt: for a rate, the server's setting, else no limit.
struct Plan {
    QString name; ///< "free", "pro", "enterprise"
    int rank = 0; ///< a higher one has what lower ones have
    QString title; ///< "Free"
    std::optional<int> standardLimit;
    std::optional<int> aiLimit;
    std::optional<qint64> aiCapMicros; ///< spending on AI endpoints in a month, in millionths of a dollar
    std::optional<int> memberLimit;
    std::optional<int> projectLimit;
    bool customLimits = false; ///< keys and organizations may have limits of their own
    friend bool operator==(const Plan &, const Plan &) = default;
};

/// Somebody's place in an organization.
struct Member {
    OrganizationId organization;
    AccountId account;
    QString email; ///< for people to read
    AccountKind kind = AccountKind::Person;
    Role role = Role::Member;
    Time createdAt;
    friend bool operator==(const Member &, const Member &) = default;
};

/// One of the organizations that somebody is in, and as what.
struct Membership {
    Organization organization;
    Role role = Role::Member;
};

/// What an organization's keys, sessions and budgets are sorted into.
struct Project {
    ProjectId id;
    OrganizationId organization;
    QString name;
    int activeKeys = 0;
    Time createdAt;
    Budget budget;
    friend bool operator==(const Project &, const Project &) = default;
};

enum class LinkPurpose { Reset, Member, Agent };
[[nodiscard]] QString toString(LinkPurpose purpose); ///< "reset", "member", "agent"

/// A link or code that works once. The token itself is kept only as an HMAC.
struct OneTimeLink {
    LinkId id;
    LinkPurpose purpose = LinkPurpose::Reset;
    AccountId account; ///< Reset: whose password
    OrganizationId organization; ///< Member: of which
    Role role = Role::Member; ///< Member: as what
    AccountId createdBy; ///< empty: the operator
    Time createdAt;
    Time expiresAt;
    std::optional<Time> usedAt;
    friend bool operator==(const OneTimeLink &, const OneTimeLink &) = default;
};

/// One attempt to sign in to an account that exists.
struct SignInRecord {
    SignInId id;
    AccountId account;
    Time at;
    QString method; ///< "password", "passkey", "totp", "recovery_code", "reset_link"
    QString outcome; ///< "ok", "wrong_password", "wrong_code", "second_factor_missing", "disabled"
    QString address;
    QString userAgent;
};

/// The two kinds of API key (design: F4, V1); either is accepted in either header.
enum class KeyKind { Fos, Fvk };
[[nodiscard]] QString toString(KeyKind kind); ///< "fos", "fvk"
[[nodiscard]] std::optional<KeyKind> keyKindFromString(const QString &text);

enum class KeyState {
    Active,
    Disabled, ///< switched off; can be switched on again
    Expired,
    Revoked, ///< for good
};
[[nodiscard]] QString toString(KeyState state); ///< "active", "disabled", "expired", "revoked"

struct ApiKey {
    ApiKeyId id;
    AccountId account;
    OrganizationId organization;
    ProjectId project;
    QString accountEmail; ///< for people to read
    KeyKind kind = KeyKind::Fos;
    QString name;
    QString hint; ///< prefix and last four: "fvk_live_…9xQ2"
    QStringList scopes; ///< {"*"}: every scope
    QStringList networks; ///< "192.0.2.0/24"; from nowhere else it works. Empty: from anywhere
    Time createdAt;
    std::optional<Time> expiresAt;
    std::optional<Time> lastUsedAt;
    std::optional<Time> revokedAt;
    std::optional<Time> disabledAt;
    QString lastUsedAddress; ///< with lastUsedAt
    QString lastUsedClient; ///< the User-Agent, as it came
    ApiKeyId replaces; ///< it was made by rotating that one
    ApiKeyId replacedBy; ///< it was rotated, and ends with its overlap
    Limits limits;
    Budget budget;

    [[nodiscard]] KeyState stateAt(Time now) const
    {
        return revokedAt                     ? KeyState::Revoked
            : expiresAt && *expiresAt <= now ? KeyState::Expired
            : disabledAt                     ? KeyState::Disabled
                                             : KeyState::Active;
    }
    friend bool operator==(const ApiKey &, const ApiKey &) = default;
};

/// What somebody finds out of a key that they hold: which one it is, and why it would fail.
struct KeyCheck {
    std::optional<ApiKey> key; ///< nullopt: there is none such, or it is somebody else's
    /// "works", "typo" (the checksum is wrong), "malformed", "unknown", "disabled", "expired", "revoked",
    /// "account_disabled", "not_a_member"
    QString verdict;
    QString detail; ///< a sentence: why, and what to do
    friend bool operator==(const KeyCheck &, const KeyCheck &) = default;
};

/// What taking everything back ends, or would end.
struct Revocation {
    int keys = 0; ///< that still work, or could be enabled again
    int keysUsedToday = 0; ///< of these: used in the last 24 hours
    int grants = 0; ///< OAuth sessions
    int browserSessions = 0;
    QStringList names; ///< of the keys and clients, those used last first; at most 20
    friend bool operator==(const Revocation &, const Revocation &) = default;
};

/// A person's sign-in with a browser. Its id is not its cookie: the cookie's value is kept only as an HMAC.
struct BrowserSession {
    SessionId id;
    AccountId account;
    Time createdAt;
    Time expiresAt; ///< whatever happens
    Time lastSeenAt; ///< it also ends when it is not used for a while
    Time authenticatedAt; ///< when a password or passkey was last shown
    QString address;
    QString userAgent;
};

/// How a client came to be known here.
enum class ClientOrigin {
    Registered, ///< it registered itself (RFC 7591)
    Document, ///< its id is the address of a document that describes it
    Operator, ///< somebody made it by hand
};
[[nodiscard]] QString toString(ClientOrigin origin); ///< "registered", "document", "operator"
[[nodiscard]] std::optional<ClientOrigin> clientOriginFromString(const QString &text);

/// An OAuth client (RFC 7591 §2).
struct OAuthClient {
    ClientId id;
    QString name; ///< as it calls itself: nobody has checked it
    QStringList redirectUris;
    QString tokenEndpointAuthMethod; ///< none, client_secret_basic, client_secret_post, private_key_jwt
    QStringList grantTypes;
    QString scope; ///< as registered; not a ceiling
    Time createdAt;
    std::optional<Time> lastUsedAt;
    AccountId owner = {}; ///< in whose name it may have tokens of its own (client_credentials); empty: it may not
    ClientOrigin origin = ClientOrigin::Registered;
    QString softwareId; ///< what its maker calls the software, where it says so
    QByteArray jwks; ///< its public keys (RFC 7517 §5) as JSON; or
    QString jwksUri; ///< where they are
    std::optional<Time> documentFetchedAt; ///< of a Document: when it was last read
    bool needsDpop = false; ///< it wants no token that works without its key (RFC 9449 §5.2)
    int registrations = 1; ///< in lists: how often the same software registered, this one the last
    friend bool operator==(const OAuthClient &, const OAuthClient &) = default;
};

enum class GrantState { Active, Expired, Revoked };
[[nodiscard]] QString toString(GrantState state);

/// What a person allowed a client to do: an "OAuth session". Its access and refresh tokens end with it.
struct Grant {
    GrantId id;
    AccountId account;
    OrganizationId organization;
    ProjectId project;
    QString accountEmail; ///< for people to read
    ClientId client;
    QString clientName; ///< for people to read
    QStringList scopes;
    QString resource; ///< RFC 8707: the audience of its access tokens
    Time createdAt;
    Time expiresAt;
    std::optional<Time> lastUsedAt;
    std::optional<Time> revokedAt;
    std::optional<Time> reusedAt = {}; ///< a spent token or code of it came again, and that ended it
    bool isMachine = false; ///< the client is its own subject (client_credentials); `account` answers for it
    QString vouchedBy = {}; ///< the identity provider that stood in for consent; empty: the person was asked
    QString keyThumbprint = {}; ///< of the key without which its refresh tokens are worth nothing; empty: none
    QString workload = {}; ///< the rule by which a program came that `vouchedBy` knows; `account` answers for it

    [[nodiscard]] GrantState stateAt(Time now) const
    {
        return revokedAt ? GrantState::Revoked : expiresAt <= now ? GrantState::Expired : GrantState::Active;
    }
    friend bool operator==(const Grant &, const Grant &) = default;
};

enum class SigningKeyState {
    Next, ///< published, so that whoever caches the key set has it when it signs
    Signing,
    Retired, ///< only verifies what it signed
};
[[nodiscard]] QString toString(SigningKeyState state); ///< "next", "signing", "retired"

/// What access tokens are signed with, without the key itself.
struct SigningKeyInfo {
    QString kid; ///< RFC 7638 thumbprint, as the key set and each token name it
    QString algorithm; ///< "RS256" or "EdDSA"
    SigningKeyState state = SigningKeyState::Signing;
    Time createdAt;
    Time startsAt; ///< it signs from then on
    friend bool operator==(const SigningKeyInfo &, const SigningKeyInfo &) = default;
};

enum class ApprovalState { Pending, Approved, Denied, Expired };
[[nodiscard]] QString toString(ApprovalState state);

/// What an approval allows of what was asked for.
struct ApprovalChoice {
    QStringList scopes = {}; ///< empty: all that were asked for
    std::optional<std::chrono::seconds> lifetime = {}; ///< nullopt: as long as the server lets sessions live
    QString accountEmail = {}; ///< where nobody is signed in at the page: as whom; empty: the one that it must be
    friend bool operator==(const ApprovalChoice &, const ApprovalChoice &) = default;
};
/// Lifetimes that pages and the console offer, shortest first; beside them the usual one, which none of them exceeds.
constexpr std::array<std::chrono::seconds, 3> kShortLifetimes{std::chrono::hours(1), std::chrono::hours(8),
                                                              std::chrono::days(30)};
[[nodiscard]] QString lifetimeWords(std::chrono::seconds lifetime); ///< "8 hours", "30 days"

/// A consent that somebody is waiting for: a browser page shows it, and so do the console and the CLI.
struct Approval {
    ApprovalId id;
    AccountId account; ///< who is signed in at the waiting page; empty: nobody, at a browser on this computer
    QString accountEmail; ///< for people to read
    ClientId client;
    QString clientName; ///< as the client calls itself
    QString redirectUri; ///< where the answer goes; show its host
    QStringList scopes; ///< that the client asks for
    QString resource;
    QString matchCode; ///< four characters, the same on the page and on the desktop
    Time createdAt;
    Time expiresAt;
    ApprovalState state = ApprovalState::Pending;
    ApprovalChoice choice = {}; ///< once it is approved: what was allowed, its scopes spelt out
    friend bool operator==(const Approval &, const Approval &) = default;
};

/// A server that Ostiary stands in front of, and how it is.
struct UpstreamStatus {
    QString name;
    QString target; ///< its URL, or "stdio: npx"; never arguments (they may hold secrets)
    bool isStdio = false;
    bool isDefault = false;
    int sessions = 0; ///< open now
    QString lastError; ///< empty: the last call went through
    QString publicUrl; ///< what a client is given
    LimitKind limit = LimitKind::Standard; ///< which of its limits a request counts against
    friend bool operator==(const UpstreamStatus &, const UpstreamStatus &) = default;
};

} // namespace ostiary
