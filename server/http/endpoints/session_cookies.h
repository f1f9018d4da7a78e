// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/accounts/sign_in_service.h"
#include "server/http/cookies.h"
#include "server/http/request.h"
#include "server/http/routing/credentials.h"

namespace ostiary::http {

/// The two cookies of a sign-in (F1): the session, which scripts can't read, and the CSRF token, which they must.
class SessionCookies
{
public:
    SessionCookies(CredentialNames names, CookieRules rules, SessionLifetimes lifetimes)
        : m_names(std::move(names)), m_rules(rules), m_lifetimes(lifetimes)
    {
    }

    void set(Response &response, const SessionService::Opened &session) const;
    void clear(Response &response) const;

    [[nodiscard]] const CredentialNames &names() const { return m_names; }
    [[nodiscard]] const CookieRules &rules() const { return m_rules; }

private:
    const CredentialNames m_names;
    const CookieRules m_rules;
    const SessionLifetimes m_lifetimes;
};

[[nodiscard]] Visitor visitorOf(const Request &request);

} // namespace ostiary::http
