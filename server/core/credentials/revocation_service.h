// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/store/store.h"

namespace ostiary {

/// Takes everything back at once (V8): keys, OAuth sessions, browser sessions.
class RevocationService
{
public:
    RevocationService(store::Store &store, const Clock &clock) : m_store(store), m_clock(clock) { }

    /// What revokeAll() would end now; the browser session `kept` stays. NotFound: the account or organization.
    [[nodiscard]] Result<Revocation> preview(const RevocationTarget &target, const SessionId &kept = {});
    /// In one transaction; the next request with any of it is refused. What it ended.
    [[nodiscard]] Task<Result<Revocation>> revokeAll(RevocationTarget target, SessionId kept = {});

private:
    store::Store &m_store;
    const Clock &m_clock;
};

} // namespace ostiary
