// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/pages/consent_values.h"
#include "server/http/pages/scope_words.h"

#include <QJsonArray>
#include <QJsonObject>

// A full set of values for each page, as the endpoints give them. Not as raw strings of JSON: moc takes the "//" of an
// address in one for a comment, and loses the rest of the file.

namespace ostiary::http {

using namespace Qt::StringLiterals;

/// Of the scopes that come with the program, in English.
inline QJsonArray scopeGroups(const QStringList &scopes)
{
    return scopeGroups(scopes, seedScopes(), {});
}

inline QJsonObject loginValues()
{
    return {
        {u"next"_s, u"/api/oauth/authorize?client_id=cli_1&scope=a%20b"_s},
        {u"csrf"_s, u"c5rf"_s},
        {u"email"_s, u"ada@example.com"_s},
        {u"error"_s, u"E-mail and password do not match."_s},
        {u"client_name"_s, u"Claude Code"_s},
        {u"client_host"_s, u"localhost"_s},
        {u"passkeys"_s, true},
        {u"desk"_s, true},
        {u"reset_href"_s, u"/forgot"_s},
        {u"registration_open"_s, true},
        {u"signup_href"_s, u"/signup?next=%2Fapi%2Foauth%2Fauthorize"_s},
    };
}

inline QJsonObject secondFactorValues()
{
    return {
        {u"next"_s, u"/account"_s},
        {u"csrf"_s, u"c5rf"_s},
        {u"ticket"_s, u"t1cket"_s},
        {u"has_totp"_s, true},
        {u"has_recovery"_s, true},
        {u"passkeys"_s, true},
        {u"error"_s, u"This code is not right; wait for the next one."_s},
    };
}

inline QJsonObject signupValues()
{
    return {
        {u"csrf"_s, u"c5rf"_s},
        {u"email"_s, u"ada@example.com"_s},
        {u"next"_s, u"/account"_s},
        {u"error"_s, u"Choose a password of at least 12 characters."_s},
        {u"error_field"_s, u"password"_s},
        {u"trial_days"_s, 14},
        {u"shortest_password"_s, 12},
    };
}

inline QJsonObject setupValues()
{
    return {
        {u"csrf"_s, u"c5rf"_s},
        {u"code"_s, u"K7QF-2MXD-93TT"_s},
        {u"email"_s, u"ada@example.com"_s},
        {u"error"_s, u"This is not the setup code, or it has ended; ask for a new one."_s},
        {u"error_field"_s, u"code"_s},
        {u"shortest_password"_s, 12},
    };
}

inline QJsonObject forgotValues()
{
    return {
        {u"csrf"_s, u"c5rf"_s},
        {u"email"_s, u"ada@example"_s},
        {u"error"_s, u"This is no e-mail address; write one like ada@example.com."_s},
        {u"can_mail"_s, true},
    };
}

inline QJsonObject resetValues()
{
    return {
        {u"csrf"_s, u"c5rf"_s},
        {u"token"_s, u"t0ken"_s},
        {u"email"_s, u"ada@example.com"_s},
        {u"error"_s, u"Choose a password of at least 12 characters."_s},
        {u"shortest_password"_s, 12},
    };
}

inline QJsonObject timeValue(const QString &text, const QString &iso)
{
    return {{u"text"_s, text}, {u"iso"_s, iso}};
}

inline QJsonObject invitationValues()
{
    return {
        {u"csrf"_s, u"c5rf"_s},
        {u"token"_s, u"t0ken"_s},
        {u"organization"_s, u"Analytical Engines"_s},
        {u"role"_s, u"member"_s},
        {u"role_words"_s, u"Members have keys and sessions of their own."_s},
        {u"expires"_s, timeValue(u"in 6 days"_s, u"2026-11-27T10:00:00Z"_s)},
        {u"signed_in"_s, true},
        {u"email"_s, u"ada@example.com"_s},
        {u"error"_s, u"You are already a member."_s},
        {u"login_href"_s, u"/login?next=%2Finvitation%3Ftoken%3Dt0ken"_s},
        {u"signup_href"_s, u"/signup?invitation=t0ken"_s},
    };
}

inline QJsonObject confirmValues()
{
    return {
        {u"csrf"_s, u"c5rf"_s},
        {u"next"_s, u"/account/keys"_s},
        {u"email"_s, u"ada@example.com"_s},
        {u"error"_s, u"This is not your password."_s},
    };
}

/// Few tools, many, and what somebody allowed before.
inline QList<ConsentScope> consentScopes()
{
    const QList<ConsentTool> reading{{u"read_file"_s, u"Read a file"_s, true},
                                     {u"list_directory"_s, {}, true},
                                     {u"search"_s},
                                     {u"stat"_s},
                                     {u"watch"_s},
                                     {u"compare"_s, {}, false, {u"review:simulate"_s}}};
    return {{.scope = u"projects:read"_s, .wasAllowed = true, .opens = reading},
            {.scope = u"projects:write"_s, .isNew = true, .opens = {{u"write_file"_s}, {u"move_file"_s}}},
            {.scope = u"screenshots:read"_s, .isTicked = false, .isNew = true},
            {.scope = u"review:simulate"_s, .isNew = true},
            {.scope = u"calendar.events"_s, .isNew = true}};
}

inline QJsonObject waitingValues()
{
    return {{u"id"_s, u"apr_7Hq2"_s},     {u"client_name"_s, u"Claude Code"_s},
            {u"match_code"_s, u"K7QF"_s}, {u"expires_in_minutes"_s, 10},
            {u"refreshes"_s, true},       {u"status_url"_s, u"/waiting/status?id=apr_7Hq2"_s}};
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
        {u"groups"_s, consentGroups(consentScopes(), seedScopes(), {})},
        {u"free_tools"_s, toolsValue(u"With any of these it may also use:"_s, {{u"ping"_s}})},
        {u"lifetimes"_s, lifetimeOptions(std::chrono::days(90), std::chrono::hours(8))},
        {u"match_code"_s, u"K7QF"_s},
        {u"expires_in_minutes"_s, 10},
        {u"status_url"_s, u"/consent/status?id=apr_7Hq2"_s},
    };
}

inline QJsonObject deviceValues()
{
    return {{u"csrf"_s, u"c5rf"_s},
            {u"account_email"_s, u"ada@example.com"_s},
            {u"user_code"_s, u"WDJB-MJHT"_s},
            {u"error"_s, u"No device shows this code now."_s}};
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
        {u"signed_in"_s, true},         {u"email"_s, u"ada@example.com"_s},
        {u"csrf"_s, u"c5rf"_s},         {u"public_url"_s, u"https://ostiary.example.com"_s},
        {u"registration_open"_s, true}, {u"upstreams"_s, QJsonArray{upstream(u"files"_s), upstream(u"everything"_s)}},
    };
}

} // namespace ostiary::http
