// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <algorithm>
#include <array>

// MCP's revisions. The legacy ones open with `initialize` and keep sessions; from 2026-07-28 on there are none, and
// every request says for itself which revision it speaks.

namespace ostiary::gateway::rpc {

inline constexpr QByteArrayView kModernRevision{"2026-07-28"};
inline constexpr QByteArrayView kBatchRevision{"2025-03-26"}; ///< the only one with batches; meant when no header says
inline constexpr std::array<QByteArrayView, 4> kLegacyRevisions{"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"};

[[nodiscard]] inline bool isLegacy(QByteArrayView revision)
{
    return std::ranges::find(kLegacyRevisions, revision) != kLegacyRevisions.end();
}

/// Revisions are dates: later ones compare greater.
[[nodiscard]] inline bool isModernEra(QByteArrayView revision)
{
    return revision.size() == kModernRevision.size() && revision.compare(kModernRevision) >= 0;
}

} // namespace ostiary::gateway::rpc
