// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener/worker.h"

#include "models/clock.h"
#include "models/random.h"
#include "models/task.h"

#include <arpa/inet.h>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ostiary::http {

namespace {

constexpr auto kTick = std::chrono::milliseconds(100);
constexpr int kEventsAtOnce = 256;
constexpr int kAcceptsAtOnce = 64;
constexpr size_t kSendsAtOnce = 16; ///< nobody waits for more than so many others' requests
constexpr qsizetype kSpareBuffer = 64 * 1024;
constexpr qint64 kTaskGraceMs = 1000; ///< after the patience, for tasks to see that their clients are gone

/// IMF-fixdate (RFC 9110 §5.6.7), whatever the locale.
QByteArray dateFieldAt(std::chrono::sys_seconds time)
{
    static constexpr const char *kDays[]{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char *kMonths[]{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    std::array<char, 48> text;
    const int size = std::snprintf(text.data(), text.size(), "Date: %s, %02u %s %04d %02d:%02d:%02d GMT\r\n",
                                   kDays[std::chrono::weekday(day).c_encoding()], unsigned(date.day()),
                                   kMonths[unsigned(date.month()) - 1], int(date.year()), int(clock.hours().count()),
                                   int(clock.minutes().count()), int(clock.seconds().count()));
    return QByteArray(text.data(), size);
}

QHostAddress addressOf(const sockaddr_storage &storage)
{
    QHostAddress address(reinterpret_cast<const sockaddr *>(&storage));
    bool isMapped = false;
    const quint32 v4 = address.toIPv4Address(&isMapped);
    return isMapped ? QHostAddress(v4) : address;
}

} // namespace

Worker::Worker(Setup setup)
    : m_setup(std::move(setup)), m_application((*m_setup.factory)()),
      m_gate(*m_application, m_setup.listeningDescriptor), m_epoll(::epoll_create1(EPOLL_CLOEXEC)),
      m_notifier(std::make_unique<QSocketNotifier>(m_epoll, QSocketNotifier::Read)),
      m_idPrefix(SystemRandom().base62(8) + '-')
{
    tellTime();
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { handleEvents(); });
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { tick(); });
    m_timer.start(kTick);
    watchListener(true);
}

Worker::~Worker()
{
    while (!m_connections.empty())
        m_connections.back()->close();
    m_retired.clear();
    m_notifier.reset();
    ::close(m_epoll);
}

void Worker::stop(std::chrono::milliseconds patience)
{
    tellTime();
    accept(); // whoever is connected already is served
    watchListener(false);
    m_gate.stopListening();
    m_stopping = true;
    m_stopDeadline = m_now + patience.count();
    forEachConnection([](Connection &connection) { connection.drain(); });
    finishWhenQuiet();
}

// ---- events -------------------------------------------------------------------------------------------------------

void Worker::handleEvents()
{
    std::array<epoll_event, kEventsAtOnce> events;
    const int count = ::epoll_wait(m_epoll, events.data(), int(events.size()), 0);
    tellTime();
    m_gathering = true;
    for (const epoll_event &event : std::span(events).first(size_t(std::max(count, 0)))) {
        if (event.data.ptr)
            static_cast<Connection *>(event.data.ptr)->handleEvents(event.events);
        else
            accept();
        if (m_sending.size() >= kSendsAtOnce)
            sendAll();
    }
    m_gathering = false;
    sendAll();
    m_retired.clear();
}

void Worker::sendSoon(Connection &connection)
{
    if (m_gathering)
        m_sending.push_back(&connection);
    else
        connection.send();
}

/// Sending wakes the client up, which on the same machine costs more than all else of a small answer: one that gets
/// many answers in a row stays awake.
void Worker::sendAll()
{
    for (size_t i = 0; i < m_sending.size(); ++i) // sending may bring more: an answer makes room for the next
        m_sending[i]->send();
    m_sending.clear();
}

void Worker::accept()
{
    for (int i = 0; i < kAcceptsAtOnce && m_listening; ++i) {
        sockaddr_storage storage{};
        socklen_t size = sizeof storage;
        const int descriptor = ::accept4(m_setup.listeningDescriptor, reinterpret_cast<sockaddr *>(&storage), &size,
                                         SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) {
            // Out of descriptors or memory: look again at the next tick instead of turning in circles.
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
                watchListener(false);
            if (errno != ECONNABORTED && errno != EINTR)
                return;
            continue;
        }
        QHostAddress peer = addressOf(storage);
        if (!m_setup.count->enter(peer)) {
            refuseConnection(descriptor);
            continue;
        }
        auto connection = std::make_unique<Connection>(*this, descriptor, std::move(peer));
        epoll_event interest{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data = {.ptr = connection.get()}};
        ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &interest);
        connection->setIndex(m_connections.size());
        m_connections.push_back(std::move(connection));
    }
}

void Worker::refuseConnection(int descriptor)
{
    const QByteArray answer = refusalOf(Refusal::TooManyConnections, {});
    [[maybe_unused]] const ssize_t sent = ::send(descriptor, answer.constData(), size_t(answer.size()), MSG_NOSIGNAL);
    ::shutdown(descriptor, SHUT_WR);
    // What the client has sent already must be read, or closing would reset the connection before it sees the answer.
    [[maybe_unused]] const ssize_t read = ::recv(descriptor, m_scratch.data(), m_scratch.size(), 0);
    ::close(descriptor);
}

void Worker::watchListener(bool on)
{
    if (m_listening == on)
        return;
    m_listening = on;
    epoll_event interest{.events = EPOLLIN, .data = {.ptr = nullptr}};
    ::epoll_ctl(m_epoll, on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, m_setup.listeningDescriptor, &interest);
}

void Worker::tick()
{
    tellTime();
    forEachConnection([this](Connection &connection) { connection.checkDeadlines(m_now); });
    m_retired.clear();
    if (m_stopping)
        finishWhenQuiet();
    else
        watchListener(true);
}

/// Backwards, because whoever closes gives its place to the last one.
void Worker::forEachConnection(const std::function<void(Connection &)> &visit)
{
    for (size_t i = m_connections.size(); i-- > 0;) {
        if (i < m_connections.size())
            visit(*m_connections[i]);
    }
}

void Worker::retire(Connection &connection)
{
    m_setup.count->leave(connection.peer());
    std::swap(m_connections[connection.index()], m_connections.back());
    m_connections[connection.index()]->setIndex(connection.index());
    m_retired.push_back(std::move(m_connections.back()));
    m_connections.pop_back();
}

void Worker::finishWhenQuiet()
{
    if (m_now >= m_stopDeadline) {
        while (!m_connections.empty())
            m_connections.back()->close();
    }
    const bool late = m_now >= m_stopDeadline + kTaskGraceMs;
    if (m_setup.finished && (late || (m_connections.empty() && m_gate.running() == 0)))
        post(threadAnchor(),
             std::exchange(m_setup.finished, {})); // behind what streams still have to tell their producers
}

// ---- what the connections share -----------------------------------------------------------------------------------

void Worker::tellTime()
{
    const SystemClock clock;
    m_now = clock.monotonic().count();
    const auto second = std::chrono::floor<std::chrono::seconds>(clock.now());
    if (second.time_since_epoch().count() == m_dateSecond)
        return;
    m_dateSecond = second.time_since_epoch().count();
    m_dateField = dateFieldAt(second);
}

QByteArray Worker::nextRequestId()
{
    return m_idPrefix + QByteArray::number(++m_requests, 36);
}

QByteArray Worker::refusalOf(Refusal refusal, QByteArrayView requestId, bool withBody) const
{
    return refusalAnswer(refusal, {.date = m_dateField, .requestId = requestId}, withBody);
}

std::unique_ptr<RequestParser> Worker::takeParser()
{
    if (m_spareParser)
        return std::move(m_spareParser);
    return std::make_unique<RequestParser>(m_setup.limits, *m_application);
}

void Worker::giveBack(std::unique_ptr<RequestParser> parser)
{
    if (!parser || m_spareParser)
        return;
    parser->reset();
    m_spareParser = std::move(parser);
}

QByteArray Worker::takeBuffer()
{
    if (m_spareBuffers.empty()) {
        QByteArray buffer;
        buffer.reserve(4096);
        return buffer;
    }
    QByteArray buffer = std::move(m_spareBuffers.back());
    m_spareBuffers.pop_back();
    return buffer;
}

void Worker::giveBack(QByteArray buffer)
{
    if (buffer.isNull() || buffer.capacity() > kSpareBuffer || m_spareBuffers.size() >= kSendsAtOnce)
        return;
    buffer.resize(0);
    m_spareBuffers.push_back(std::move(buffer));
}

} // namespace ostiary::http
