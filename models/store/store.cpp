// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/store.h"

#include "models/store/migrations.h"

#include <QFile>
#include <QFileInfo>

#include <atomic>
#include <unordered_map>

namespace ostiary::store {

namespace {

std::unordered_map<quint64, std::unique_ptr<Connection>> &readersOfThisThread()
{
    thread_local std::unordered_map<quint64, std::unique_ptr<Connection>> readers;
    return readers;
}

quint64 nextSerial()
{
    static std::atomic<quint64> serial;
    return ++serial;
}

Result<> checkFile(const QString &file)
{
    const QFileInfo info(file);
    const QFileInfo folder(info.absolutePath());
    if (!folder.isDir()) {
        return fail(ErrorCode::StoreFailed,
                    QStringLiteral("The folder %1 does not exist; create it, or name another with --data.")
                        .arg(folder.filePath()));
    }
    if (!folder.isWritable() || (info.exists() && !info.isWritable())) {
        return fail(
            ErrorCode::StoreFailed,
            QStringLiteral("%1 cannot be written; give this user the right to, or name another folder with --data.")
                .arg(folder.isWritable() ? file : folder.filePath()));
    }
    return {};
}

} // namespace

Store::Store(QString file) : m_file(std::move(file)), m_serial(nextSerial())
{
    m_writer = std::make_unique<Writer>(m_file, m_changes);
}

Store::~Store()
{
    m_writer.reset();
    readersOfThisThread().erase(m_serial);
}

Result<std::unique_ptr<Store>> Store::open(const QString &file)
{
    CHECK(checkFile(file));
    const bool fresh = !QFileInfo::exists(file);
    {
        Result<std::unique_ptr<Connection>> connection = Connection::open(file, Connection::Mode::ReadWrite);
        Result<> ready = connection ? migrate(**connection, file) : Result<>(std::unexpected(connection.error()));
        if (!ready) {
            if (ready.error().code == ErrorCode::StoreFailed
                && ready.error().cause.contains(QLatin1String("not a database")))
                ready.error().detail
                    = QStringLiteral("%1 is not an Ostiary database; name another folder with --data.").arg(file);
            else if (!ready.error().cause.isEmpty())
                ready.error().detail
                    = QStringLiteral("The database %1 cannot be opened: %2").arg(file, ready.error().cause);
            return std::unexpected(ready.error());
        }
    }
    if (fresh)
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner);
    return std::unique_ptr<Store>(new Store(file));
}

Result<Connection *> Store::reader()
{
    std::unique_ptr<Connection> &connection = readersOfThisThread()[m_serial];
    if (!connection) {
        TRY(connection, Connection::open(m_file, Connection::Mode::ReadOnly));
    }
    return connection.get();
}

} // namespace ostiary::store
