// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/store/store.h"
#include "server/core/crypto/key_ring.h"

namespace ostiary {

/// Links and codes that work once: a new password, a place in an organization, an agent's registration.
class LinkService
{
public:
    LinkService(store::Store &store, const KeyRing &keys, const Clock &clock, Random &random, QString publicUrl);

    /// Ends earlier ones of the account. NotFound.
    [[nodiscard]] Task<Result<CreatedLink>> createReset(AccountId account, AccountId by);
    [[nodiscard]] Task<Result<CreatedLink>> createInvitation(OrganizationId organization, Role role, AccountId by);
    [[nodiscard]] Task<Result<CreatedLink>> createAgentCode(AccountId by);

    /// InvalidRequest, with one text, whatever is wrong with it.
    [[nodiscard]] Result<OneTimeLink> find(LinkPurpose purpose, QByteArrayView token);
    [[nodiscard]] Result<OneTimeLink> look(store::Connection &connection, LinkPurpose purpose,
                                           QByteArrayView token) const;
    /// The same, and spends it, inside a transaction that does what it is for.
    [[nodiscard]] Result<OneTimeLink> use(store::Connection &connection, LinkPurpose purpose,
                                          const QByteArray &token) const;

    static constexpr std::chrono::minutes kResetLifetime{30};
    static constexpr std::chrono::hours kInvitationLifetime{24 * 7};

private:
    [[nodiscard]] Task<Result<CreatedLink>> create(OneTimeLink link, std::chrono::seconds lifetime, QString path);

    store::Store &m_store;
    const KeyRing &m_keys;
    const Clock &m_clock;
    Random &m_random;
    const QString m_publicUrl;
};

} // namespace ostiary
