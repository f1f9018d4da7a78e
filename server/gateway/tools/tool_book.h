// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "models/task.h"

#include <QHash>
#include <QString>

#include <mutex>

namespace ostiary::gateway {

/// A tool of an upstream, as that describes it: a stranger's text.
struct ListedTool {
    QString name;
    QString title; ///< may be empty
    bool readsOnly = false; ///< `annotations.readOnlyHint`
};
/// nullopt: the upstream did not say.
using ToolAnswer = std::optional<QList<ListedTool>>;

/// What upstreams said of their tools, for all workers of a process. Thread-safe.
class ToolBook
{
public:
    explicit ToolBook(const Clock &clock) : m_clock(clock) { }

    struct Entered {
        std::optional<ToolAnswer> known; ///< the answer is there; else `waiter` will be told
        bool mustAsk = false; ///< nobody asks at the moment: whoever gets this does, and calls finish()
    };
    [[nodiscard]] Entered enter(const QString &upstream, const Deferred<ToolAnswer> &waiter);
    void finish(const QString &upstream, ToolAnswer answer);

    static constexpr std::chrono::minutes kFresh{10};
    static constexpr std::chrono::seconds kFreshFailure{
        30}; ///< so that not every page waits for an upstream that is down
    static constexpr qsizetype kMostWaiters = 200; ///< more are told at once that nothing is known

private:
    struct Entry {
        std::optional<ToolAnswer> known;
        Time until;
        bool isAsking = false;
        QList<Deferred<ToolAnswer>> waiters;
    };

    const Clock &m_clock;
    std::mutex m_mutex;
    QHash<QString, Entry> m_entries; ///< as many as there are upstreams
};

} // namespace ostiary::gateway
