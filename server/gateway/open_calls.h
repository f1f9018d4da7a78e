// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/byte_stream.h"

#include <QHash>
#include <QString>

#include <memory>
#include <mutex>

namespace ostiary::gateway {

/// Which calls and streams are open by right of which credential, so that taking it back cuts them. Thread-safe.
class OpenCalls
{
    struct Entry {
        QString credentialId;
        const void *gateway = nullptr;
        std::mutex mutex;
        bool isCut = false;
        bool isStreaming = false;
        std::weak_ptr<ByteStream> stream; ///< the call's answer, once it flows
    };

public:
    /// One call, from its start to the end of its answer.
    class Call
    {
    public:
        /// False: access was taken back meanwhile, and the stream has been cut.
        [[nodiscard]] bool attach(const std::shared_ptr<ByteStream> &stream);

    private:
        friend class OpenCalls;
        explicit Call(std::shared_ptr<Entry> entry) : m_entry(std::move(entry)) { }
        std::shared_ptr<Entry> m_entry;
    };

    [[nodiscard]] Call open(const QString &credentialId, const void *gateway);
    void close(const Call &call);
    void cutCredential(const QString &credentialId);
    void cutGateway(const void *gateway);

private:
    static void cut(Entry &entry);
    void dropEnded();

    std::mutex m_mutex;
    QMultiHash<QString, std::shared_ptr<Entry>> m_entries;
    qsizetype m_dropAt = 64; ///< entries; then those whose stream is gone are looked for
};

} // namespace ostiary::gateway
