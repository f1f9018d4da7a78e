// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/credentials/api_key_service.h"
#include "server/core/limits/limit_service.h"
#include "server/http/endpoints/account_frame.h"
#include "server/http/routing/credentials.h"

namespace ostiary::http {

/// /account/keys: one's keys, a new one, what to change of one, and what becomes of a key that is pasted.
class KeyPages
{
public:
    KeyPages(const AccountFrame &frame, ApiKeyService &keys, const LimitService &limits, const ScopeCatalogue &scopes,
             CredentialNames names)
        : m_frame(frame), m_keys(keys), m_limits(limits), m_scopes(scopes), m_names(std::move(names))
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> show(const Context &context);
    [[nodiscard]] Task<Result<Response>> create(const Context &context);
    [[nodiscard]] Task<Result<Response>> check(const Context &context);
    [[nodiscard]] Task<Result<Response>> showEdit(const Context &context);
    [[nodiscard]] Task<Result<Response>> edit(const Context &context);
    [[nodiscard]] Task<Result<Response>> raise(const Context &context);
    [[nodiscard]] Task<Result<Response>> tryLimit(const Context &context);
    [[nodiscard]] Task<Result<Response>> rotate(const Context &context);
    [[nodiscard]] Task<Result<Response>> disable(const Context &context) { return switchKey(context, true); }
    [[nodiscard]] Task<Result<Response>> enable(const Context &context) { return switchKey(context, false); }
    [[nodiscard]] Task<Result<Response>> revoke(const Context &context);

private:
    /// What the list's page shows beside the list.
    struct Extra {
        const Parameters *sent = nullptr; ///< the form of a new key, as it came
        QJsonObject created;
        QJsonObject check;
        std::optional<Error> error;
    };
    [[nodiscard]] Task<Result<Response>> switchKey(const Context &context, bool isDisabled);
    [[nodiscard]] QJsonObject createdValues(const CreatedApiKey &made) const;
    [[nodiscard]] Result<Response> page(const Context &context, const Extra &extra) const;
    [[nodiscard]] Result<ApiKey> editable(const Context &context, const QString &id) const;
    [[nodiscard]] Result<Response> editPage(const Context &context, const ApiKey &key, const Parameters *sent,
                                            const std::optional<Error> &error, const QJsonObject &tried = {}) const;
    [[nodiscard]] QJsonObject otherwise(const Principal &who, KeyKind kind) const;

    const AccountFrame &m_frame;
    ApiKeyService &m_keys;
    const LimitService &m_limits;
    const ScopeCatalogue &m_scopes;
    const CredentialNames m_names;
};

} // namespace ostiary::http
