// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/metadata_fetcher.h"

#include <QHash>
#include <QStringList>

#include <vector>

namespace ostiary {

/// Documents that a test has laid out, at addresses that nobody calls.
class FakeFetcher final : public MetadataFetcher
{
public:
    QHash<QString, Result<FetchedDocument>> documents; ///< all else cannot be reached
    QStringList asked; ///< in order
    bool isSlow = false; ///< answers only when answerAll() says so

    void put(const QString &url, const QByteArray &body, std::optional<std::chrono::seconds> freshFor = {})
    {
        documents.insert(url, FetchedDocument{.body = body, .freshFor = freshFor});
    }
    void fails(const QString &url)
    {
        documents.insert(url,
                         fail(ErrorCode::UpstreamFailed, QStringLiteral("its server answers 404 instead of 200.")));
    }
    void answerAll()
    {
        for (const auto &[url, deferred] : std::exchange(m_waiting, {}))
            deferred.resolve(answerFor(url));
    }

    Task<Result<FetchedDocument>> fetch(QString url, qsizetype) override
    {
        asked << url;
        if (!isSlow)
            return answerFor(url);
        const Deferred<Result<FetchedDocument>> deferred;
        m_waiting.emplace_back(url, deferred);
        return deferred.task();
    }

private:
    Result<FetchedDocument> answerFor(const QString &url) const
    {
        return documents.value(url, fail(ErrorCode::UpstreamFailed, QStringLiteral("there is no host of that name.")));
    }
    std::vector<std::pair<QString, Deferred<Result<FetchedDocument>>>> m_waiting;
};

} // namespace ostiary
