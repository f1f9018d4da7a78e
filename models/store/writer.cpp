// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/writer.h"

#include <algorithm>

namespace ostiary::store {

using namespace Qt::StringLiterals;

namespace {

/// Prepared once, like all else that is run often.
Result<> step(Connection &connection, QLatin1StringView name)
{
    CHECK(connection.run("transaction/"_L1 + name));
    return {};
}

} // namespace

Writer::Writer(QString file, ChangeFeed &changes) : m_file(std::move(file)), m_changes(changes)
{
    m_thread = std::thread([this] { loop(); });
}

Writer::~Writer()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

Result<> Writer::submit(Job job)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_waiting.size() >= kMostWaiting || m_stopping)
            return fail(ErrorCode::Unavailable, QStringLiteral("Too many changes are waiting; try again in a moment."));
        m_waiting.push_back(std::move(job));
    }
    m_wake.notify_one();
    return {};
}

void Writer::loop()
{
    Result<std::unique_ptr<Connection>> connection = Connection::open(m_file, Connection::Mode::ReadWrite);
    while (true) {
        std::deque<Job> group;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_waiting.empty(); });
            if (m_waiting.empty())
                return;
            while (!m_waiting.empty() && group.size() < kMostPerCommit) {
                group.push_back(std::move(m_waiting.front()));
                m_waiting.pop_front();
            }
        }
        if (!connection) // say, the file had no permission for a moment: each group tries anew
            connection = Connection::open(m_file, Connection::Mode::ReadWrite);
        if (connection) {
            commit(**connection, group);
        } else {
            for (Job &job : group)
                job.done(&connection.error());
        }
    }
}

void Writer::commit(Connection &connection, std::deque<Job> &group)
{
    Result<> outcome = step(connection, "begin"_L1);
    if (outcome) {
        bool anything = false;
        for (Job &job : group) {
            const Result<bool> kept = runOne(connection, job, group.size() == 1);
            if (!kept) {
                outcome = std::unexpected(kept.error());
                break;
            }
            anything |= *kept;
        }
        if (outcome)
            outcome = step(connection, anything ? "commit"_L1 : "rollback"_L1);
        if (!outcome)
            std::ignore = step(connection, "rollback"_L1);
    }
    QList<Change> changes = connection.takeChanges();
    if (outcome)
        m_changes.publish(std::move(changes));
    for (Job &job : group)
        job.done(outcome ? nullptr : &outcome.error());
}

// Whether the job's changes stay. An error: the savepoint is gone, and with it the whole transaction. SQLite does so
// when the disk is full; the next savepoint would then be a transaction of its own, committed behind everyone's back.
Result<bool> Writer::runOne(Connection &connection, Job &job, bool alone)
{
    const qsizetype changesBefore = connection.changeCount();
    if (!alone)
        CHECK(step(connection, "savepoint"_L1));
    const bool keep = job.run(connection);
    if (!keep)
        connection.dropChangesFrom(changesBefore);
    if (alone)
        return keep; // the whole transaction is this job: ROLLBACK undoes it
    if (!keep)
        CHECK(step(connection, "undo"_L1));
    CHECK(step(connection, "release"_L1));
    return keep;
}

} // namespace ostiary::store
