// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/stdio/line_buffer.h"
#include "server/gateway/stdio/spawn.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <array>
#include <chrono>
#include <memory>

namespace ostiary::gateway {

/// A child process that speaks in lines, and its process group. It lives until everything of it is gone: stop() it and
/// wait for reaped(). Destroying it earlier kills the group at once.
class Child : public QObject
{
    Q_OBJECT

public:
    struct Limits {
        qsizetype lineBytes;
        std::chrono::milliseconds killTime; ///< from SIGTERM to SIGKILL
    };

    /// `name` is the upstream's, for the log.
    Child(QString name, Spawned spawned, Limits limits, QObject *parent);
    ~Child() override;

    /// Sends one line; `line` holds no line end.
    void write(const QByteArray &line);
    /// Bytes that the child has not taken yet.
    [[nodiscard]] qsizetype unwritten() const { return m_unwritten.size() - m_written; }
    /// Back-pressure: false leaves what it prints in the pipe.
    void setReading(bool on);
    /// Closes its stdin, asks the group to end, and makes it after a while. No more lines or ended() after this.
    void stop();
    [[nodiscard]] int pid() const { return m_spawned.pid; }

signals:
    void line(const QByteArray &line);
    /// Once, when it ended by itself or broke the framing: the second half of a sentence.
    void ended(const QString &how);
    /// Nothing of it is left.
    void reaped();

private:
    void readOutput();
    void drainOutput(qsizetype limit);
    void takeLines();
    void readErrors();
    void logErrors();
    void flush();
    void onExit();
    void leave(const QString &how);
    void killGroup(int signal);
    void reap();
    void closeInput();

    QString m_name;
    Spawned m_spawned;
    Limits m_limits;
    LineBuffer m_lines;
    LineBuffer m_errorLines;
    QByteArray m_unwritten;
    qsizetype m_written = 0;
    bool m_reading = true;
    bool m_outputOpen = true;
    bool m_left = false; ///< ended() was sent or stop() called
    bool m_exited = false; ///< the leader is a zombie, kept until its group has been killed: so its id stays ours
    bool m_reaped = false;
    int m_loggedLines = 0;
    int m_silencedLines = 0;
    QSocketNotifier m_inputNotifier;
    QSocketNotifier m_outputNotifier;
    QSocketNotifier m_errorNotifier;
    std::unique_ptr<QSocketNotifier> m_exitNotifier;
    QTimer m_killTimer;
    QTimer m_exitPoll; ///< for kernels without pidfd
    QTimer m_logTimer;
};

} // namespace ostiary::gateway
