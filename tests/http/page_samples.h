// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/pages/scope_words.h"

#include <QJsonArray>
#include <QJsonObject>

// A full set of values for each page, as the endpoints give them. Not as raw strings of JSON: moc takes the "//" of an
// address in one for a comment, and loses the rest of the file.

namespace ostiary::http {

using namespace Qt::StringLiterals;

inline QJsonObject loginValues()
{
    return {
        {u"next"_s, u"/api/oauth/authorize?client_id=cli_1&scope=a%20b"_s},
        {u"csrf"_s, u"c5rf"_s},
        {u"email"_s, u"ada@example.com"_s},
        {u"error"_s, u"Email and password do not match."_s},
        {u"client_name"_s, u"Claude Code"_s},
        {u"client_host"_s, u"localhost"_s},
    };
}

inline QJsonObject consentValues()
{
    return {
        {u"id"_s, u"apr_7Hq2"_s},
        {u"csrf"_s, u"c5rf"_s},
        {u"client_name"_s, u"Claude Code"_s},
        {u"client_id"_s, u"cli_9dK3vQ"_s},
        {u"redirect_host"_s, u"localhost"_s},
        {u"redirect_is_loopback"_s, true},
        {u"account_email"_s, u"ada@example.com"_s},
        {u"resource"_s, u"https://ostiary.example.com/mcp/files"_s},
        {u"groups"_s,
         scopeGroups({u"projects:read"_s, u"projects:write"_s, u"screenshots:read"_s, u"review:simulate"_s,
                      u"calendar.events"_s})},
        {u"match_code"_s, u"K7QF"_s},
        {u"expires_in_minutes"_s, 10},
        {u"status_url"_s, u"/consent/status?id=apr_7Hq2"_s},
    };
}

inline QJsonObject messageValues()
{
    const auto detail = [](const QString &label, const QString &value) {
        return QJsonObject{{u"label"_s, label}, {u"value"_s, value}};
    };
    return {
        {u"title"_s, u"This app asked to return to an address that it did not register"_s},
        {u"text"_s, u"Nobody was sent anywhere. Remove the server from the app and add it again."_s},
        {u"details"_s,
         QJsonArray{detail(u"Asked"_s, u"http://localhost:8080/callback/"_s),
                    detail(u"Registered"_s, u"http://localhost/callback"_s),
                    detail(u"Difference"_s, u"the path ends in a slash"_s)}},
        {u"request_id"_s, u"req_5f0c2a91"_s},
        {u"action"_s, QJsonObject{{u"href"_s, u"/"_s}, {u"label"_s, u"To the start page"_s}}},
    };
}

inline QJsonObject homeValues()
{
    const auto upstream = [](const QString &name) {
        return QJsonObject{{u"name"_s, name}, {u"url"_s, u"https://ostiary.example.com/mcp/"_s + name}};
    };
    return {
        {u"signed_in"_s, true},
        {u"email"_s, u"ada@example.com"_s},
        {u"csrf"_s, u"c5rf"_s},
        {u"public_url"_s, u"https://ostiary.example.com"_s},
        {u"upstreams"_s, QJsonArray{upstream(u"files"_s), upstream(u"everything"_s)}},
    };
}

} // namespace ostiary::http
