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

QByteArray askFor(const char *what, QFile &terminal)
{
    std::fputs(what, stderr);
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

    QByteArray bytes = isStdin && ::isatty(STDIN_FILENO) ? askFor("Password: ", file) : readAll(file);
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

Result<Secret> readKey()
{
    QFile file;
    if (!file.open(STDIN_FILENO, QIODevice::ReadOnly))
        return failField(u"key"_s, u"Standard input cannot be read: %1."_s.arg(file.errorString()));
    QByteArray bytes = ::isatty(STDIN_FILENO) ? askFor("API key: ", file) : readAll(file);
    const QByteArrayView key = QByteArrayView(bytes).trimmed();
    Secret secret(key);
    bytes.fill('\0');
    if (secret.isEmpty())
        return failField(u"key"_s, u"There is no key on standard input. It is never taken from the command line."_s);
    return secret;
}

} // namespace ostiary::app
