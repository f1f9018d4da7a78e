// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/server_watch.h"

#include "models/tables/when_ready.h"

namespace ostiary::ui {

namespace {

constexpr std::chrono::seconds kInterval{10};

} // namespace

ServerWatch::ServerWatch(Admin &admin, QObject *parent) : QObject(parent), m_admin(admin)
{
    connect(&m_timer, &QTimer::timeout, this, &ServerWatch::refresh);
    m_timer.start(kInterval);
}

void ServerWatch::refresh()
{
    if (std::exchange(m_asking, true))
        return;
    whenReady(this, m_admin.status(), [this](const Result<ServerStatus> &status) {
        m_asking = false;
        m_problem = status ? std::nullopt : std::optional(status.error());
        if (status)
            m_status = *status;
        emit updated();
    });
}

QUrl ServerWatch::publicUrl() const
{
    return m_status ? m_status->publicUrl : QUrl();
}

QString ServerWatch::name() const
{
    const QString host = publicUrl().host();
    return host.isEmpty() ? tr("this server") : host;
}

QString ServerWatch::mcpUrl() const
{
    return m_status ? publicUrl().toString(QUrl::StripTrailingSlash) + QStringLiteral("/mcp") : QString();
}

QString ServerWatch::word() const
{
    if (m_problem)
        return tr("Not reachable");
    if (!m_status)
        return tr("Asking …");
    return isWell() ? tr("Running") : tr("Not listening");
}

} // namespace ostiary::ui
