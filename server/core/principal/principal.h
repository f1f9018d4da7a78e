// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/records.h"
#include "server/core/oauth/scope_catalogue.h"

namespace ostiary {

/// Who makes a request, and by what right. There is no default one: a request has a Principal or is refused.
struct Principal {
    enum class Via { ApiKey, AccessToken, BrowserSession };

    Via via;
    QString credentialId; ///< key_…, ses_… (grant) or web_…: what revoking ends, what limits count by
    AccountId account;
    OrganizationId organization; ///< under which the credential was made; for a session, the one worked in now
    ProjectId project; ///< empty for a session
    Role role = Role::Auditor; ///< in that organization
    QString plan; ///< of that organization, when no trial holds
    std::optional<Time> trialEndsAt;
    Limits organizationLimits;
    Limits keyLimits; ///< for Via::ApiKey
    QString email;
    AccountKind kind = AccountKind::Person;
    bool isAdmin = false;
    std::optional<KeyKind> keyKind; ///< for Via::ApiKey
    ClientId client; ///< for Via::AccessToken
    QStringList scopes;
    QString audience; ///< for Via::AccessToken: the resource it was made for (RFC 8707)
    std::optional<Time> authenticatedAt; ///< for Via::BrowserSession: when a password or passkey was last shown

    [[nodiscard]] QString planAt(Time now) const { return ostiary::planAt(plan, trialEndsAt, now); }

    [[nodiscard]] bool hasScope(const QString &scope, const ScopeCatalogue &catalogue) const
    {
        return catalogue.includes(scopes, scope);
    }
};

} // namespace ostiary
