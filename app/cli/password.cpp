// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/password.h"

#include "app/cli/interrupt.h"

#include <QFile>

#include <cstdio>
#include <optional>

#include <unistd.h>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kPasswordBytesMax = 4096;

QByteArray askFor(QFile &terminal)
{
    std::fputs("Password: ", stderr);
    const HiddenTyping hidden;
    QByteArray line = terminal.readLine(kPasswordBytesMax + 2);
    std::fputs("\n", stderr);
    return line;
}

/// Up to the end, however the bytes trickle in.
QByteArray readAll(QFile &file)
{
    QByteArray bytes;
    while (bytes.size() <= kPasswordBytesMax + 1) {
        const QByteArray more = file.read(kPasswordBytesMax + 2 - bytes.size());
        if (more.isEmpty())
            break;
        bytes += more;
    }
    return bytes;
}

} // namespace

Result<Secret> readPassword(const QString &path)
{
    const bool isStdin = path == "-"_L1;
    const QString name = isStdin ? u"standard input"_s : path;
    QFile file(path);
    const bool opened = isStdin ? file.open(STDIN_FILENO, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!opened)
        return failField(u"password"_s, u"The password file %1 cannot be read: %2."_s.arg(path, file.errorString()));

    QByteArray bytes = isStdin && ::isatty(STDIN_FILENO) ? askFor(file) : readAll(file);
    if (bytes.endsWith('\n'))
        bytes.chop(bytes.endsWith("\r\n") ? 2 : 1);
    Secret password(bytes);
    bytes.fill('\0');
    if (password.isEmpty())
        return failField(u"password"_s, u"There is no password in %1: it is empty."_s.arg(name));
    if (password.size() > kPasswordBytesMax)
        return failField(u"password"_s, u"The password in %1 is longer than 4096 bytes."_s.arg(name));
    return password;
}

} // namespace ostiary::app
