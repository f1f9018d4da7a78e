// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener/port_owner.h"

#include <QDir>
#include <QFile>

#include <optional>

namespace ostiary::http {

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A line of /proc/net/tcp: number, local address:port, remote address:port, state, …; the inode is the tenth word.
std::optional<QByteArray> listeningInode(quint16 port)
{
    const QByteArray suffix = ':' + QByteArray::number(port, 16).toUpper().rightJustified(4, '0');
    for (const QString &table : {QStringLiteral("/proc/net/tcp"), QStringLiteral("/proc/net/tcp6")}) {
        for (const QByteArray &line : contents(table).split('\n')) {
            const QList<QByteArray> words = line.simplified().split(' ');
            if (words.size() > 9 && words[1].endsWith(suffix) && words[3] == "0A")
                return words[9];
        }
    }
    return std::nullopt;
}

bool holds(const QDir &descriptors, const QString &socket)
{
    for (const QString &descriptor : descriptors.entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)) {
        if (QFile::symLinkTarget(descriptors.filePath(descriptor)).endsWith(socket))
            return true;
    }
    return false;
}

} // namespace

QString portOwner(quint16 port)
{
    const std::optional<QByteArray> inode = listeningInode(port);
    if (!inode)
        return {};
    const QString socket = QStringLiteral("socket:[%1]").arg(QString::fromLatin1(*inode));
    for (const QString &process : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        if (!process.front().isDigit() || !holds(QDir(QStringLiteral("/proc/%1/fd").arg(process)), socket))
            continue;
        const QString name = QString::fromUtf8(contents(QStringLiteral("/proc/%1/comm").arg(process))).trimmed();
        return QStringLiteral("%1 (process %2)").arg(name, process);
    }
    return {};
}

} // namespace ostiary::http
