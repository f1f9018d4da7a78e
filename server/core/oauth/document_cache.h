// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "server/core/limits/rate_limiter.h"
#include "server/core/oauth/metadata_fetcher.h"

#include <QHash>

#include <mutex>
#include <vector>

namespace ostiary {

/// Documents that strangers name by address, each read once for everybody who asks: one fetch at a time per address,
/// few in all and few per host, kept as long as their servers say (kFreshMin to kKeptMax), failures for kFailureKept.
/// While a server fails, what it said before is used, up to kKeptMax. May be used from any thread.
class DocumentCache
{
public:
    /// No fetcher: nothing can be read.
    DocumentCache(MetadataFetcher *fetcher, RateLimiter &limiter, const Clock &clock)
        : m_fetcher(fetcher), m_limiter(limiter), m_clock(clock)
    {
    }

    struct Document {
        QByteArray body;
        Time fetchedAt;
    };
    /// The errors of MetadataFetcher; RateLimited: too many at once, all together or of this host.
    [[nodiscard]] Task<Result<Document>> get(QString url, QString host, qsizetype mostBytes);
    /// The same, but what is older than `notOlderThan` is read again.
    [[nodiscard]] Task<Result<Document>> getNewer(QString url, QString host, qsizetype mostBytes,
                                                  std::chrono::seconds notOlderThan);

    /// What was read turned out to be of no use: it is read again after kFailureKept, whatever its server said.
    void distrust(const QString &url);

    [[nodiscard]] bool isOn() const { return m_fetcher != nullptr; }

    static constexpr std::chrono::seconds kFreshMin{60};
    static constexpr std::chrono::seconds kFreshWhenUnsaid{60 * 60};
    static constexpr std::chrono::seconds kKeptMax{24 * 60 * 60};
    static constexpr std::chrono::seconds kFailureKept{60};
    static constexpr int kFetchesAtOnce = 16;
    static constexpr int kFetchesAtOnceOfHost = 4; ///< so that one slow host does not take them all
    static constexpr int kFetchesPerHostAndMinute = 60;
    static constexpr qsizetype kMostDocuments = 500;
    static constexpr size_t kMostWaiting = 500; ///< for one document

private:
    struct Entry {
        std::optional<Document> document;
        Time freshUntil;
        std::optional<Error> failure;
        Time failedAt;
        QString host; ///< while it is under way
        bool isUnderWay = false;
        std::vector<Deferred<Result<Document>>> waiting;
    };
    [[nodiscard]] Result<Document> otherwise(const Entry &entry, Error error) const;
    [[nodiscard]] std::optional<Error> tooMany(const QString &host);
    void makeRoom();
    Detached read(QString url, qsizetype mostBytes);
    void finish(const QString &url, Result<FetchedDocument> result);

    MetadataFetcher *m_fetcher;
    RateLimiter &m_limiter;
    const Clock &m_clock;
    std::mutex m_mutex;
    QHash<QString, Entry> m_entries;
    int m_underWay = 0;
    QHash<QString, int> m_underWayOf; ///< by host
};

} // namespace ostiary
