// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/data_folder.h"

#include "server/core/crypto/key_ring.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ostiary::app {

namespace {

QString file(const QString &folder, const char *name)
{
    return QDir(folder).filePath(QLatin1String(name));
}

Result<> makeFolder(const QString &path)
{
    const QFileInfo info(path);
    if (info.exists() && !info.isDir())
        return fail(ErrorCode::Forbidden, QStringLiteral("%1 is a file; name a folder with --data.").arg(path));
    if (!info.exists()) {
        if (!QDir().mkpath(path)) {
            return fail(ErrorCode::Forbidden,
                        QStringLiteral(
                            "The folder %1 cannot be made; give this user the right to, or name another with --data.")
                            .arg(path));
        }
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    if (::access(QFile::encodeName(path).constData(), W_OK | X_OK) != 0) {
        return fail(
            ErrorCode::Forbidden,
            QStringLiteral("The folder %1 cannot be written; give this user the right to, or name another with --data.")
                .arg(path));
    }
    return {};
}

} // namespace

Result<std::unique_ptr<DataFolder>> DataFolder::open(const QString &path, Random &random)
{
    CHECK(makeFolder(path));
    std::unique_ptr<DataFolder> folder(new DataFolder(QFileInfo(path).absoluteFilePath()));
    CHECK(folder->takeLock());
    CHECK(folder->loadMasterKey(random));
    return folder;
}

DataFolder::~DataFolder()
{
    if (m_lock >= 0)
        ::close(m_lock);
}

QString DataFolder::databaseFile() const
{
    return file(m_path, "ostiary.db");
}

QString DataFolder::controlSocket() const
{
    return file(m_path, "control.sock");
}

Result<> DataFolder::takeLock()
{
    // flock goes with the process however it ends: no stale lock files.
    m_lock = ::open(QFile::encodeName(file(m_path, "ostiary.lock")).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_lock < 0 || ::flock(m_lock, LOCK_EX | LOCK_NB) != 0) {
        return fail(ErrorCode::Conflict,
                    QStringLiteral("Another Ostiary uses the folder %1; stop it, or name another folder with --data.")
                        .arg(m_path));
    }
    return {};
}

Result<> DataFolder::loadMasterKey(Random &random)
{
    const QString path = file(m_path, "master.key");
    const QByteArray encoded = QFile::encodeName(path);
    if (!QFileInfo::exists(path)) {
        if (QFileInfo::exists(databaseFile())) {
            return fail(ErrorCode::NotFound,
                        QStringLiteral("%1 is missing, and without it the database beside it is worth nothing; "
                                       "put the key file back from your backup.")
                            .arg(path));
        }
        const QByteArray text = random.bytes(KeyRing::kMasterKeyBytes).toBase64() + '\n';
        const int made = ::open(encoded.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        const bool written
            = made >= 0 && ::write(made, text.constData(), size_t(text.size())) == text.size() && ::fsync(made) == 0;
        if (made >= 0)
            ::close(made);
        if (!written)
            return fail(ErrorCode::Forbidden, QStringLiteral("%1 cannot be written.").arg(path));
    }
    struct stat info{};
    const int opened = ::open(encoded.constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (opened < 0 || ::fstat(opened, &info) != 0) {
        if (opened >= 0)
            ::close(opened);
        return fail(ErrorCode::Forbidden,
                    QStringLiteral("%1 cannot be read; it must be a plain file of this user.").arg(path));
    }
    QFile source;
    const bool readable = source.open(opened, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle);
    if ((info.st_mode & 0077) != 0 || (info.st_uid != ::geteuid() && info.st_uid != 0)) {
        return fail(ErrorCode::Forbidden,
                    QStringLiteral("%1 can be read by others; make it yours alone: chmod 600 %1").arg(path));
    }
    const QByteArray key = readable ? QByteArray::fromBase64(source.read(1024).trimmed()) : QByteArray();
    if (key.size() != KeyRing::kMasterKeyBytes) {
        return fail(ErrorCode::InvalidRequest,
                    QStringLiteral("%1 is no master key (32 bytes in base64); put the right one back from your backup.")
                        .arg(path));
    }
    m_masterKey = Secret(key);
    return {};
}

} // namespace ostiary::app
