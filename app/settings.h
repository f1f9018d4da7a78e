// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/mail_address.h"
#include "models/records.h"
#include "models/scope.h"
#include "models/secret.h"

#include <QHostAddress>
#include <QList>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <chrono>
#include <optional>

namespace ostiary::app {

struct UpstreamSetting {
    QString name;
    QUrl url; ///< or
    QStringList command; ///< program and arguments
    QString organization; ///< whose it is ("org_…"); empty: everyone's
    QString path; ///< where an HTTP API lies here ("/v1"); empty: it speaks MCP, and lies at /mcp/NAME
    LimitKind limit = LimitKind::Standard; ///< "class" in the file; of the class ai every call has a price
    QStringList scopes; ///< without these it is closed
    QList<ScopeNeed> needs; ///< what its tools, or the routes of an HTTP API, need beside these
    std::optional<qint64> unknownPriceMicros; ///< what a call without a price costs; nullopt: it is refused
    QByteArray credentialHeader; ///< how the upstream is shown its credential
    QString credentialFile; ///< empty: it gets none
    Secret credential; ///< what stands in the file, once loadSecrets() has read it
};

/// `count` requests in any `window`.
struct RateLimit {
    int count = 0;
    std::chrono::seconds window{60};
};

/// Who may make an account by POST /auth/register.
enum class Registration {
    Automatic, ///< anyone while the server is reached on this computer only; nobody once it has a public address
    Open,
    Closed,
};

/// Who may register an agent by POST /auth/register-agent.
enum class AgentRegistration {
    Automatic, ///< like Registration, but with an invitation code where that is closed
    Open,
    Invitation, ///< whoever has a code of `ostiary account agent-code`, or is signed in
    Closed,
};

/// The operator's mail server; without one no mail is sent.
struct MailSetting {
    QUrl server; ///< smtp://HOST:PORT or smtps://HOST:PORT; empty: none
    std::optional<MailAddress> from; ///< there when the server is
    QString user; ///< empty: no sign-in
    QString passwordFile;
    Secret password; ///< what stands in the file, once loadSecrets() has read it
};

/// What access tokens are signed with: RS256 or EdDSA.
enum class TokenKey { Rsa2048, Rsa3072, Rsa4096, Ed25519 };

/// The OAuth 2.1 authorization server.
struct OAuthSetting {
    std::chrono::seconds refreshGrace{30}; ///< how long a spent refresh token gives its same successor; 0: not at all
    TokenKey signing = TokenKey::Rsa2048;
    bool seedScopes = true; ///< the scopes that come with the program can be asked for
    QString trustedIssuers; ///< a file of identity providers whose assertions are taken; empty: nobody's
    std::chrono::seconds signingLifetime = std::chrono::days(90); ///< how long one key signs
};

/// A scope that the file names somewhere. Whether there is one is judged when all sources have been read.
struct ScopeMention {
    QString scope;
    QString where; ///< "FILE:LINE"
};

/// What the operator decides, from flags, environment, file and defaults, in that order.
struct Settings {
    QString dataFolder;
    QHostAddress listenAddress = QHostAddress::LocalHost;
    quint16 listenPort = 8420;
    QUrl publicUrl; ///< empty: http://ADDRESS:PORT
    QStringList
        allowedHosts; ///< Host headers beside the public URL's; loopback names are allowed while listening on loopback
    QStringList
        allowedOrigins; ///< Origins beside the public URL's; empty: loopback origins too while listening on loopback
    QStringList trustedProxies; ///< addresses and networks whose X-Forwarded-For is believed
    QList<UpstreamSetting> upstreams;
    QList<Scope> scopes; ///< the operator's own, beside the seeds; one of a seed's name takes its place
    QList<ScopeMention> scopeMentions;
    QString defaultUpstream; ///< what /mcp is; empty: the built-in server
    Registration registration = Registration::Automatic;
    AgentRegistration agents = AgentRegistration::Automatic;
    std::chrono::seconds sessionLifetime = std::chrono::hours(12); ///< of a browser sign-in, whatever happens
    std::chrono::seconds sessionIdle = std::chrono::minutes(30); ///< of one that is not used
    std::chrono::days trial{14}; ///< how long a new account has what Pro has
    int workers = 0; ///< 0: one per core, at most 8
    RateLimit standardLimit{100};
    RateLimit fvkLimit{120}; ///< fvk_live_ keys and OAuth tokens
    RateLimit aiLimit{10};
    RateLimit authLimit{5};
    MailSetting mail;
    OAuthSetting oauth;
    bool metadataDocuments = true; ///< clients may be known by the address of a document that describes them
    QStringList allowedClientHosts; ///< of such documents; empty: any
    bool registersClients = true; ///< clients may register themselves (RFC 7591)
    QStringList redirectHosts; ///< where https redirects may lead; empty: anywhere
};

} // namespace ostiary::app
