// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/stdio/child.h"

#include <QLoggingCategory>

#include <cerrno>
#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

namespace ostiary::gateway {

namespace {

Q_LOGGING_CATEGORY(lcStdio, "ostiary.gateway.stdio")

using namespace std::chrono_literals;

constexpr qsizetype kReadAtOnce = 256 * 1024; ///< bytes; then others get their turn
constexpr qsizetype kLastWords = 1024 * 1024; ///< bytes still read of a child that has ended
constexpr qsizetype kLogLine = 500; ///< characters
constexpr qsizetype kErrorLine = 64 * 1024; ///< bytes; a longer one is cut
constexpr int kLogLines = 50; ///< per kLogWindow and child: a flood must not fill the log
constexpr auto kLogWindow = 10s;
constexpr auto kExitGrace = 200ms; ///< from the end of its output to its own
constexpr auto kGroupGrace = 500ms; ///< from the leader's end to the SIGKILL of what is left of its group

} // namespace

Child::Child(QString name, Spawned spawned, Limits limits, QObject *parent)
    : QObject(parent), m_name(std::move(name)), m_spawned(spawned), m_limits(limits), m_lines(limits.lineBytes),
      m_errorLines(kErrorLine), m_inputNotifier(spawned.input, QSocketNotifier::Write),
      m_outputNotifier(spawned.output, QSocketNotifier::Read), m_errorNotifier(spawned.errors, QSocketNotifier::Read)
{
    m_inputNotifier.setEnabled(false);
    connect(&m_inputNotifier, &QSocketNotifier::activated, this, &Child::flush);
    connect(&m_outputNotifier, &QSocketNotifier::activated, this, &Child::readOutput);
    connect(&m_errorNotifier, &QSocketNotifier::activated, this, &Child::readErrors);
    m_killTimer.setSingleShot(true);
    m_logTimer.setSingleShot(true);
    connect(&m_logTimer, &QTimer::timeout, this, [this] {
        if (m_silencedLines > 0)
            qCInfo(lcStdio).noquote() << m_name + u':' << m_silencedLines << "more lines left out";
        m_loggedLines = m_silencedLines = 0;
    });
    if (m_spawned.pidFd >= 0) {
        m_exitNotifier = std::make_unique<QSocketNotifier>(m_spawned.pidFd, QSocketNotifier::Read);
        connect(m_exitNotifier.get(), &QSocketNotifier::activated, this, &Child::onExit);
    } else {
        connect(&m_exitPoll, &QTimer::timeout, this, &Child::onExit);
        m_exitPoll.start(100ms);
    }
}

Child::~Child()
{
    if (!m_reaped) {
        killGroup(SIGKILL);
        waitpid(m_spawned.pid, nullptr, 0);
    }
    closeInput();
    for (const int fd : {m_spawned.output, m_spawned.errors, m_spawned.pidFd}) {
        if (fd >= 0)
            close(fd);
    }
}

void Child::write(const QByteArray &line)
{
    if (m_left || m_spawned.input < 0)
        return;
    m_unwritten.append(line).append('\n');
    flush();
}

void Child::flush()
{
    while (m_spawned.input >= 0 && unwritten() > 0) {
        const ssize_t count = ::write(m_spawned.input, m_unwritten.constData() + m_written, size_t(unwritten()));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EAGAIN) {
            m_inputNotifier.setEnabled(true);
            return;
        }
        if (count < 0) { // it closed its stdin: what it has to say comes over the other pipes
            closeInput();
            return;
        }
        m_written += count;
    }
    m_inputNotifier.setEnabled(false);
    m_unwritten.clear();
    m_written = 0;
}

void Child::setReading(bool on)
{
    m_reading = on;
    m_outputNotifier.setEnabled(on && m_outputOpen && !m_exited);
}

void Child::readOutput()
{
    drainOutput(kReadAtOnce);
    takeLines();
    if (!m_left && m_lines.isTooLong())
        leave(QStringLiteral("printed a line of more than %1 bytes").arg(m_limits.lineBytes));
    if (!m_outputOpen && !m_left) // most often it is about to end; then its exit code says more
        QTimer::singleShot(kExitGrace, this, [this] { leave(QStringLiteral("closed its output")); });
}

void Child::drainOutput(qsizetype limit)
{
    std::array<char, 64 * 1024> buffer; // NOLINT: read() fills it
    for (qsizetype total = 0; total < limit && m_outputOpen;) {
        const ssize_t count = read(m_spawned.output, buffer.data(), buffer.size());
        if (count > 0) {
            total += count;
            if (!m_left) // after stop() it only empties the pipe
                m_lines.append({buffer.data(), qsizetype(count)});
        } else if (count < 0 && errno == EINTR) {
            continue;
        } else if (count < 0 && errno == EAGAIN) {
            return;
        } else {
            m_outputOpen = false;
            m_outputNotifier.setEnabled(false);
        }
    }
}

void Child::takeLines()
{
    while (!m_left) {
        const auto next = m_lines.next();
        if (!next)
            return;
        if (!next->isEmpty())
            emit line(*next);
    }
}

void Child::readErrors()
{
    std::array<char, 64 * 1024> buffer; // NOLINT: read() fills it
    const ssize_t count = read(m_spawned.errors, buffer.data(), buffer.size());
    if (count > 0) {
        m_errorLines.append({buffer.data(), qsizetype(count)});
        logErrors();
    } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
        m_errorNotifier.setEnabled(false);
    }
}

void Child::logErrors()
{
    if (!m_logTimer.isActive())
        m_logTimer.start(kLogWindow);
    while (const auto next = m_errorLines.next()) {
        if (next->trimmed().isEmpty())
            continue;
        if (++m_loggedLines > kLogLines) {
            ++m_silencedLines;
            continue;
        }
        // Its bytes are not ours: no control characters into the log.
        QString text = QString::fromUtf8(next->first(std::min(next->size(), kLogLine)));
        for (QChar &c : text)
            c = c.isPrint() ? c : QChar(u'?');
        qCInfo(lcStdio).noquote() << m_name + u':' << text;
    }
    if (m_errorLines.isTooLong())
        m_errorLines = LineBuffer(kErrorLine);
}

void Child::stop()
{
    m_left = true;
    m_unwritten.clear();
    m_written = 0;
    closeInput();
    if (m_reaped || m_exited || m_killTimer.isActive())
        return;
    setReading(true); // a child blocked on a full pipe could not end
    killGroup(SIGTERM);
    m_killTimer.callOnTimeout(this, [this] { killGroup(SIGKILL); });
    m_killTimer.start(m_limits.killTime);
}

// The leader ended. Its children are asked to, and a moment later made to; only then may its id go back to the system.
void Child::onExit()
{
    siginfo_t info{};
    if (m_exited || waitid(P_PID, id_t(m_spawned.pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
        return;
    m_exited = true;
    m_exitPoll.stop();
    if (m_exitNotifier)
        m_exitNotifier->setEnabled(false);
    if (!m_left) {
        drainOutput(kLastWords);
        takeLines();
    }
    m_outputNotifier.setEnabled(false);
    readErrors();
    killGroup(SIGTERM);
    m_killTimer.stop();
    m_killTimer.disconnect();
    m_killTimer.callOnTimeout(this, &Child::reap);
    m_killTimer.start(kGroupGrace);
    leave(info.si_code == CLD_EXITED ? QStringLiteral("ended with exit code %1").arg(info.si_status)
                                     : QStringLiteral("was ended by signal %1").arg(info.si_status));
}

void Child::leave(const QString &how)
{
    if (std::exchange(m_left, true))
        return;
    stop();
    emit ended(how);
}

void Child::killGroup(int signal)
{
    if (!m_reaped)
        ::kill(-m_spawned.pid, signal);
}

void Child::reap()
{
    killGroup(SIGKILL);
    waitpid(m_spawned.pid, nullptr, 0);
    m_reaped = true;
    m_errorNotifier.setEnabled(false);
    emit reaped();
}

void Child::closeInput()
{
    m_inputNotifier.setEnabled(false);
    if (m_spawned.input >= 0)
        close(std::exchange(m_spawned.input, -1));
}

} // namespace ostiary::gateway
