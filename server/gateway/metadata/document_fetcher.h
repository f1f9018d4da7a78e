// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/metadata_fetcher.h"
#include "server/gateway/metadata/address_policy.h"

#include <functional>
#include <memory>

namespace ostiary::gateway {

/// Reads documents over https on a thread of its own. The name is resolved first and every address checked; only then,
/// and only to a checked address, is a connection made. No redirects, no proxy, no cookies, no compression; the whole
/// affair ends after Options::total. Safe to call from any thread; ending it answers Unavailable to those who wait.
class DocumentFetcher final : public MetadataFetcher
{
public:
    /// Gives all addresses of a name to `done`, once; none: there is no such name. On the fetcher's thread.
    using Resolver = std::function<void(const QString &host, std::function<void(QList<QHostAddress>)> done)>;

    struct Options {
        AddressPolicy policy = {};
        Resolver resolve = {}; ///< empty: the system's
        QByteArray authorities = {}; ///< PEM, trusted instead of the system's own; for tests
        std::chrono::milliseconds total{5'000}; ///< from the question to the last byte
        int fetchesAtOnce = 32;
    };
    explicit DocumentFetcher(Options options);
    ~DocumentFetcher() override;

    [[nodiscard]] Task<Result<FetchedDocument>> fetch(QString url, qsizetype mostBytes) override;

private:
    class Thread;
    std::unique_ptr<Thread> m_thread;
};

} // namespace ostiary::gateway
