// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connections.h"
#include "models/task.h"
#include "server/core/oauth/authorize_request.h"

namespace ostiary {

/// Says of an authorization request, line by line, what the endpoint makes of it: for whoever pastes the address that
/// a browser showed. It runs the endpoint's own rules, so that it cannot be of another mind.
class AuthorizeTester
{
public:
    AuthorizeTester(ClientService &clients, const Resources &resources, const ScopeCatalogue &scopes)
        : m_clients(clients), m_resources(resources), m_scopes(scopes)
    {
    }

    /// `pasted`: a whole address, that of our sign-in page on the way there, or a query alone. InvalidValue (`url`).
    [[nodiscard]] Task<Result<AuthorizeReport>> check(QString pasted);

    static constexpr qsizetype kLongest = 16 * 1024; ///< characters of what is pasted

private:
    ClientService &m_clients;
    const Resources &m_resources;
    const ScopeCatalogue &m_scopes;
};

} // namespace ostiary
