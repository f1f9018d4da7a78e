// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/change_feed.h"
#include "models/store/connection.h"
#include "models/task.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace ostiary::store {

/// The one thread that writes. Jobs queue; as many as wait share one `BEGIN IMMEDIATE … COMMIT`, each in its own
/// savepoint, and each is answered after the commit: what was acknowledged is on the disk.
class Writer
{
public:
    struct Job {
        std::function<bool(Connection &)> run; ///< false: undo what it did
        std::function<void(const Error *commitFailure)> done; ///< after the commit; null: it succeeded
    };

    Writer(QString file, ChangeFeed &changes);
    ~Writer(); ///< finishes what is queued

    /// Unavailable when kMostWaiting jobs wait already.
    [[nodiscard]] Result<> submit(Job job);

    static constexpr size_t kMostWaiting = 10'000;
    static constexpr size_t kMostPerCommit = 512;

private:
    void loop();
    void commit(Connection &connection, std::deque<Job> &group);
    [[nodiscard]] static Result<bool> runOne(Connection &connection, Job &job, bool alone);

    const QString m_file;
    ChangeFeed &m_changes;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_waiting;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace ostiary::store
