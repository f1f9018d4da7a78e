// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/endpoints/account_frame.h"

namespace ostiary::http {

/// /account/organization and /account/projects.
class OrganizationPages
{
public:
    OrganizationPages(const AccountFrame &frame, LinkService &links) : m_frame(frame), m_links(links) { }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> show(const Context &context);
    [[nodiscard]] Task<Result<Response>> rename(const Context &context);
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
                                        const std::optional<Error> &error) const;
    /// A change that worked leads back; one that did not shows the page with the error, at `field` if it names one.
    template <typename T>
    [[nodiscard]] Result<Response> after(const Result<T> &result, const Context &context, const QByteArray &notice,
                                         const QString &field = {}) const;

    const AccountFrame &m_frame;
    LinkService &m_links;
};

} // namespace ostiary::http
