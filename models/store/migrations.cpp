// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/migrations.h"

#include "models/store/statements.h"

#include <QFile>

namespace ostiary::store {

namespace {

Result<> applyStep(Connection &connection, const QString &text, qsizetype version)
{
    CHECK(connection.raw(QStringLiteral("BEGIN IMMEDIATE")));
    for (const QString &sql : text.split(QStringLiteral(";\n"), Qt::SkipEmptyParts)) {
        if (sql.trimmed().isEmpty())
            continue;
        if (Result<> done = connection.raw(sql); !done) {
            std::ignore = connection.raw(QStringLiteral("ROLLBACK"));
            return done;
        }
    }
    CHECK(connection.raw(QStringLiteral("PRAGMA user_version = %1").arg(version)));
    return connection.raw(QStringLiteral("COMMIT"));
}

Result<> copyBefore(Connection &connection, const QString &file, qint64 version)
{
    const QString copy = QStringLiteral("%1.before-%2").arg(file).arg(version + 1);
    QFile::remove(copy);
    return connection.raw(QStringLiteral("VACUUM INTO '%1'").arg(QString(copy).replace(u'\'', QLatin1String("''"))));
}

} // namespace

Result<> migrate(Connection &connection, const QString &file)
{
    const QStringList steps = migrations();
    TRY(const qint64 version, connection.pragma(QStringLiteral("user_version")));
    if (version > steps.size()) {
        return fail(
            ErrorCode::StoreFailed,
            QStringLiteral("The database %1 is of a newer Ostiary (schema %2, this program knows %3). Start the newer "
                           "program, or restore the copy from before its upgrade.")
                .arg(file)
                .arg(version)
                .arg(steps.size()));
    }
    if (version > 0 && version < steps.size())
        CHECK(copyBefore(connection, file, version));
    for (qsizetype step = version; step < steps.size(); ++step)
        CHECK(applyStep(connection, steps[step], step + 1));
    return {};
}

} // namespace ostiary::store
