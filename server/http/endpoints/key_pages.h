// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/credentials/api_key_service.h"
#include "server/http/endpoints/account_frame.h"
#include "server/http/routing/credentials.h"

namespace ostiary::http {

/// /account/keys.
class KeyPages
{
public:
    KeyPages(const AccountFrame &frame, ApiKeyService &keys, CredentialNames names)
        : m_frame(frame), m_keys(keys), m_names(std::move(names))
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> show(const Context &context);
    [[nodiscard]] Task<Result<Response>> create(const Context &context);
    [[nodiscard]] Task<Result<Response>> rotate(const Context &context);
    [[nodiscard]] Task<Result<Response>> disable(const Context &context) { return switchKey(context, true); }
    [[nodiscard]] Task<Result<Response>> enable(const Context &context) { return switchKey(context, false); }
    [[nodiscard]] Task<Result<Response>> revoke(const Context &context);

private:
    [[nodiscard]] Task<Result<Response>> switchKey(const Context &context, bool isDisabled);
    [[nodiscard]] QJsonObject createdValues(const CreatedApiKey &made) const;
    [[nodiscard]] Result<Response> page(const Context &context, const Parameters &given, QJsonObject created,
                                        const std::optional<Error> &error) const;
    [[nodiscard]] Result<NewApiKey> wishOf(const Parameters &form) const;

    const AccountFrame &m_frame;
    ApiKeyService &m_keys;
    const CredentialNames m_names;
};

} // namespace ostiary::http
