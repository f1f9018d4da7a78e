// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/request_counts.h"

namespace ostiary::store::request_counts {

Result<> add(Connection &connection, LimitKind kind, const Minute &minute)
{
    CHECK(connection.run(QStringLiteral("request_counts/add"),
                         {{QStringLiteral(":subject"), minute.subject},
                          {QStringLiteral(":kind"), toString(kind)},
                          {QStringLiteral(":minute"), minute.minute},
                          {QStringLiteral(":admitted"), minute.admitted},
                          {QStringLiteral(":refused"), minute.refused}}));
    return {};
}

Result<QList<Minute>> since(Connection &connection, const QString &subject, LimitKind kind, qint64 minute)
{
    const bool isOrganization = subject.startsWith(QLatin1String(OrganizationId::kPrefix));
    return connection.all(isOrganization ? QStringLiteral("request_counts/of_organization")
                                         : QStringLiteral("request_counts/of_key"),
                          {{QStringLiteral(":subject"), subject},
                           {QStringLiteral(":kind"), toString(kind)},
                           {QStringLiteral(":since"), minute}},
                          [](Row &row) {
                              Minute one;
                              one.subject = row.text();
                              one.minute = row.number();
                              one.admitted = int(row.number());
                              one.refused = int(row.number());
                              return one;
                          });
}

Result<> removeOld(Connection &connection, qint64 beforeMinute)
{
    CHECK(connection.run(QStringLiteral("request_counts/delete_old"), {{QStringLiteral(":minute"), beforeMinute}}));
    return {};
}

} // namespace ostiary::store::request_counts
