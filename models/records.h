// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "models/id.h"
#include "models/secret.h"

#include <QStringList>

#include <optional>

// The things that Ostiary keeps, as plain values. SCHEMA.md says what of them is hashed and who deletes it.

namespace ostiary {

enum class AccountKind { Person, Agent };

struct Account {
    AccountId id;
    OrganizationId organization;
    QString email; ///< normalised: trimmed, lower case
    AccountKind kind = AccountKind::Person;
    bool isAdmin = false;
    Time createdAt;
    friend bool operator==(const Account &, const Account &) = default;
};

/// The two kinds of API key (design: F4, V1); either is accepted in either header.
enum class KeyKind { Fos, Fvk };
[[nodiscard]] QString toString(KeyKind kind); ///< "fos", "fvk"
[[nodiscard]] std::optional<KeyKind> keyKindFromString(const QString &text);

enum class KeyState { Active, Expired, Revoked };
[[nodiscard]] QString toString(KeyState state); ///< "active", "expired", "revoked"

struct ApiKey {
    ApiKeyId id;
    AccountId account;
    OrganizationId organization;
    QString accountEmail; ///< for people to read
    KeyKind kind = KeyKind::Fos;
    QString name;
    QString hint; ///< prefix and last four: "fvk_live_…9xQ2"
    QStringList scopes; ///< {"*"}: every scope
    Time createdAt;
    std::optional<Time> expiresAt;
    std::optional<Time> lastUsedAt;
    std::optional<Time> revokedAt;

    [[nodiscard]] KeyState stateAt(Time now) const
    {
        return revokedAt ? KeyState::Revoked : expiresAt && *expiresAt <= now ? KeyState::Expired : KeyState::Active;
    }
    friend bool operator==(const ApiKey &, const ApiKey &) = default;
};

/// A person's sign-in with a browser. Its id is not its cookie: the cookie's value is kept only as an HMAC.
struct BrowserSession {
    SessionId id;
    AccountId account;
    Time createdAt;
    Time expiresAt;
    QString address;
    QString userAgent;
};

/// An OAuth client (RFC 7591 §2).
struct OAuthClient {
    ClientId id;
    QString name; ///< as it calls itself: nobody has checked it
    QStringList redirectUris;
    QString tokenEndpointAuthMethod; ///< none, client_secret_basic, client_secret_post
    QStringList grantTypes;
    QString scope; ///< as registered; not a ceiling
    Time createdAt;
    std::optional<Time> lastUsedAt;
    friend bool operator==(const OAuthClient &, const OAuthClient &) = default;
};

enum class GrantState { Active, Expired, Revoked };
[[nodiscard]] QString toString(GrantState state);

/// What a person allowed a client to do: an "OAuth session". Its access and refresh tokens end with it.
struct Grant {
    GrantId id;
    AccountId account;
    OrganizationId organization;
    QString accountEmail; ///< for people to read
    ClientId client;
    QString clientName; ///< for people to read
    QStringList scopes;
    QString resource; ///< RFC 8707: the audience of its access tokens
    Time createdAt;
    Time expiresAt;
    std::optional<Time> lastUsedAt;
    std::optional<Time> revokedAt;

    [[nodiscard]] GrantState stateAt(Time now) const
    {
        return revokedAt ? GrantState::Revoked : expiresAt <= now ? GrantState::Expired : GrantState::Active;
    }
    friend bool operator==(const Grant &, const Grant &) = default;
};

enum class ApprovalState { Pending, Approved, Denied, Expired };
[[nodiscard]] QString toString(ApprovalState state);

/// A consent that somebody is waiting for: a browser page shows it, and so do the console and the CLI.
struct Approval {
    ApprovalId id;
    AccountId account; ///< who is signed in at the waiting page
    QString accountEmail; ///< for people to read
    ClientId client;
    QString clientName; ///< as the client calls itself
    QString redirectUri; ///< where the answer goes; show its host
    QStringList scopes;
    QString resource;
    QString matchCode; ///< four characters, the same on the page and on the desktop
    Time createdAt;
    Time expiresAt;
    ApprovalState state = ApprovalState::Pending;
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
    friend bool operator==(const UpstreamStatus &, const UpstreamStatus &) = default;
};

} // namespace ostiary
