// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/organizations/upstream_rules.h"
#include "server/core/sessions/session_service.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// The way to one MCP server, as a client is told.
struct UpstreamLink {
    QString name;
    QString url;
};

/// The front page, and what pages are made of under /assets.
class PagesEndpoint
{
public:
    PagesEndpoint(const SessionService &sessions, const UpstreamRules &owners, QString publicUrl,
                  QList<UpstreamLink> upstreams, bool registrationOpen)
        : m_sessions(sessions), m_owners(owners), m_publicUrl(std::move(publicUrl)), m_upstreams(std::move(upstreams)),
          m_registrationOpen(registrationOpen)
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> home(const Context &context);
    [[nodiscard]] Task<Result<Response>> asset(const Context &context);

private:
    const SessionService &m_sessions;
    const UpstreamRules &m_owners;
    const QString m_publicUrl;
    const QList<UpstreamLink> m_upstreams;
    const bool m_registrationOpen;
};

} // namespace ostiary::http
