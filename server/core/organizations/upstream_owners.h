// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "server/core/principal/principal.h"

#include <QHash>

namespace ostiary {

/// Which organization an upstream belongs to, where it belongs to one: nobody else may use it, or learn its name.
class UpstreamOwners
{
public:
    UpstreamOwners() = default;
    /// `defaultUpstream`: the one that an empty name stands for; empty: the built-in server, which is everyone's.
    UpstreamOwners(QHash<QString, OrganizationId> owners, QString defaultUpstream)
        : m_owners(std::move(owners)), m_default(std::move(defaultUpstream))
    {
    }

    [[nodiscard]] bool mayUse(const Principal &who, const QString &upstream) const
    {
        const auto owner = m_owners.constFind(upstream.isEmpty() ? m_default : upstream);
        return owner == m_owners.constEnd() || *owner == who.organization;
    }
    /// Forbidden.
    [[nodiscard]] Result<> check(const Principal &who, const QString &upstream) const
    {
        if (mayUse(who, upstream))
            return {};
        return fail(ErrorCode::Forbidden, QStringLiteral("This MCP server belongs to another organization."));
    }

private:
    QHash<QString, OrganizationId> m_owners;
    QString m_default;
};

} // namespace ostiary
