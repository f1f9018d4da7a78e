// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/resources.h"

namespace ostiary {

Resources::Resources(QString issuer, const QStringList &upstreams)
    : m_issuer(std::move(issuer)), m_paths{QStringLiteral("/mcp")}
{
    for (const QString &name : upstreams)
        m_paths << QStringLiteral("/mcp/") + name;
}

Result<QString> Resources::find(const QString &parameter) const
{
    if (parameter.isEmpty())
        return m_issuer;
    // The origin is compared without case and the path as it stands, on the raw text: QUrl would decode it.
    const QString origin = parameter.left(m_issuer.size());
    QString path = parameter.mid(m_issuer.size());
    if (path.endsWith(u'/'))
        path.chop(1);
    if (origin.compare(m_issuer, Qt::CaseInsensitive) != 0 || !(path.isEmpty() || m_paths.contains(path))) {
        return fail(ErrorCode::InvalidTarget,
                    QStringLiteral("This server protects no resource %1.").arg(parameter.left(200)));
    }
    return m_issuer + path;
}

} // namespace ostiary
