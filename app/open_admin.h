// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"
#include "models/admin.h"

#include <memory>

namespace ostiary::app {

/// An Admin for one command: of the server that runs on the data folder, over its control socket; else of the folder
/// itself, opened in this process. Fails with one sentence and what to do.
[[nodiscard]] Result<std::unique_ptr<Admin>> openAdmin(const Settings &settings);

} // namespace ostiary::app
