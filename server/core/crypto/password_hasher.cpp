// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/crypto/password_hasher.h"

#include "models/random.h"

#include <sodium.h>

namespace ostiary {

namespace {

Result<QByteArray> argon2id(const Secret &password, quint64 passes, quint64 memoryBytes)
{
    QByteArray text(crypto_pwhash_STRBYTES, '\0');
    const QByteArrayView plain = password.reveal();
    if (crypto_pwhash_str_alg(text.data(), plain.data(), quint64(plain.size()), passes, memoryBytes,
                              crypto_pwhash_ALG_ARGON2ID13)
        != 0)
        return fail(ErrorCode::Unavailable, QStringLiteral("There is not enough memory to check passwords right now."));
    return text.first(qsizetype(qstrlen(text.constData())));
}

} // namespace

PasswordHasher::PasswordHasher(Cost cost) : m_cost(cost)
{
    m_pool.setMaxThreadCount(std::max(1, QThread::idealThreadCount()));
    SystemRandom random;
    m_dummy = argon2id(random.token(), cost.passes, cost.memoryBytes).value_or(QByteArray());
}

PasswordHasher::~PasswordHasher()
{
    m_pool.waitForDone();
}

template <typename T, typename Work>
Task<Result<T>> PasswordHasher::inPool(Work work)
{
    if (m_waiting.fetch_add(1) >= kMostWaiting) {
        --m_waiting;
        return Result<T>(
            std::unexpected(Error{.code = ErrorCode::Unavailable,
                                  .detail = QStringLiteral("Too many sign-ins at once; try again in a moment."),
                                  .retryAfter = std::chrono::seconds(2)}));
    }
    const Deferred<Result<T>> deferred;
    m_pool.start([this, deferred, work = std::move(work)] {
        Result<T> result = work();
        --m_waiting;
        deferred.resolve(std::move(result));
    });
    return deferred.task();
}

Task<Result<QByteArray>> PasswordHasher::hash(Secret password)
{
    return inPool<QByteArray>(
        [cost = m_cost, password = std::move(password)] { return argon2id(password, cost.passes, cost.memoryBytes); });
}

bool PasswordHasher::isOutdated(const QByteArray &stored) const
{
    return crypto_pwhash_str_needs_rehash(stored.constData(), m_cost.passes, m_cost.memoryBytes) == 1;
}

Task<Result<bool>> PasswordHasher::verify(QByteArray stored, Secret password)
{
    const bool real = !stored.isEmpty();
    return inPool<bool>([real, against = real ? std::move(stored) : m_dummy, password = std::move(password)] {
        const QByteArrayView plain = password.reveal();
        const bool matches = crypto_pwhash_str_verify(against.constData(), plain.data(), quint64(plain.size())) == 0;
        return Result<bool>(real && matches);
    });
}

} // namespace ostiary
