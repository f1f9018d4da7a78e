// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pages/page_values.h"

#include "server/http/pages/display_text.h"
#include "server/http/pages/qr_code.h"

#include <QDateTime>
#include <QJsonArray>
#include <QLocale>

#include <algorithm>

namespace ostiary::http {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::list;

struct Limit {
    QStringView name;
    qsizetype chars; ///< 0: as it is
};

constexpr Limit kLimits[] = {
    // What comes back to us, or is read by a program: changed, it would be of no use.
    {u"next", 0},
    {u"csrf", 0},
    {u"id", 0},
    {u"account", 0},
    {u"token", 0},
    {u"ticket", 0},
    {u"secret", 0},
    {u"scope_value", 0},
    {u"uri", 0},
    {u"iso", 0},
    {u"qr_svg", 0}, // the one value that is not escaped: see qr_code.h
    {u"status_url", 0},
    {u"invitation_link", 0},
    {u"href", 0},
    {u"login_href", 0},
    {u"signup_href", 0},
    {u"reset_href", 0},
    // What people and programs call themselves, and what their browsers say.
    {u"pasted", 0}, // somebody's own, to be mended and sent again
    {u"name", 80},
    {u"project", 80},
    {u"organization", 80},
    {u"email", 254},
    {u"browser", 80},
    {u"address", 60},
    {u"client_name", 60},
    {u"client_id", 160},
    // A host is never cut short of what DNS allows: its end tells whose it is.
    {u"client_host", 261},
    {u"redirect_host", 261},
    {u"redirect_scheme", 60},
};
constexpr qsizetype kOtherTextChars = 1000;

QString shown(QStringView name, const QString &text)
{
    if (name == u"qr_svg")
        return isQrSvg(text.toUtf8()) ? text : QString();
    const auto limit = std::ranges::find(kLimits, name, &Limit::name);
    if (limit == std::end(kLimits))
        return displayText(text, kOtherTextChars);
    return limit->chars == 0 ? text : displayText(text, limit->chars);
}

data textValue(const QString &text)
{
    if (text.isEmpty())
        return data(data::type::bool_false);
    return data(text.toStdString());
}

/// "18 November 2026, 10:00 UTC", as the server does not know the reader's clock. Empty: it is no time.
QString exactTime(const QString &iso)
{
    const QDateTime time = QDateTime::fromString(iso, Qt::ISODate);
    return time.isValid() ? QLocale::c().toString(time.toUTC(), QStringLiteral("d MMMM yyyy, HH:mm 'UTC'")) : QString();
}

data valueOf(QStringView name, const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool: return data(value.toBool());
    case QJsonValue::Double: return textValue(value.toVariant().toString());
    case QJsonValue::String: return textValue(shown(name, value.toString()));
    case QJsonValue::Object:
        return value.toObject().isEmpty() ? data(data::type::bool_false) : pageValues(value.toObject());
    case QJsonValue::Array: {
        list items;
        for (const QJsonValue item : value.toArray())
            items.push_back(valueOf(name, item));
        return data(items);
    }
    case QJsonValue::Null:
    case QJsonValue::Undefined: break;
    }
    return data(data::type::bool_false);
}

} // namespace

kainjow::mustache::data pageValues(const QJsonObject &values)
{
    data object;
    for (auto i = values.begin(); i != values.end(); ++i) {
        object.set(i.key().toStdString(), valueOf(i.key(), i.value()));
        if (i.value().isArray())
            object.set("has_" + i.key().toStdString(), data(!i.value().toArray().isEmpty()));
        if (i.key() == QLatin1String("iso"))
            object.set("exact", textValue(exactTime(i.value().toString())));
    }
    return object;
}

} // namespace ostiary::http
