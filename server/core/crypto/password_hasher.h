// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "models/secret.h"
#include "models/task.h"

#include <QThreadPool>

#include <atomic>

namespace ostiary {

/// Argon2id (RFC 9106) in a pool of its own: at most one hash per core at once, each 64 MiB, and a short queue.
class PasswordHasher
{
public:
    struct Cost {
        quint64 memoryBytes = 64ull * 1024 * 1024;
        quint64 passes = 2;
    };
    explicit PasswordHasher(Cost cost = {64ull * 1024 * 1024, 2});
    ~PasswordHasher();

    /// The PHC string to keep. Unavailable when kMostWaiting wait already.
    [[nodiscard]] Task<Result<QByteArray>> hash(Secret password);
    /// An empty `stored` (no such account) takes as long as a real one, and is never right.
    [[nodiscard]] Task<Result<bool>> verify(QByteArray stored, Secret password);

    /// Whether `stored` was made with other parameters than a hash of today would be.
    [[nodiscard]] bool isOutdated(const QByteArray &stored) const;

    static constexpr int kMostWaiting = 64;

private:
    template <typename T, typename Work>
    Task<Result<T>> inPool(Work work);

    const Cost m_cost;
    QByteArray m_dummy; ///< what no password matches
    QThreadPool m_pool;
    std::atomic<int> m_waiting = 0;
};

} // namespace ostiary
