// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/stdio/spawn.h"

#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ostiary::gateway {

namespace {

class Descriptor
{
public:
    explicit Descriptor(int fd = -1) : m_fd(fd) { }
    Descriptor(Descriptor &&other) noexcept : m_fd(other.release()) { }
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~Descriptor()
    {
        if (m_fd >= 0)
            close(m_fd);
    }
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] int release() { return std::exchange(m_fd, -1); }

private:
    int m_fd;
};

struct Pipe {
    Descriptor readEnd;
    Descriptor writeEnd;
};

// Ends above 2 only: the child lays its own over 0, 1 and 2, which may be free in a process without a terminal.
std::expected<Pipe, QString> makePipe()
{
    std::array<int, 2> ends{-1, -1};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return std::unexpected(QStringLiteral("could not be started: %1").arg(QString::fromLocal8Bit(strerror(errno))));
    Pipe pipe{Descriptor(ends[0]), Descriptor(ends[1])};
    for (Descriptor *end : {&pipe.readEnd, &pipe.writeEnd}) {
        if (end->get() <= 2)
            *end = Descriptor(fcntl(end->get(), F_DUPFD_CLOEXEC, 3));
    }
    return pipe;
}

std::vector<char *> pointers(const QByteArrayList &strings)
{
    std::vector<char *> result;
    result.reserve(size_t(strings.size()) + 1);
    for (const QByteArray &string : strings)
        result.push_back(const_cast<char *>(string.constData())); // execve() does not write to them
    result.push_back(nullptr);
    return result;
}

struct ChildPlan {
    const char *program;
    char *const *arguments;
    char *const *environment;
    int input;
    int output;
    int errors;
    int report; ///< where errno goes when the program cannot be run; closes by itself when it can
    pid_t parent;
};

// Between fork() and execve() only what POSIX calls async-signal-safe: other threads may hold any lock.
[[noreturn]] void becomeChild(const ChildPlan &plan)
{
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != plan.parent) // it died before the line above
        _exit(127);
    for (int signal = 1; signal < 32; ++signal)
        ::signal(signal, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    dup2(plan.input, 0);
    dup2(plan.output, 1);
    dup2(plan.errors, 2);
    if (syscall(SYS_close_range, 3U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */) != 0) {
        for (int fd = 3; fd < 4096; ++fd)
            fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
    execve(plan.program, plan.arguments, plan.environment);
    const int reason = errno;
    [[maybe_unused]] const ssize_t written = write(plan.report, &reason, sizeof reason);
    _exit(127);
}

std::expected<QByteArray, QString> findProgram(const QString &name)
{
    const QString found
        = name.contains(u'/') ? QFileInfo(name).absoluteFilePath() : QStandardPaths::findExecutable(name);
    if (found.isEmpty() || !QFileInfo::exists(found))
        return std::unexpected(QStringLiteral("was not found; install it or correct the command"));
    const QFileInfo info(found);
    if (!info.isFile() || !info.isExecutable())
        return std::unexpected(QStringLiteral("is not executable; check the file's permissions"));
    return QFile::encodeName(found);
}

// Blocks for the moment that execve() takes.
int failureOf(const Descriptor &report)
{
    int reason = 0;
    ssize_t count = 0;
    do {
        count = read(report.get(), &reason, sizeof reason);
    } while (count < 0 && errno == EINTR);
    return count == ssize_t(sizeof reason) ? reason : 0;
}

int unblocked(Descriptor &end)
{
    fcntl(end.get(), F_SETFL, fcntl(end.get(), F_GETFL) | O_NONBLOCK);
    return end.release();
}

} // namespace

std::expected<Spawned, QString> spawn(const QStringList &command, const QByteArrayList &environment)
{
    const auto program = findProgram(command.value(0));
    if (!program)
        return std::unexpected(program.error());
    std::array<std::expected<Pipe, QString>, 4> pipes{makePipe(), makePipe(), makePipe(), makePipe()};
    for (const auto &pipe : pipes) {
        if (!pipe)
            return std::unexpected(pipe.error());
    }
    auto &[input, output, errors, report] = pipes;

    QByteArrayList arguments;
    for (const QString &argument : command)
        arguments.append(argument.toLocal8Bit());
    const std::vector<char *> argumentPointers = pointers(arguments);
    const std::vector<char *> environmentPointers = pointers(environment);
    const ChildPlan plan{.program = program->constData(),
                         .arguments = argumentPointers.data(),
                         .environment = environmentPointers.data(),
                         .input = input->readEnd.get(),
                         .output = output->writeEnd.get(),
                         .errors = errors->writeEnd.get(),
                         .report = report->writeEnd.get(),
                         .parent = getpid()};
    const pid_t pid = fork();
    if (pid == 0)
        becomeChild(plan);
    if (pid < 0)
        return std::unexpected(QStringLiteral("could not be started: %1").arg(QString::fromLocal8Bit(strerror(errno))));
    report->writeEnd = Descriptor();
    if (const int reason = failureOf(report->readEnd); reason != 0) {
        waitpid(pid, nullptr, 0);
        return std::unexpected(QStringLiteral("cannot be run: %1").arg(QString::fromLocal8Bit(strerror(reason))));
    }
    return Spawned{.pid = pid,
                   .pidFd = int(syscall(SYS_pidfd_open, pid, 0U)),
                   .input = unblocked(input->writeEnd),
                   .output = unblocked(output->readEnd),
                   .errors = unblocked(errors->readEnd)};
}

} // namespace ostiary::gateway
