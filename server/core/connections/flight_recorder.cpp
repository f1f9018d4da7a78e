// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/connections/flight_recorder.h"

#include "models/store/attempts.h"
#include "server/core/paging.h"
#include "server/core/text_rules.h"

namespace ostiary {

namespace {

std::pair<QString, QString> keyOf(const FlightRecorder::Peer &peer)
{
    return {peer.address, peer.userAgent};
}

bool isFrom(const ConnectionAttempt &attempt, const FlightRecorder::Peer &peer)
{
    return attempt.address == peer.address && attempt.userAgent == peer.userAgent;
}

// Two people may use one client at the same time, where its id is an address that all its copies share.
bool mayBeOf(const ConnectionAttempt &attempt, const AccountId &account)
{
    return account.isEmpty() || attempt.account.isEmpty() || attempt.account == account;
}

// A token came, or a call was refused and may be made again.
bool awaitsCall(const ConnectionAttempt &attempt)
{
    if (attempt.succeeded || attempt.entries.isEmpty())
        return false;
    const AttemptEntry &last = attempt.entries.constLast();
    return last.step == AttemptStep::FirstCall || (attempt.reached == AttemptStep::Token && last.ok);
}

} // namespace

FlightRecorder::FlightRecorder(store::Store &store, const Clock &clock, Random &random)
    : m_store(store), m_clock(clock), m_random(random)
{
}

// ---- what happens -------------------------------------------------------------------------------------------------

void FlightRecorder::note(const Peer &from, AttemptNote note)
{
    const Peer peer{from.address, text_rules::shown(from.userAgent, kLongestUserAgent)};
    note.detail = text_rules::shown(note.detail, kLongestDetail);
    const Time now = m_clock.now();
    const std::scoped_lock lock(m_mutex);
    Flight *flight = note.step == AttemptStep::FirstCall ? awaitingFlight(peer, note) : flightOf(peer, note);
    const bool isNews = !note.ok || note.step != AttemptStep::FirstCall; // calls that are let in are not news
    const bool begins = note.begins && isNews;
    if (!flight && begins && note.step == AttemptStep::FirstCall)
        flight = flightOf(peer, note);
    if (!flight && begins)
        flight = &begin(peer);
    if (flight)
        add(*flight, note, now);
}

FlightRecorder::Flight *FlightRecorder::flightOf(const Peer &peer, const AttemptNote &note)
{
    if (note.client.isEmpty())
        return nameless(peer);
    Flight *const known = named(peer, note, false);
    if (!note.begins) // a session of old that goes on; what a stranger began there is none of its
        return known;
    const auto before = m_nameless.constFind(keyOf(peer));
    if (before == m_nameless.cend())
        return known;
    const auto found = m_flights.find(*before);
    if (!known)
        return &found->second; // it names itself now
    absorb(*known, found);
    return known;
}

// Only one that has what it needs for a call: an earlier session of the same client goes on calling meanwhile.
FlightRecorder::Flight *FlightRecorder::awaitingFlight(const Peer &peer, const AttemptNote &note)
{
    if (!awaitsCalls())
        return nullptr;
    Flight *best = note.client.isEmpty() ? nullptr : named(peer, note, true);
    if (const auto known = m_nameless.constFind(keyOf(peer)); !best && known != m_nameless.cend())
        best = &m_flights.at(*known);
    if (best && best->awaitsCall)
        return best;
    if (note.ok || !note.client.isEmpty())
        return nullptr;
    for (auto &[id, flight] : m_flights) { // a token that names nobody was refused
        if (flight.awaitsCall && isFrom(flight.attempt, peer))
            return &flight;
    }
    return nullptr;
}

FlightRecorder::Flight *FlightRecorder::named(const Peer &peer, const AttemptNote &note, bool awaiting)
{
    Flight *best = nullptr;
    const auto rank = [&](const ConnectionAttempt &attempt) {
        return std::tuple(!note.account.isEmpty() && attempt.account == note.account, isFrom(attempt, peer),
                          attempt.lastAt);
    };
    for (const AttemptId &id : m_byClient.values(note.client)) {
        Flight &flight = m_flights.at(id);
        if ((flight.awaitsCall || !awaiting) && mayBeOf(flight.attempt, note.account)
            && (!best || rank(best->attempt) < rank(flight.attempt)))
            best = &flight;
    }
    return best;
}

FlightRecorder::Flight *FlightRecorder::nameless(const Peer &peer)
{
    const auto known = m_nameless.constFind(keyOf(peer));
    if (known != m_nameless.cend())
        return &m_flights.at(*known);
    if (m_namelessFrom.value(peer.address) < kMostNamelessPerAddress)
        return nullptr;
    // Somebody there makes up user agents: what comes is told of the newest.
    Flight *newest = nullptr;
    for (auto &[id, flight] : m_flights) {
        const ConnectionAttempt &attempt = flight.attempt;
        if (attempt.clientId.isEmpty() && attempt.address == peer.address
            && (!newest || newest->attempt.startedAt < attempt.startedAt))
            newest = &flight;
    }
    return newest;
}

FlightRecorder::Flight &FlightRecorder::begin(const Peer &peer)
{
    makeRoom();
    Flight flight;
    flight.attempt.id = m_random.id<AttemptId>();
    flight.attempt.address = peer.address;
    flight.attempt.userAgent = peer.userAgent;
    flight.attempt.startedAt = flight.attempt.lastAt = m_clock.now();
    const AttemptId id = flight.attempt.id;
    m_nameless.insert(keyOf(peer), id);
    ++m_namelessFrom[peer.address];
    return m_flights.emplace(id, std::move(flight)).first->second;
}

// Strangers go first: they must not push out those who are known.
void FlightRecorder::makeRoom()
{
    if (m_flights.size() < size_t(kMostOpen))
        return;
    const auto leaves = [](const auto &a, const auto &b) {
        const ConnectionAttempt &x = a.second.attempt;
        const ConnectionAttempt &y = b.second.attempt;
        return std::tuple(!x.clientId.isEmpty(), x.lastAt) < std::tuple(!y.clientId.isEmpty(), y.lastAt);
    };
    end(std::ranges::min_element(m_flights, leaves));
}

void FlightRecorder::absorb(Flight &into, Flights::iterator from)
{
    ConnectionAttempt &attempt = into.attempt;
    const ConnectionAttempt &earlier = from->second.attempt;
    QList<AttemptEntry> entries = earlier.entries + attempt.entries;
    std::ranges::stable_sort(entries, {}, &AttemptEntry::at);
    if (entries.size() > ConnectionAttempt::kMostEntries)
        entries = entries.last(ConnectionAttempt::kMostEntries);
    attempt.entries = std::move(entries);
    if (attempt.resource.isEmpty())
        attempt.resource = earlier.resource;
    if (earlier.startedAt < attempt.startedAt) {
        attempt.startedAt = earlier.startedAt;
        attempt.address = earlier.address;
        attempt.userAgent = earlier.userAgent;
    }
    into.isDirty = true;
    m_absorbed << from->first;
    from->second.attempt.entries.clear();
    end(from);
}

void FlightRecorder::add(Flight &flight, const AttemptNote &note, Time now)
{
    ConnectionAttempt &attempt = flight.attempt;
    if (!note.client.isEmpty() && attempt.clientId.isEmpty()) {
        attempt.clientId = note.client;
        m_byClient.insert(note.client, attempt.id);
        m_nameless.remove({attempt.address, attempt.userAgent});
        if (--m_namelessFrom[attempt.address] <= 0)
            m_namelessFrom.remove(attempt.address);
    }
    if (!note.account.isEmpty())
        attempt.account = note.account;
    if (!note.resource.isEmpty() && (attempt.resource.isEmpty() || note.step == AttemptStep::Authorize))
        attempt.resource = note.resource;
    attempt.lastAt = now;
    // Whoever asks anew begins anew; else it is as far as it ever came.
    attempt.reached = note.step == AttemptStep::Authorize ? note.step : std::max(attempt.reached, note.step);
    attempt.stoppedBecause = note.ok ? QString() : note.detail;
    attempt.succeeded = note.ok && note.step == AttemptStep::FirstCall;

    QList<AttemptEntry> &entries = attempt.entries;
    const bool repeats = !entries.isEmpty() && entries.constLast().step == note.step
        && entries.constLast().ok == note.ok && entries.constLast().detail == note.detail;
    if (repeats) {
        ++entries.last().count;
    } else {
        if (std::ranges::count(entries, note.step, &AttemptEntry::step) >= kMostPerStep)
            entries.erase(std::ranges::find(entries, note.step, &AttemptEntry::step));
        entries << AttemptEntry{.at = now, .step = note.step, .ok = note.ok, .detail = note.detail};
    }
    settle(flight);
}

void FlightRecorder::settle(Flight &flight)
{
    flight.isDirty = true;
    const bool awaits = ostiary::awaitsCall(flight.attempt);
    if (awaits != flight.awaitsCall)
        m_awaited.fetch_add(awaits ? 1 : -1, std::memory_order_relaxed);
    flight.awaitsCall = awaits;
    if (flight.attempt.succeeded)
        end(m_flights.find(flight.attempt.id));
}

// It is written once more, unless it became part of another.
void FlightRecorder::end(Flights::iterator flight)
{
    ConnectionAttempt &attempt = flight->second.attempt;
    if (flight->second.awaitsCall)
        m_awaited.fetch_sub(1, std::memory_order_relaxed);
    if (attempt.clientId.isEmpty()) {
        m_nameless.remove({attempt.address, attempt.userAgent});
        if (--m_namelessFrom[attempt.address] <= 0)
            m_namelessFrom.remove(attempt.address);
    } else {
        m_byClient.remove(attempt.clientId, attempt.id);
    }
    if (!attempt.entries.isEmpty()) {
        if (attempt.state() == AttemptState::UnderWay) {
            attempt.stoppedBecause
                = QStringLiteral("The client never came back after this: %1").arg(attempt.entries.constLast().detail);
            flight->second.isDirty = true;
        }
        if (flight->second.isDirty && m_ended.size() < kMostKept)
            m_ended << attempt;
    }
    m_flights.erase(flight);
}

// ---- what is kept -------------------------------------------------------------------------------------------------

Result<> FlightRecorder::start()
{
    TRY(store::Connection *const connection, m_store.reader());
    TRY(const QList<ConnectionAttempt> attempts, store::attempts::underWay(*connection, kMostOpen));
    const std::scoped_lock lock(m_mutex);
    for (const ConnectionAttempt &attempt : attempts) {
        if (attempt.clientId.isEmpty() && m_nameless.contains({attempt.address, attempt.userAgent}))
            continue;
        Flight &flight = m_flights[attempt.id] = {.attempt = attempt, .isDirty = false};
        if (attempt.clientId.isEmpty()) {
            m_nameless.insert({attempt.address, attempt.userAgent}, attempt.id);
            ++m_namelessFrom[attempt.address];
        } else {
            m_byClient.insert(attempt.clientId, attempt.id);
        }
        settle(flight);
        flight.isDirty = false;
    }
    return {};
}

void FlightRecorder::endSilent(Time now)
{
    for (auto flight = m_flights.begin(); flight != m_flights.end();) {
        const auto next = std::next(flight);
        if (now - flight->second.attempt.lastAt >= kSilence)
            end(flight);
        flight = next;
    }
}

FlightRecorder::Unwritten FlightRecorder::takeUnwritten()
{
    const std::scoped_lock lock(m_mutex);
    endSilent(m_clock.now());
    Unwritten unwritten{std::exchange(m_ended, {}), std::exchange(m_absorbed, {})};
    for (auto &[id, flight] : m_flights) {
        if (std::exchange(flight.isDirty, false))
            unwritten.attempts << flight.attempt;
    }
    return unwritten;
}

void FlightRecorder::putBack(const Unwritten &unwritten)
{
    const std::scoped_lock lock(m_mutex);
    m_absorbed << unwritten.absorbed;
    for (const ConnectionAttempt &attempt : unwritten.attempts) {
        if (const auto flight = m_flights.find(attempt.id); flight != m_flights.end())
            flight->second.isDirty = true;
        else if (m_ended.size() < kMostKept && !std::ranges::contains(m_ended, attempt.id, &ConnectionAttempt::id))
            m_ended.prepend(attempt);
    }
}

Result<bool> FlightRecorder::put(store::Connection &connection, const Unwritten &unwritten)
{
    for (const AttemptId &id : unwritten.absorbed)
        CHECK(store::attempts::remove(connection, id));
    for (const ConnectionAttempt &attempt : unwritten.attempts)
        CHECK(store::attempts::put(connection, attempt));
    return true;
}

Task<Result<bool>> FlightRecorder::write()
{
    // One at a time, so that an older state never comes after a newer one.
    if (m_isWriting.exchange(true))
        co_return true;
    const Unwritten unwritten = takeUnwritten();
    Result<bool> written = true;
    if (!unwritten.isEmpty()) {
        written
            = co_await m_store.write([unwritten](store::Connection &connection) { return put(connection, unwritten); });
    }
    if (!written)
        putBack(unwritten);
    m_isWriting = false;
    co_return written;
}

Result<bool> FlightRecorder::writeNow()
{
    const Unwritten unwritten = takeUnwritten();
    return m_store.writeNow([&](store::Connection &connection) { return put(connection, unwritten); });
}

Result<> FlightRecorder::removeOld(store::Connection &connection) const
{
    return store::attempts::removeOld(connection, m_clock.now() - kKept, kMostKept, kMostNamelessKept);
}

Task<Result<Page<ConnectionAttempt>>> FlightRecorder::list(PageRequest page, AccountId account)
{
    CO_CHECK(co_await write());
    co_return paging::read<ConnectionAttempt>(
        m_store, page,
        [&](store::Connection &connection, const store::Cursor &from, int limit) {
            return store::attempts::page(connection, account, from, limit);
        },
        [](const ConnectionAttempt &last) { return store::Cursor::after(last.startedAt, last.id.text()); });
}

Task<Result<ConnectionAttempt>> FlightRecorder::find(AttemptId id, AccountId account)
{
    CO_CHECK(co_await write());
    CO_TRY(store::Connection *const connection, m_store.reader());
    CO_TRY(const std::optional<ConnectionAttempt> found, store::attempts::find(*connection, id));
    if (!found || (!account.isEmpty() && found->account != account)) {
        co_return fail(ErrorCode::NotFound,
                       QStringLiteral("There is no such attempt to connect, or it is too old to be kept."));
    }
    co_return *found;
}

} // namespace ostiary
