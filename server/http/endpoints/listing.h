// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "server/http/request.h"

namespace ostiary::http {

/// `?limit=` (1 to 200) and `?cursor=`. InvalidValue.
[[nodiscard]] Result<PageRequest> pageRequest(const Request &request);

} // namespace ostiary::http
