// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/open_admin.h"

#include "app/control/control_admin.h"
#include "app/control/control_server.h"
#include "app/local_admin.h"

namespace ostiary::app {

namespace {

/// A LocalAdmin that brings its services along.
class OwnedAdmin final : public LocalAdmin
{
public:
    OwnedAdmin(std::unique_ptr<QCA::Initializer> crypto, std::unique_ptr<Services> services)
        : LocalAdmin(*services, {}), m_crypto(std::move(crypto)), m_services(std::move(services))
    {
    }
    ~OwnedAdmin() override { stopFollowing(); }

private:
    std::unique_ptr<QCA::Initializer> m_crypto; ///< outlives the keys
    std::unique_ptr<Services> m_services;
};

} // namespace

Result<std::unique_ptr<Admin>> openAdmin(const Settings &settings)
{
    Result<std::unique_ptr<ControlAdmin>> running = ControlAdmin::open(controlSocketPath(settings.dataFolder));
    if (running)
        return std::unique_ptr<Admin>(std::move(*running));
    if (running.error().code != ErrorCode::NotFound)
        return std::unexpected(running.error());
    auto crypto = std::make_unique<QCA::Initializer>();
    // No server runs now; its links are for the one that will, so that they can be sent on.
    const QUrl publicUrl = settings.publicUrl.isEmpty() ? listenUrl(settings, settings.listenPort) : settings.publicUrl;
    TRY(std::unique_ptr<Services> services, Services::open(settings, publicUrl));
    return std::unique_ptr<Admin>(new OwnedAdmin(std::move(crypto), std::move(services)));
}

} // namespace ostiary::app
