// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/byte_stream.h"

#include <QHash>
#include <QSet>
#include <QString>

#include <mutex>

namespace ostiary {

/// The streams that are open by right of a credential, so that revoking it cuts them. Thread-safe.
class OpenStreams
{
public:
    /// A stream of a credential that was cut before is cancelled at once: the upstream may answer after the revocation.
    void add(const QString &credentialId, const std::shared_ptr<ByteStream> &stream);
    /// Cancels every stream of the credential.
    void cut(const QString &credentialId);
    [[nodiscard]] qsizetype count() const;

private:
    mutable std::mutex m_mutex;
    QHash<QString, QList<std::weak_ptr<ByteStream>>> m_streams;
    QSet<QString> m_cut; ///< revoked credentials never come back

    static constexpr qsizetype kMostCut = 100'000;
};

} // namespace ostiary
