// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/json_reader.h"

#include <QJsonArray>

#include <limits>

namespace ostiary {

using namespace Qt::StringLiterals;

QString toJsonTime(Time time)
{
    return toDateTime(time).toString(Qt::ISODateWithMs);
}

void JsonReader::wrong(const QString &name, QStringView what)
{
    if (m_problem.isEmpty())
        m_problem = u"The member \"%1\" must be %2."_s.arg(name, what);
}

QJsonValue JsonReader::value(const QString &name, QJsonValue::Type type, QLatin1StringView what)
{
    const QJsonValue found = m_object.value(name);
    if (found.type() == type)
        return found;
    wrong(name, QString(what));
    return {};
}

QString JsonReader::text(const QString &name)
{
    return value(name, QJsonValue::String, "a string"_L1).toString();
}

bool JsonReader::boolean(const QString &name)
{
    return value(name, QJsonValue::Bool, "true or false"_L1).toBool();
}

qint64 JsonReader::number(const QString &name)
{
    const QJsonValue found = value(name, QJsonValue::Double, "a whole number"_L1);
    // Two different fallbacks: only a whole number in range gives the same answer twice.
    if (found.isDouble() && found.toInteger(0) != found.toInteger(1))
        wrong(name, u"a whole number");
    return found.toInteger();
}

int JsonReader::count(const QString &name)
{
    const qint64 found = number(name);
    if (found >= 0 && found <= std::numeric_limits<int>::max())
        return int(found);
    wrong(name, u"a whole number from 0 up");
    return 0;
}

Time JsonReader::time(const QString &name)
{
    const QString written = value(name, QJsonValue::String, "a time"_L1).toString();
    const QDateTime read = QDateTime::fromString(written, Qt::ISODateWithMs);
    // Without its Z it would be read as local time.
    if (!read.isValid() || !written.endsWith(u'Z')) {
        wrong(name, u"a time like 2026-11-21T17:30:00.000Z");
        return {};
    }
    return Time{std::chrono::milliseconds{read.toMSecsSinceEpoch()}};
}

std::optional<Time> JsonReader::optionalTime(const QString &name)
{
    if (!has(name))
        return std::nullopt;
    return time(name);
}

QStringList JsonReader::texts(const QString &name)
{
    QStringList list;
    const QJsonArray items = value(name, QJsonValue::Array, "an array of strings"_L1).toArray();
    for (const QJsonValue &item : items) {
        if (!item.isString())
            wrong(name, u"an array of strings");
        list.append(item.toString());
    }
    return list;
}

qsizetype JsonReader::placeOf(const QString &name, const QStringList &names)
{
    const qsizetype place = names.indexOf(text(name));
    if (place >= 0)
        return place;
    wrong(name, u"one of "_s + names.join(u", "));
    return 0;
}

} // namespace ostiary
