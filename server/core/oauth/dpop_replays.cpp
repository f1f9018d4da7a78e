// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/dpop_replays.h"

#include <QCryptographicHash>
#include <QtEndian>

namespace ostiary {

namespace {

std::pair<quint64, quint64> markOf(const QString &jti)
{
    const QByteArray hash = QCryptographicHash::hash(jti.toUtf8(), QCryptographicHash::Sha256);
    return {qFromBigEndian<quint64>(hash.constData()), qFromBigEndian<quint64>(hash.constData() + 8)};
}

std::unexpected<Error> tooMany(ErrorCode code, const char *why)
{
    return std::unexpected(Error{.code = code, .detail = QLatin1String(why), .retryAfter = std::chrono::minutes(1)});
}

} // namespace

// A bucket goes as a whole, so that forgetting costs nothing while somebody waits.
void DpopReplays::forget(Time now)
{
    while (!m_buckets.empty() && m_buckets.begin()->first < now) {
        m_size -= m_buckets.begin()->second.size;
        m_buckets.erase(m_buckets.begin());
    }
}

Result<> DpopReplays::lookLocked(const DpopProof &proof, const Mark &mark) const
{
    qsizetype ofKey = 0;
    for (const auto &[minute, bucket] : m_buckets) {
        const auto marks = bucket.ofKey.constFind(proof.thumbprint());
        if (marks == bucket.ofKey.cend())
            continue;
        if (marks->contains(mark)) {
            return fail(ErrorCode::InvalidDpopProof,
                        QStringLiteral("The DPoP proof was used before; sign a new one for every request."));
        }
        ofKey += marks->size();
    }
    if (ofKey >= m_most.ofKey)
        return tooMany(ErrorCode::RateLimited, "This key made too many DPoP proofs in ten minutes.");
    if (m_size >= m_most.all)
        return tooMany(ErrorCode::Unavailable, "Too many DPoP proofs came in the last ten minutes.");
    return {};
}

Result<> DpopReplays::look(const DpopProof &proof, Time now)
{
    const Mark mark = markOf(proof.jti());
    const std::scoped_lock lock(m_mutex);
    forget(now);
    return lookLocked(proof, mark);
}

Result<> DpopReplays::spend(const DpopProof &proof, Time now)
{
    const Mark mark = markOf(proof.jti());
    const std::scoped_lock lock(m_mutex);
    forget(now);
    CHECK(lookLocked(proof, mark));
    Bucket &bucket = m_buckets[std::chrono::ceil<std::chrono::minutes>(proof.until())];
    bucket.ofKey[proof.thumbprint()].insert(mark);
    ++bucket.size;
    ++m_size;
    return {};
}

} // namespace ostiary
