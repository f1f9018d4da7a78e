// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/document_cache.h"

#include <algorithm>

namespace ostiary {

Task<Result<DocumentCache::Document>> DocumentCache::get(QString url, QString host, qsizetype mostBytes)
{
    return getNewer(std::move(url), std::move(host), mostBytes, kKeptMax);
}

Task<Result<DocumentCache::Document>> DocumentCache::getNewer(QString url, QString host, qsizetype mostBytes,
                                                              std::chrono::seconds notOlderThan)
{
    if (!m_fetcher)
        return fail(ErrorCode::Unavailable, QStringLiteral("This server reads no documents of clients."));
    const Deferred<Result<Document>> answer;
    {
        const std::scoped_lock lock(m_mutex);
        const Time now = m_clock.now();
        Entry &entry = m_entries[url];
        if (entry.document && now < entry.freshUntil && now <= entry.document->fetchedAt + notOlderThan)
            return *entry.document;
        if (entry.failure && now < entry.failedAt + kFailureKept)
            return otherwise(entry, *entry.failure);
        if (entry.isUnderWay) {
            if (entry.waiting.size() >= kMostWaiting)
                return fail(ErrorCode::Unavailable, QStringLiteral("Too many requests wait for %1.").arg(host));
            entry.waiting.push_back(answer);
            return answer.task();
        }
        if (std::optional<Error> error = tooMany(host)) {
            Result<Document> known = otherwise(entry, *std::move(error));
            if (!entry.document && !entry.failure)
                m_entries.remove(url);
            return known;
        }
        entry.isUnderWay = true;
        entry.host = host;
        entry.waiting.push_back(answer);
        ++m_underWay;
        ++m_underWayOf[host];
        makeRoom(); // `entry` may have moved now
    }
    read(url, mostBytes);
    return answer.task();
}

// What was said before counts while its server fails, for a day.
Result<DocumentCache::Document> DocumentCache::otherwise(const Entry &entry, Error error) const
{
    if (entry.document && m_clock.now() < entry.document->fetchedAt + kKeptMax)
        return *entry.document;
    return std::unexpected(std::move(error));
}

std::optional<Error> DocumentCache::tooMany(const QString &host)
{
    static const RateRule kPerHost{"documents", kFetchesPerHostAndMinute, std::chrono::seconds(60)};
    const auto error = [](std::chrono::seconds retryAfter) {
        return Error{.code = ErrorCode::RateLimited,
                     .detail = QStringLiteral("Too many documents of clients are being read; try again soon."),
                     .retryAfter = std::max(retryAfter, std::chrono::seconds(1))};
    };
    if (m_underWay >= kFetchesAtOnce || m_underWayOf.value(host) >= kFetchesAtOnceOfHost)
        return error(std::chrono::seconds(5));
    const RateDecision rate = m_limiter.admit("documents|" + host.toUtf8(), kPerHost);
    if (!rate.allowed)
        return error(rate.retryAfter);
    return std::nullopt;
}

void DocumentCache::makeRoom()
{
    if (m_entries.size() <= kMostDocuments)
        return;
    const Time now = m_clock.now();
    m_entries.removeIf([now](const auto &item) {
        const Entry &entry = item.value();
        const bool isStale = !entry.document || entry.document->fetchedAt + kKeptMax <= now;
        return !entry.isUnderWay && isStale && (!entry.failure || entry.failedAt + kFailureKept <= now);
    });
    while (m_entries.size() > kMostDocuments) {
        auto oldest = m_entries.end();
        const auto age = [](const Entry &e) { return e.document ? e.document->fetchedAt : e.failedAt; };
        for (auto it = m_entries.begin(); it != m_entries.end(); ++it) {
            if (!it->isUnderWay && (oldest == m_entries.end() || age(*it) < age(*oldest)))
                oldest = it;
        }
        if (oldest == m_entries.end())
            return;
        m_entries.erase(oldest);
    }
}

void DocumentCache::distrust(const QString &url)
{
    const std::scoped_lock lock(m_mutex);
    if (const auto entry = m_entries.find(url); entry != m_entries.end() && entry->document)
        entry->freshUntil = std::min(entry->freshUntil, entry->document->fetchedAt + kFailureKept);
}

Detached DocumentCache::read(QString url, qsizetype mostBytes)
{
    Result<FetchedDocument> result = co_await m_fetcher->fetch(url, mostBytes);
    finish(url, std::move(result));
}

void DocumentCache::finish(const QString &url, Result<FetchedDocument> result)
{
    std::vector<Deferred<Result<Document>>> waiting;
    std::optional<Result<Document>> answer;
    {
        const std::scoped_lock lock(m_mutex);
        const Time now = m_clock.now();
        Entry &entry = m_entries[url];
        entry.isUnderWay = false;
        --m_underWay;
        if (const auto of = m_underWayOf.find(entry.host); of != m_underWayOf.end() && --*of <= 0)
            m_underWayOf.erase(of);
        waiting = std::exchange(entry.waiting, {});
        if (result) {
            entry.document = Document{.body = std::move(result->body), .fetchedAt = now};
            entry.freshUntil = now + std::clamp(result->freshFor.value_or(kFreshWhenUnsaid), kFreshMin, kKeptMax);
            entry.failure.reset();
            answer.emplace(*entry.document);
        } else {
            entry.failure = result.error();
            entry.failedAt = now;
            answer.emplace(otherwise(entry, result.error()));
        }
    }
    for (const Deferred<Result<Document>> &one : waiting)
        one.resolve(*answer);
}

} // namespace ostiary
