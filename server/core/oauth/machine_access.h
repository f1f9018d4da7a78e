// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/store.h"
#include "server/core/oauth/scope_catalogue.h"

namespace ostiary {

/// Which programs may have tokens in their own name (client_credentials): only those that an operator allowed, each
/// with an account that answers for it.
class MachineAccess
{
public:
    MachineAccess(store::Store &store, const ScopeCatalogue &scopes, const Clock &clock)
        : m_store(store), m_scopes(scopes), m_clock(clock)
    {
    }

    /// `scopes` are the most that it can get; empty: all. NotFound: client or account. InvalidValue: `scopes`, or the
    /// client is public and so cannot prove who it is (`client`).
    [[nodiscard]] Task<Result<OAuthClient>> allow(ClientId id, QString ownerEmail, QStringList scopes);
    /// Its tokens end at once.
    [[nodiscard]] Task<Result<OAuthClient>> disallow(ClientId id);

    [[nodiscard]] static Result<OAuthClient> withdraw(store::Connection &connection, const ClientId &id, Time now);

private:
    store::Store &m_store;
    const ScopeCatalogue &m_scopes;
    const Clock &m_clock;
};

} // namespace ostiary
