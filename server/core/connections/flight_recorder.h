// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/random.h"
#include "models/store/store.h"

#include <atomic>
#include <map>
#include <mutex>

namespace ostiary {

/// Remembers how clients come in: what each did on its way, and why it got no further. Thread-safe.
///
/// Notes of one attempt are tied by the client's id once it has one. Before that it is known by its address and user
/// agent: what came from there without a name becomes part of the attempt of the first client that names itself from
/// there. So a hosted client, which finds the server from one address and sends a person's browser from another, has
/// one timeline.
///
/// What is open is kept in memory and written a few seconds later; all of it is bounded, since anyone can begin one.
class FlightRecorder
{
public:
    FlightRecorder(store::Store &store, const Clock &clock, Random &random);

    /// Who is at the other end of a request.
    struct Peer {
        QString address;
        QString userAgent;
    };

    void note(const Peer &peer, AttemptNote note);

    /// Whether some client has what it needs for its first call and has not made it. Calls that are let in need to be
    /// noted only then: to all others the recorder costs this one relaxed load. A call that just misses it is not
    /// lost: the next one is noted.
    [[nodiscard]] bool awaitsCalls() const { return m_awaited.load(std::memory_order_relaxed) > 0; }

    /// Goes on with what was under way when the server stopped.
    [[nodiscard]] Result<> start();
    /// Ends what has been silent for long and writes what changed. Called every few seconds.
    [[nodiscard]] Task<Result<bool>> write();
    /// The same, but waits: for the end of the program, when nothing is noted any more.
    [[nodiscard]] Result<bool> writeNow();
    [[nodiscard]] Result<> removeOld(store::Connection &connection) const;

    /// Newest first; of one account, or, if that is empty, all.
    [[nodiscard]] Task<Result<Page<ConnectionAttempt>>> list(PageRequest page, AccountId account = {});
    /// NotFound: there is none, or not of that account.
    [[nodiscard]] Task<Result<ConnectionAttempt>> find(AttemptId id, AccountId account = {});

    static constexpr std::chrono::minutes kSilence{10}; ///< after which an attempt is over
    static constexpr int kMostOpen = 500;
    static constexpr int kMostNamelessPerAddress = 8;
    static constexpr qsizetype kMostPerStep = 5; ///< entries; the oldest of a step gives way
    static constexpr int kMostKept = 1000;
    static constexpr int kMostNamelessKept = 300;
    static constexpr std::chrono::days kKept{30};
    static constexpr qsizetype kLongestDetail = 400; ///< characters
    static constexpr qsizetype kLongestUserAgent = 200;

private:
    struct Flight {
        ConnectionAttempt attempt;
        bool isDirty = true;
        bool awaitsCall = false;
    };
    using Flights = std::map<AttemptId, Flight>;

    [[nodiscard]] Flight *flightOf(const Peer &peer, const AttemptNote &note);
    [[nodiscard]] Flight *awaitingFlight(const Peer &peer, const AttemptNote &note);
    [[nodiscard]] Flight *named(const Peer &peer, const AttemptNote &note, bool awaiting);
    [[nodiscard]] Flight *nameless(const Peer &peer);
    [[nodiscard]] Flight &begin(const Peer &peer);
    void makeRoom();
    void absorb(Flight &into, Flights::iterator from);
    void add(Flight &flight, const AttemptNote &note, Time now);
    void settle(Flight &flight);
    void end(Flights::iterator flight);
    void endSilent(Time now);
    struct Unwritten {
        QList<ConnectionAttempt> attempts;
        QList<AttemptId> absorbed;
        [[nodiscard]] bool isEmpty() const { return attempts.isEmpty() && absorbed.isEmpty(); }
    };
    [[nodiscard]] Unwritten takeUnwritten();
    void putBack(const Unwritten &unwritten);
    [[nodiscard]] static Result<bool> put(store::Connection &connection, const Unwritten &unwritten);

    store::Store &m_store;
    const Clock &m_clock;
    Random &m_random;
    std::atomic<int> m_awaited = 0; ///< flights with awaitsCall
    std::atomic<bool> m_isWriting = false;
    std::mutex m_mutex; ///< for all below
    Flights m_flights; ///< that are open
    QMultiHash<ClientId, AttemptId> m_byClient;
    QHash<std::pair<QString, QString>, AttemptId> m_nameless; ///< by address and user agent
    QHash<QString, int> m_namelessFrom; ///< how many, by address
    QList<ConnectionAttempt> m_ended; ///< to be written for the last time
    QList<AttemptId> m_absorbed; ///< to be deleted
};

} // namespace ostiary
