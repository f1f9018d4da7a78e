// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/secret_file.h"

#include <QFile>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kSecretBytesMax = 4096;

} // namespace

Result<Secret> readSecretFile(const QString &setting, const QString &path)
{
    const auto refuse = [&](const QString &what) { return failField(setting, u"%1: %2"_s.arg(setting, what)); };
    // Without waiting: whoever opens a pipe would wait for its other end.
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) {
        const QString why = QString::fromLocal8Bit(std::strerror(errno));
        return refuse(u"the file %1 cannot be read: %2."_s.arg(path, why));
    }
    QFile file;
    if (!file.open(descriptor, QIODevice::ReadOnly | QIODevice::Unbuffered, QFile::AutoCloseHandle)) {
        ::close(descriptor);
        return refuse(u"the file %1 cannot be read: %2."_s.arg(path, file.errorString()));
    }
    struct stat info{}; // of what was opened, not of what has that name now
    if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode))
        return refuse(u"%1 is no file."_s.arg(path));
    if (info.st_mode & S_IRWXO) {
        return refuse(u"the file %1 is open to every user of this machine; close it with: chmod o= %1"_s.arg(path));
    }

    QByteArray bytes = file.read(kSecretBytesMax + 3);
    if (bytes.endsWith('\n'))
        bytes.chop(bytes.endsWith("\r\n") ? 2 : 1);
    Secret secret(bytes);
    const bool isOneLine = !bytes.contains('\n') && !bytes.contains('\0');
    bytes.fill('\0');
    if (secret.isEmpty())
        return refuse(u"the file %1 is empty; it must hold the password on one line."_s.arg(path));
    if (!isOneLine || secret.size() > kSecretBytesMax)
        return refuse(u"the file %1 must hold the password on one line of at most 4096 bytes."_s.arg(path));
    return secret;
}

} // namespace ostiary::app
