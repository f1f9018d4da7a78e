// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/store/store.h"
#include "server/core/crypto/key_ring.h"
#include "server/core/oauth/scope_catalogue.h"

namespace ostiary {

/// Makes, lists and revokes API keys.
class ApiKeyService
{
public:
    ApiKeyService(store::Store &store, const KeyRing &keys, const ScopeCatalogue &scopes, const Clock &clock,
                  Random &random);

    /// InvalidValue: name, scopes, networks, limits, budget or expires_at. Conflict: ten active keys already. NotFound:
    /// the account.
    [[nodiscard]] Task<Result<CreatedApiKey>> create(AccountId account, NewApiKey wish);
    /// For an `owner`, somebody else's key is NotFound.
    [[nodiscard]] Task<Result<ApiKey>> revoke(ApiKeyId id, std::optional<AccountId> owner = {});
    /// Switches it off or on, renames it, moves its end, gives it other scopes, networks, limits or another budget.
    /// NotFound. InvalidValue names the field. Conflict: it is revoked.
    [[nodiscard]] Task<Result<ApiKey>> change(ApiKeyId id, ApiKeyChange change, std::optional<AccountId> owner = {});
    /// A new key with the same rights in its place; the old one ends after `overlap` (0: now), and each names the
    /// other. InvalidValue (`overlap`): more than 30 days. Conflict: it does not work any more, or was rotated before.
    [[nodiscard]] Task<Result<CreatedApiKey>> rotate(ApiKeyId id, std::chrono::seconds overlap,
                                                     std::optional<AccountId> owner = {});
    /// Which key a text is, and why it would fail. For an `owner`, somebody else's is unknown.
    [[nodiscard]] Result<KeyCheck> check(const Secret &secret, const std::optional<AccountId> &owner = {});
    [[nodiscard]] Result<ApiKey> find(const ApiKeyId &id, const std::optional<AccountId> &owner);
    /// Those that ended more than kListedEnded ago are left out.
    [[nodiscard]] Result<Page<ApiKey>> list(const PageRequest &page, const std::optional<AccountId> &owner = {});

    static constexpr int kMostActive = 10; ///< per account (F5)
    static constexpr qsizetype kLongestName = 100;
    static constexpr std::chrono::days kLongestOverlap{30};
    static constexpr std::chrono::days kListedEnded{30};

private:
    store::Store &m_store;
    const KeyRing &m_keys;
    const ScopeCatalogue &m_scopes;
    const Clock &m_clock;
    Random &m_random;
};

} // namespace ostiary
