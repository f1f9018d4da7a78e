// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/limits/limit_service.h"
#include "server/core/spend/spend_service.h"
#include "server/http/endpoints/account_frame.h"

namespace ostiary::http {

/// /account/organization and /account/projects.
class OrganizationPages
{
public:
    OrganizationPages(const AccountFrame &frame, LinkService &links, const LimitService &limits, SpendService &spend)
        : m_frame(frame), m_links(links), m_limits(limits), m_spend(spend)
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> show(const Context &context);
    [[nodiscard]] Task<Result<Response>> rename(const Context &context);
    [[nodiscard]] Task<Result<Response>> setLimits(const Context &context);
    [[nodiscard]] Task<Result<Response>> invite(const Context &context);
    [[nodiscard]] Task<Result<Response>> withdraw(const Context &context);
    [[nodiscard]] Task<Result<Response>> setRole(const Context &context);
    [[nodiscard]] Task<Result<Response>> removeMember(const Context &context);
    [[nodiscard]] Task<Result<Response>> leave(const Context &context);
    [[nodiscard]] Task<Result<Response>> switchTo(const Context &context);
    [[nodiscard]] Task<Result<Response>> createProject(const Context &context);
    [[nodiscard]] Task<Result<Response>> renameProject(const Context &context);
    [[nodiscard]] Task<Result<Response>> setProjectBudget(const Context &context);
    [[nodiscard]] Task<Result<Response>> removeProject(const Context &context);

private:
    [[nodiscard]] Result<Response> page(const Context &context, const QString &invitationLink,
                                        const std::optional<Error> &error,
                                        const Parameters *sentLimits = nullptr) const;
    [[nodiscard]] Result<QJsonObject> limitValues(const Principal &who, const Organization &organization,
                                                  const Parameters *sent) const;
    /// A change that worked leads back; one that did not shows the page with the error, at `field` if it names one.
    template <typename T>
    [[nodiscard]] Result<Response> after(const Result<T> &result, const Context &context, const QByteArray &notice,
                                         const QString &field = {}) const;

    const AccountFrame &m_frame;
    LinkService &m_links;
    const LimitService &m_limits;
    SpendService &m_spend;
};

} // namespace ostiary::http
