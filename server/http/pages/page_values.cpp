// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pages/page_values.h"

#include "server/http/pages/display_text.h"

#include <QJsonArray>

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
    {u"next", 0},
    {u"csrf", 0},
    {u"id", 0},
    {u"status_url", 0},
    {u"href", 0},
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
    }
    return object;
}

} // namespace ostiary::http
