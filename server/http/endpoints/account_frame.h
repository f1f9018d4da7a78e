// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/organizations/organization_service.h"
#include "server/core/sessions/session_service.h"
#include "server/http/routing/route.h"

#include <QJsonObject>

namespace ostiary::http {

/// What all pages below /account share: who is signed in, the way around, the form token, what was just done.
class AccountFrame
{
public:
    AccountFrame(OrganizationService &organizations, const PlanService &plans, const SessionService &sessions,
                 const Clock &clock)
        : m_organizations(organizations), m_plans(plans), m_sessions(sessions), m_clock(clock)
    {
    }

    /// `values` in the frame of the page at `href`. An error comes at its field, with its status.
    [[nodiscard]] Result<Response> page(const QString &name, const QByteArray &href, const Context &context,
                                        QJsonObject values, const std::optional<Error> &error = {},
                                        int status = 200) const;

    /// `plan` as the pages take it.
    [[nodiscard]] QJsonObject planValues(const Organization &organization) const;

    [[nodiscard]] OrganizationService &organizations() const { return m_organizations; }
    [[nodiscard]] const PlanService &plans() const { return m_plans; }
    [[nodiscard]] Time now() const { return m_clock.now(); }

    /// What shows a page, what changes something, and what needs a fresh sign-in for that.
    static const Stack kShow;
    static const Stack kChange;
    static const Stack kSensitive;

private:
    OrganizationService &m_organizations;
    const PlanService &m_plans;
    const SessionService &m_sessions;
    const Clock &m_clock;
};

/// 303 to a page that then says what was done ("revoked").
[[nodiscard]] Response done(const QByteArray &href, const QByteArray &what);
/// A form's field, cut to `longest`.
[[nodiscard]] QString field(const Parameters &form, QStringView name, qsizetype longest = 300);

} // namespace ostiary::http
