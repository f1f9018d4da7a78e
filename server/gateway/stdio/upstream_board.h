// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/gateway.h"

#include <QHash>

#include <mutex>

namespace ostiary::gateway {

/// How every upstream is. Thread-safe.
class UpstreamBoard
{
public:
    void failed(const QString &upstream, const QString &error);
    void worked(const QString &upstream);
    void setSessions(const QString &upstream, int count);
    [[nodiscard]] UpstreamStatus statusOf(const UpstreamConfig &config) const;

private:
    mutable std::mutex m_mutex;
    QHash<QString, QString> m_errors;
    QHash<QString, int> m_sessions;
};

} // namespace ostiary::gateway
