// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/models/memory_admin.h"

namespace ostiary::test {

/// Fills an Admin with what a small team might have. Times are relative to the clock's now.
void fillSample(MemoryAdmin &admin, const Clock &clock);

[[nodiscard]] Approval sampleApproval(const QString &id, const Clock &clock);

} // namespace ostiary::test
