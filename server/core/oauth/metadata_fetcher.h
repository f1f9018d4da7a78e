// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "models/task.h"

#include <chrono>
#include <optional>

namespace ostiary {

/// A JSON document as it came over the net.
struct FetchedDocument {
    QByteArray body;
    /// How long its server calls it fresh (RFC 9111 §4.2.1); nullopt: it does not say.
    std::optional<std::chrono::seconds> freshFor;
};

/// Reads what strangers name by address: a client's metadata document, its keys. Whoever implements it must be safe
/// against addresses that lead into the operator's own network (RFC 6890), follows no redirects and has a limit on
/// everything. The composition root connects one. Safe to call from any thread.
class MetadataFetcher
{
public:
    virtual ~MetadataFetcher() = default;
    /// `url`: https. At most `mostBytes` of body. Forbidden: the address leads where it must not. UpstreamFailed: it
    /// cannot be reached, or what came is no JSON document. UpstreamTimeout. Each `detail` may be shown.
    [[nodiscard]] virtual Task<Result<FetchedDocument>> fetch(QString url, qsizetype mostBytes) = 0;
};

} // namespace ostiary
