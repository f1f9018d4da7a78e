// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/credentials/revocation_service.h"
#include "server/http/endpoints/account_frame.h"

namespace ostiary::http {

/// /account/revoke-all and /account/organization/revoke-all (V8): what would stop, the button, what stopped.
class RevocationPages
{
public:
    RevocationPages(const AccountFrame &frame, RevocationService &revocations)
        : m_frame(frame), m_revocations(revocations)
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> previewOwn(const Context &context);
    [[nodiscard]] Task<Result<Response>> revokeOwn(const Context &context);
    [[nodiscard]] Task<Result<Response>> previewOrganization(const Context &context);
    [[nodiscard]] Task<Result<Response>> revokeOrganization(const Context &context);

private:
    [[nodiscard]] Result<Response> page(const Context &context, const RevocationTarget &target,
                                        const Revocation &revocation, bool isDone,
                                        const std::optional<Error> &error = {}) const;
    [[nodiscard]] Result<Response> preview(const Context &context, const RevocationTarget &target,
                                           const std::optional<Error> &error = {}) const;

    const AccountFrame &m_frame;
    RevocationService &m_revocations;
};

} // namespace ostiary::http
