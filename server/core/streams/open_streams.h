// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/byte_stream.h"

#include <QHash>
#include <QString>

#include <atomic>
#include <mutex>

namespace ostiary {

/// The streams that are open by right of a credential, so that revoking it cuts them. Thread-safe.
class OpenStreams
{
public:
    /// A moment, as cuts count it. To be taken before the caller is authenticated.
    [[nodiscard]] quint64 moment() const { return m_moment.load(); }
    /// A stream whose credential was cut after `since` is cancelled at once: the upstream may answer after the
    /// revocation. What was let in again later (a key that is enabled, or has other scopes now) is not.
    void add(const QString &credentialId, quint64 since, const std::shared_ptr<ByteStream> &stream);
    /// Cancels every stream of the credential.
    void cut(const QString &credentialId);
    [[nodiscard]] qsizetype count() const;

private:
    mutable std::mutex m_mutex;
    QHash<QString, QList<std::weak_ptr<ByteStream>>> m_streams;
    QHash<QString, quint64> m_cutAt;
    std::atomic<quint64> m_moment = 0;

    static constexpr qsizetype kMostCut = 100'000;
};

} // namespace ostiary
