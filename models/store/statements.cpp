// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/statements.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>

// A static library's resources are only there once someone asks; must stand outside every namespace.
static void initResources()
{
    Q_INIT_RESOURCE(statements);
}

namespace ostiary::store {

namespace {

const QString kRoot = QStringLiteral(":/ostiary/sql/");

QString contents(const QString &path)
{
    initResources();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no SQL statement %s", qPrintable(path));
    return QString::fromUtf8(file.readAll());
}

} // namespace

QString statement(const QString &name)
{
    return contents(kRoot + name + QStringLiteral(".sql"));
}

QStringList statementNames()
{
    initResources();
    QStringList names;
    QDirIterator files(kRoot, {QStringLiteral("*.sql")}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString name = files.next().sliced(kRoot.size()).chopped(4);
        if (!name.startsWith(QLatin1String("migrations/")))
            names << name;
    }
    names.sort();
    return names;
}

QStringList migrations()
{
    initResources();
    const QDir folder(kRoot + QStringLiteral("migrations"));
    QStringList texts;
    for (const QString &file : folder.entryList(QDir::Files, QDir::Name))
        texts << contents(folder.filePath(file));
    return texts;
}

} // namespace ostiary::store
