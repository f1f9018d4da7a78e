// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/stdio/upstream_board.h"

#include <QFileInfo>

namespace ostiary::gateway {

void UpstreamBoard::failed(const QString &upstream, const QString &error)
{
    const std::scoped_lock lock(m_mutex);
    m_errors.insert(upstream, error);
}

void UpstreamBoard::worked(const QString &upstream)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_errors.isEmpty())
        m_errors.remove(upstream);
}

void UpstreamBoard::setSessions(const QString &upstream, int count)
{
    const std::scoped_lock lock(m_mutex);
    m_sessions.insert(upstream, count);
}

UpstreamStatus UpstreamBoard::statusOf(const UpstreamConfig &config) const
{
    const bool isStdio = !config.command.isEmpty();
    const std::scoped_lock lock(m_mutex);
    return {.name = config.name,
            .target = isStdio ? QStringLiteral("stdio: ") + QFileInfo(config.command.first()).fileName()
                              : config.url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment),
            .isStdio = isStdio,
            .isDefault = false,
            .sessions = m_sessions.value(config.name),
            .lastError = m_errors.value(config.name),
            .publicUrl = {}};
}

} // namespace ostiary::gateway
