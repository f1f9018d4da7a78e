// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/response.h"

#include <QJsonDocument>

namespace ostiary::http {

Response json(const QJsonObject &object, int status)
{
    return {.status = status,
            .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
            .body = QJsonDocument(object).toJson(QJsonDocument::Compact),
            .stream = {}};
}

Response jsonArray(const QJsonArray &array)
{
    Response response = json(QJsonObject());
    response.body = QJsonDocument(array).toJson(QJsonDocument::Compact);
    return response;
}

Response noContent()
{
    return {.status = 204, .headers = {{"Cache-Control", "no-store"}}, .body = {}, .stream = {}};
}

Response seeOther(const QByteArray &location)
{
    return {
        .status = 303, .headers = {{"Location", location}, {"Cache-Control", "no-store"}}, .body = {}, .stream = {}};
}

} // namespace ostiary::http
