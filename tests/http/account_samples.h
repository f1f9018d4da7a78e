// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/pages/qr_code.h"
#include "tests/http/page_samples.h"

// A full set of values for each page of the account, as the endpoints give them.

namespace ostiary::http {

inline QJsonObject without(QJsonObject values, const QStringList &names)
{
    for (const QString &name : names)
        values.remove(name);
    return values;
}

inline QJsonObject with(QJsonObject values, const QJsonObject &others)
{
    for (auto i = others.begin(); i != others.end(); ++i)
        values[i.key()] = i.value();
    return values;
}

/// What all of the account's pages have; `current` is the page that is shown.
inline QJsonObject accountValues(const QString &current, QJsonObject values)
{
    QJsonArray nav;
    for (const auto &[href, label] : {std::pair{u"/account"_s, u"Overview"_s},
                                      {u"/account/keys"_s, u"API keys"_s},
                                      {u"/account/apps"_s, u"Connected apps"_s},
                                      {u"/account/connections"_s, u"Connections"_s},
                                      {u"/account/sessions"_s, u"Sessions"_s},
                                      {u"/account/security"_s, u"Security"_s},
                                      {u"/account/usage"_s, u"Usage"_s},
                                      {u"/account/organization"_s, u"Organization"_s}}) {
        QJsonObject item{{u"href"_s, href}, {u"label"_s, label}};
        if (href == current)
            item.insert(u"current"_s, true);
        nav.append(item);
    }
    values.insert(u"nav"_s, nav);
    values.insert(u"csrf"_s, u"c5rf"_s);
    values.insert(u"account"_s,
                  QJsonObject{{u"email"_s, u"ada@example.com"_s},
                              {u"kind"_s, u"person"_s},
                              {u"organization"_s, u"Analytical Engines"_s},
                              {u"role"_s, u"owner"_s}});
    return values;
}

inline QJsonObject planValues()
{
    return {
        {u"title"_s, u"Pro"_s},        {u"is_trial"_s, true},
        {u"trial_days_left"_s, 9},     {u"trial_ends"_s, timeValue(u"in 9 days"_s, u"2026-11-30T10:00:00Z"_s)},
        {u"after_trial"_s, u"Free"_s},
    };
}

inline QJsonObject overviewValues()
{
    return accountValues(
        u"/account"_s,
        {
            {u"notice"_s, u"Welcome. Your account is ready."_s},
            {u"plan"_s, planValues()},
            {u"counts"_s, QJsonObject{{u"keys"_s, 3}, {u"apps"_s, 2}, {u"sessions"_s, 0}}},
            {u"warnings"_s,
             QJsonArray{QJsonObject{{u"text"_s, u"Your password alone lets anybody in."_s},
                                    {u"href"_s, u"/account/security"_s},
                                    {u"label"_s, u"Add a second factor"_s}}}},
            {u"connect"_s,
             QJsonArray{QJsonObject{{u"name"_s, u"files"_s}, {u"url"_s, u"https://ostiary.example.com/mcp/files"_s}},
                        QJsonObject{{u"name"_s, u"everything"_s},
                                    {u"url"_s, u"https://ostiary.example.com/mcp/everything"_s}}}},
        });
}

inline QJsonObject keyFormValues()
{
    const auto choice = [](const QString &value, const QString &label, const QString &mark = {}) {
        QJsonObject option{{u"value"_s, value}, {u"label"_s, label}};
        if (!mark.isEmpty())
            option.insert(mark, true);
        return option;
    };
    const auto project = [](const QString &id, const QString &name, bool selected) {
        return QJsonObject{{u"id"_s, id}, {u"name"_s, name}, {u"selected"_s, selected}};
    };
    return {
        {u"name"_s, u"build server"_s},
        {u"networks"_s, QJsonArray{u"192.0.2.0/24"_s, u"2001:db8::/32"_s}},
        {u"standard"_s, u"20"_s},
        {u"ai"_s, u"5"_s},
        {u"cap"_s, u"12.50"_s},
        {u"alert"_s, u"10.00"_s},
        {u"more_open"_s, true},
        {u"kinds"_s,
         QJsonArray{choice(u"fos"_s, u"fos_, for programs and CI"_s, u"checked"_s),
                    choice(u"fvk"_s, u"fvk_live_, for MCP clients"_s)}},
        {u"scope_groups"_s,
         scopeGroups({u"projects:read"_s, u"projects:write"_s, u"aso:read"_s, u"aso:write"_s, u"screenshots:read"_s,
                      u"screenshots:write"_s, u"store:read"_s, u"store:write"_s, u"review:simulate"_s})},
        {u"everything_checked"_s, true},
        {u"expiries"_s,
         QJsonArray{choice(u"30"_s, u"in 30 days"_s), choice(u"90"_s, u"in 90 days"_s, u"selected"_s),
                    choice(u"365"_s, u"in a year"_s), choice(u"0"_s, u"never"_s)}},
        {u"projects"_s, QJsonArray{project(u"prj_1"_s, u"Default"_s, true), project(u"prj_2"_s, u"Reviews"_s, false)}},
    };
}

inline QJsonObject raiseSample()
{
    return {{u"factor"_s, 2}, {u"until"_s, timeValue(u"in 58 min"_s, u"2026-11-21T10:58:00Z"_s)}};
}

inline QJsonObject otherwiseValues()
{
    return {{u"standard"_s, u"120, this server's"_s}, {u"ai"_s, u"10, the organization's"_s}};
}

inline QJsonObject keysValues()
{
    const QJsonObject full{
        {u"id"_s, u"key_1"_s},
        {u"name"_s, u"build server"_s},
        {u"hint"_s, u"fos_…9xQ2"_s},
        {u"kind"_s, u"fos"_s},
        {u"scopes"_s, QJsonArray{u"*"_s}},
        {u"is_everything"_s, true},
        {u"project"_s, u"Default"_s},
        {u"own"_s, QJsonArray{u"20 a minute"_s, u"limits ×2, back in 58 min"_s, u"at most $12.50 a month"_s}},
        {u"ended"_s, QJsonValue()},
        {u"created"_s, timeValue(u"3 days ago"_s, u"2026-11-18T10:00:00Z"_s)},
        {u"expires"_s, timeValue(u"in 2 days"_s, u"2026-11-23T10:00:00Z"_s)},
        {u"last_used"_s, timeValue(u"2 min ago"_s, u"2026-11-21T09:58:00Z"_s)},
        {u"used_from"_s, u"2001:db8:85a3:8d3:1319:8a2e:370:7348"_s},
        {u"used_by"_s, u"Node.js"_s},
        {u"state"_s, u"ends in 2 days"_s},
        {u"is_active"_s, true},
        {u"is_over"_s, false},
        {u"is_replaced"_s, true},
        {u"ends_in_days"_s, true},
        {u"ends_today"_s, false},
        {u"may_edit"_s, true},
        {u"may_disable"_s, true},
        {u"may_revoke"_s, true},
        {u"may_rotate"_s, true},
        {u"may_enable"_s, false},
        {u"expiring"_s, true},
    };
    QJsonObject narrow = full;
    narrow[u"id"_s] = u"key_2"_s;
    narrow[u"name"_s] = u"Claude Code on the laptop"_s;
    narrow[u"hint"_s] = u"fvk_live_…Zk0a"_s;
    narrow[u"kind"_s] = u"fvk"_s;
    narrow[u"scopes"_s] = QJsonArray{u"projects:read"_s,     u"aso:read"_s,   u"screenshots:read"_s,
                                     u"screenshots:write"_s, u"store:read"_s, u"review:simulate"_s};
    narrow[u"is_everything"_s] = false;
    narrow[u"expires"_s] = QJsonValue();
    narrow[u"last_used"_s] = QJsonValue();
    narrow[u"used_from"_s] = narrow[u"used_by"_s] = QString();
    narrow[u"state"_s] = u"active"_s;
    narrow[u"own"_s] = QJsonArray();
    narrow[u"is_replaced"_s] = false;
    narrow[u"ends_in_days"_s] = false;
    narrow[u"expiring"_s] = false;
    QJsonObject ended = narrow;
    ended[u"id"_s] = u"key_3"_s;
    ended[u"name"_s] = u"old laptop"_s;
    ended[u"scopes"_s] = QJsonArray{u"projects:read"_s};
    ended[u"state"_s] = u"revoked"_s;
    ended[u"is_active"_s] = false;
    ended[u"is_over"_s] = true;
    ended[u"ended"_s] = timeValue(u"3 days ago"_s, u"2026-11-18T10:00:00Z"_s);
    ended[u"may_edit"_s] = false;
    ended[u"may_disable"_s] = false;
    ended[u"may_rotate"_s] = false;
    ended[u"may_revoke"_s] = false;
    return accountValues(u"/account/keys"_s,
                         {
                             {u"error"_s, u"Give the key a name."_s},
                             {u"error_field"_s, u"name"_s},
                             {u"created"_s,
                              QJsonObject{{u"name"_s, u"build server"_s},
                                          {u"secret"_s, u"fvk_live_0kYwqX3vT8mZ1sB5nC7dR2fG4hJ6kL9pQ0uV_yA-xE3"_s},
                                          {u"kind"_s, u"fvk"_s},
                                          {u"header"_s, u"Authorization: Bearer …"_s}}},
                             {u"check"_s,
                              QJsonObject{{u"is_good"_s, true},
                                          {u"words"_s, u"This key works"_s},
                                          {u"detail"_s, u"It works, from these networks only: 192.0.2.0/24."_s},
                                          {u"name"_s, u"build server"_s},
                                          {u"hint"_s, u"fos_…9xQ2"_s}}},
                             {u"keys"_s, QJsonArray{full, narrow, ended}},
                             {u"can_create"_s, true},
                             {u"scope_filter"_s, true},
                             {u"otherwise"_s, otherwiseValues()},
                             {u"form"_s, keyFormValues()},
                         });
}

inline QJsonObject triedSample()
{
    return {{u"count"_s, u"10"_s},
            {u"is_ai"_s, true},
            {u"text"_s, u"Of 1,234 requests in the last 7 days it would have refused 56."_s}};
}

inline QJsonObject keyValues()
{
    return accountValues(u"/account/keys"_s,
                         {
                             {u"error"_s, u"Give the key a name."_s},
                             {u"error_field"_s, u"name"_s},
                             {u"id"_s, u"key_1"_s},
                             {u"name"_s, u"build server"_s},
                             {u"hint"_s, u"fos_…9xQ2"_s},
                             {u"scope_filter"_s, true},
                             {u"raise"_s, raiseSample()},
                             {u"can_raise"_s, true},
                             {u"tried"_s, triedSample()},
                             {u"try_action"_s, u"/account/keys/try"_s},
                             {u"otherwise"_s, otherwiseValues()},
                             {u"form"_s, keyFormValues()},
                         });
}

inline QJsonObject appsValues()
{
    const QJsonObject app{
        {u"id"_s, u"gra_1"_s},
        {u"name"_s, u"Claude Code"_s},
        {u"scopes"_s, QJsonArray{u"projects:read"_s, u"screenshots:read"_s}},
        {u"resource"_s, u"https://ostiary.example.com/mcp/files"_s},
        {u"created"_s, timeValue(u"3 days ago"_s, u"2026-11-18T10:00:00Z"_s)},
        {u"last_used"_s, timeValue(u"2 min ago"_s, u"2026-11-21T09:58:00Z"_s)},
        {u"expires"_s, timeValue(u"in 87 days"_s, u"2027-02-16T10:00:00Z"_s)},
        {u"state"_s, u"active"_s},
        {u"is_active"_s, true},
    };
    QJsonObject nameless = app;
    nameless[u"id"_s] = u"gra_2"_s;
    nameless[u"name"_s] = QString();
    nameless[u"scopes"_s] = QJsonArray();
    nameless[u"last_used"_s] = QJsonValue();
    QJsonObject ended = app;
    ended[u"id"_s] = u"gra_3"_s;
    ended[u"name"_s] = u"Cursor"_s;
    ended[u"state"_s] = u"revoked"_s;
    ended[u"is_active"_s] = false;
    return accountValues(u"/account/apps"_s,
                         {{u"notice"_s, u"Cursor is disconnected."_s}, {u"apps"_s, QJsonArray{app, nameless, ended}}});
}

inline QJsonObject attemptSample()
{
    return {
        {u"id"_s, u"con_1"_s},
        {u"name"_s, u"Claude"_s},
        {u"client_id"_s, u"cli_7dK0Qw91BxTr2LmVpE8s"_s},
        {u"email"_s, u"ada@example.org"_s},
        {u"agent"_s, u"Claude-User"_s},
        {u"address"_s, u"203.0.113.7"_s},
        {u"resource"_s, u"https://ostiary.example.com/mcp/files"_s},
        {u"started"_s, timeValue(u"3 min ago"_s, u"2026-11-21T09:57:00Z"_s)},
        {u"last"_s, timeValue(u"2 min ago"_s, u"2026-11-21T09:58:00Z"_s)},
        {u"state"_s, u"stopped"_s},
        {u"reached"_s, u"Consent"_s},
        {u"is_connected"_s, false},
        {u"is_stopped"_s, true},
        {u"because"_s, u"It was denied."_s},
        {u"hint"_s, u"Start again from the client, and allow it."_s},
    };
}

inline QJsonObject connectionsValues()
{
    QJsonObject connected = attemptSample();
    connected[u"id"_s] = u"con_2"_s;
    connected[u"state"_s] = u"connected"_s;
    connected[u"reached"_s] = u"First call"_s;
    connected[u"is_connected"_s] = true;
    connected[u"is_stopped"_s] = false;
    connected[u"because"_s] = QString();
    QJsonObject nameless = attemptSample();
    nameless[u"id"_s] = u"con_3"_s;
    nameless[u"name"_s] = QString();
    nameless[u"agent"_s] = QString();
    nameless[u"email"_s] = QString();
    nameless[u"state"_s] = u"under way"_s;
    nameless[u"is_stopped"_s] = false;
    nameless[u"because"_s] = QString();
    const auto line = [](const QString &what, const QString &value, bool ok, bool refused, const QString &sentence) {
        return QJsonObject{{u"what"_s, what},
                           {u"value"_s, value},
                           {u"ok"_s, ok},
                           {u"refused"_s, refused},
                           {u"verdict"_s,
                            ok            ? u"ok"_s
                                : refused ? u"refused"_s
                                          : u"warning"_s},
                           {u"sentence"_s, sentence}};
    };
    const QJsonObject report{
        {u"accepted"_s, false},
        {u"outcome"_s, u"The person at the browser is told, and nobody is sent back to the client."_s},
        {u"lines"_s,
         QJsonArray{line(u"client_id"_s, u"cli_1"_s, true, false, u"It is registered here."_s),
                    line(u"redirect_uri"_s, u"https://elsewhere.example/callback"_s, false, true,
                         u"The app asked to be sent to an address that it has not registered."_s),
                    line(u"state"_s, QString(), false, false, u"It is not there."_s)}}};
    return accountValues(u"/account/connections"_s,
                         {{u"of_everyone"_s, true},
                          {u"attempts"_s, QJsonArray{attemptSample(), connected, nameless}},
                          {u"pasted"_s, u"https://ostiary.example.com/authorize?client_id=cli_1"_s},
                          {u"error"_s, u"Paste the whole address."_s},
                          {u"error_field"_s, u"url"_s},
                          {u"report"_s, report}});
}

inline QJsonObject connectionValues()
{
    const auto entry = [](const QString &step, bool ok, const QString &detail, const QString &times) {
        return QJsonObject{{u"at"_s, timeValue(u"3 min ago"_s, u"2026-11-21T09:57:00Z"_s)},
                           {u"step"_s, step},
                           {u"ok"_s, ok},
                           {u"detail"_s, detail},
                           {u"times"_s, times}};
    };
    QJsonObject values = attemptSample();
    values.insert(u"entries"_s,
                  QJsonArray{entry(u"Discovery"_s, true,
                                   u"It called without a token and was told where to sign in (401)."_s, u"2 times"_s),
                             entry(u"Consent"_s, false, u"It was denied."_s, QString())});
    return accountValues(u"/account/connections"_s, values);
}

inline QJsonObject sessionsValues()
{
    const auto session = [](const QString &id, const QString &browser, bool current) {
        return QJsonObject{
            {u"id"_s, id},
            {u"browser"_s, browser},
            {u"address"_s, u"203.0.113.7"_s},
            {u"created"_s, timeValue(u"3 days ago"_s, u"2026-11-18T10:00:00Z"_s)},
            {u"last_seen"_s, timeValue(u"just now"_s, u"2026-11-21T10:00:00Z"_s)},
            {u"current"_s, current},
        };
    };
    const auto signIn = [](const QString &method, const QString &outcome, bool ok) {
        return QJsonObject{
            {u"at"_s, timeValue(u"2 h ago"_s, u"2026-11-21T08:00:00Z"_s)},
            {u"method"_s, method},
            {u"outcome"_s, outcome},
            {u"ok"_s, ok},
            {u"browser"_s, u"Firefox on Linux"_s},
            {u"address"_s, u"2001:db8:85a3:8d3:1319:8a2e:370:7348"_s},
        };
    };
    return accountValues(u"/account/sessions"_s,
                         {
                             {u"sessions"_s,
                              QJsonArray{session(u"ses_1"_s, u"Firefox on Linux"_s, true),
                                         session(u"ses_2"_s, u"Safari on iPhone"_s, false)}},
                             {u"sign_ins"_s,
                              QJsonArray{signIn(u"password and authenticator app"_s, u"signed in"_s, true),
                                         signIn(u"password"_s, u"wrong password"_s, false)}},
                         });
}

inline QJsonObject securityValues()
{
    const QString uri = u"otpauth://totp/Ostiary:ada%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Ostiary"_s;
    return accountValues(u"/account/security"_s,
                         {
                             {u"error"_s, u"This code is not right; wait for the next one."_s},
                             {u"error_field"_s, u"code"_s},
                             {u"shortest_password"_s, 12},
                             {u"totp"_s,
                              QJsonObject{{u"on"_s, false},
                                          {u"setup"_s,
                                           QJsonObject{{u"secret"_s, u"JBSWY3DPEHPK3PXP"_s},
                                                       {u"uri"_s, uri},
                                                       {u"qr_svg"_s, QString::fromLatin1(qrSvg(uri.toLatin1()))},
                                                       {u"ticket"_s, u"t1cket"_s}}}}},
                             {u"recovery"_s,
                              QJsonObject{{u"left"_s, 10},
                                          {u"codes"_s,
                                           QJsonArray{u"k7qf-2mxd-93tt"_s, u"a1b2-c3d4-e5f6"_s, u"g7h8-j9k0-m1n2"_s,
                                                      u"p3q4-r5s6-t7u8"_s, u"v9w0-x1y2-z3a4"_s}}}},
                             {u"passkeys"_s,
                              QJsonObject{{u"possible"_s, true},
                                          {u"items"_s,
                                           QJsonArray{QJsonObject{
                                               {u"id"_s, u"pas_1"_s},
                                               {u"name"_s, u"blue key"_s},
                                               {u"created"_s, timeValue(u"3 days ago"_s, u"2026-11-18T10:00:00Z"_s)},
                                               {u"last_used"_s, timeValue(u"2 min ago"_s, u"2026-11-21T09:58:00Z"_s)},
                                           }}}}},
                         });
}

/// The bars are in percent.
inline QJsonObject budgetSample(const QString &name, const QString &state, const QString &mark, double bar)
{
    QJsonObject budget{{u"scope"_s, u"organization"_s},
                       {u"name"_s, name},
                       {u"spent"_s, u"$41.20"_s},
                       {u"held"_s, u"$0.80"_s},
                       {u"cap"_s, u"$50.00"_s},
                       {u"remaining"_s, u"$8.00"_s},
                       {u"state"_s, state},
                       {u"is_stopped"_s, false},
                       {u"is_warned"_s, false},
                       {u"is_fine"_s, false},
                       {u"has_bar"_s, bar > 0},
                       {u"bar"_s, bar},
                       {u"bar_held"_s, 1.6}};
    if (!mark.isEmpty())
        budget[mark] = true;
    return budget;
}

inline QJsonObject usageValues()
{
    const auto limit = [](const QString &label, const QString &words, int count, const QString &source) {
        return QJsonObject{{u"label"_s, label},      {u"words"_s, words},   {u"count"_s, count},
                           {u"window"_s, u"60 s"_s}, {u"source"_s, source}, {u"raise"_s, raiseSample()}};
    };
    const auto window = [](const QString &label, int used, int limit) {
        return QJsonObject{{u"label"_s, label},
                           {u"used"_s, used},
                           {u"limit"_s, limit},
                           {u"remaining"_s, limit - used},
                           {u"source"_s, u"the key's own"_s}};
    };
    const auto share = [](const QString &name, const QString &spent, double bar) {
        return QJsonObject{{u"name"_s, name}, {u"spent"_s, spent}, {u"calls"_s, u"1,204"_s}, {u"bar"_s, bar}};
    };
    const auto entry = [](const QString &kind, const QString &spent, const QString &held, const QString &tokens) {
        return QJsonObject{{u"at"_s, timeValue(u"2 min ago"_s, u"2026-11-21T09:58:00Z"_s)},
                           {u"kind"_s, kind},
                           {u"credential"_s, u"build server"_s},
                           {u"upstream"_s, u"reviews"_s},
                           {u"subject"_s, u"gpt-5-mini"_s},
                           {u"spent"_s, spent},
                           {u"held"_s, held},
                           {u"tokens"_s, tokens}};
    };
    return accountValues(
        u"/account/usage"_s,
        {
            {u"plan"_s, planValues()},
            {u"month"_s, u"November 2026"_s},
            {u"resets"_s, timeValue(u"in 9 days"_s, u"2026-12-01T00:00:00Z"_s)},
            {u"budgets"_s,
             QJsonArray{
                 budgetSample(u"Analytical Engines"_s, u"80 % of the cap is spent"_s, u"is_warned"_s, 82.4),
                 budgetSample(u"Reviews"_s, u"The cap is reached: calls that cost are refused with 402"_s,
                              u"is_stopped"_s, 98),
                 budgetSample(u"build server"_s, u"Within the budget"_s, u"is_fine"_s, 12),
                 budgetSample(u"laptop"_s, u"No cap: nothing stops spending"_s, {}, 0),
             }},
            {u"only_own"_s, false},
            {u"tables"_s,
             QJsonArray{QJsonObject{{u"title"_s, u"By key and app"_s},
                                    {u"column"_s, u"Key or app"_s},
                                    {u"rows"_s,
                                     QJsonArray{share(u"build server"_s, u"$40.10"_s, 100),
                                                share(u"Claude Code on the laptop"_s, u"$1.10"_s, 2.7)}}},
                        QJsonObject{{u"title"_s, u"By day (UTC)"_s},
                                    {u"column"_s, u"Day"_s},
                                    {u"rows"_s, QJsonArray{share(u"21 November"_s, u"$41.20"_s, 100)}}}}},
            {u"limits"_s,
             QJsonArray{limit(u"Standard"_s, u"fos_ keys and this session"_s, 100, u"this server's"_s),
                        limit(u"AI"_s, u"endpoints that call a model"_s, 10, u"the plan Pro's"_s)}},
            {u"keys"_s,
             QJsonArray{
                 QJsonObject{{u"name"_s, u"build server"_s},
                             {u"hint"_s, u"fos_…9xQ2"_s},
                             {u"raise"_s, raiseSample()},
                             {u"windows"_s, QJsonArray{window(u"Standard"_s, 42, 100), window(u"AI"_s, 10, 10)}}}}},
            {u"ledger"_s,
             QJsonArray{entry(u"charged"_s, u"$0.0123"_s, u"-$0.05"_s, u"1,200 in, 340 out"_s),
                        entry(u"set aside"_s, {}, u"+$0.05"_s, {})}},
        });
}

inline QJsonObject revokeAllValues()
{
    return accountValues(u"/account/organization"_s,
                         {
                             {u"error"_s, u"Write the organization's name exactly as it stands here."_s},
                             {u"error_field"_s, u"name"_s},
                             {u"of_organization"_s, true},
                             {u"action"_s, u"/account/organization/revoke-all"_s},
                             {u"is_done"_s, false},
                             {u"is_nothing"_s, false},
                             {u"keys"_s, 12},
                             {u"was_used"_s, true},
                             {u"keys_used_today"_s, 3},
                             {u"apps"_s, 2},
                             {u"sessions"_s, 4},
                             {u"names"_s, QJsonArray{u"build server"_s, u"Claude Code"_s, u"nightly job"_s}},
                             {u"and_more"_s, true},
                         });
}

inline QJsonObject organizationValues()
{
    const auto role = [](const QString &value, bool selected = false) {
        return QJsonObject{{u"value"_s, value}, {u"label"_s, value}, {u"selected"_s, selected}};
    };
    const QJsonArray roles{role(u"owner"_s), role(u"admin"_s), role(u"member"_s), role(u"auditor"_s)};
    const QJsonObject joined = timeValue(u"3 days ago"_s, u"2026-11-18T10:00:00Z"_s);
    const QJsonObject me{{u"account"_s, u"acc_1"_s}, {u"email"_s, u"ada@example.com"_s},
                         {u"role"_s, u"owner"_s},    {u"is_me"_s, true},
                         {u"joined"_s, joined},      {u"roles"_s, QJsonArray()}};
    const QJsonObject agent{
        {u"account"_s, u"acc_2"_s},
        {u"email"_s, u"bot.with.a.rather.long.name@builds.example.com"_s},
        {u"role"_s, u"member"_s},
        {u"is_me"_s, false},
        {u"is_agent"_s, true},
        {u"joined"_s, joined},
        {u"roles"_s, QJsonArray{role(u"admin"_s), role(u"member"_s, true), role(u"auditor"_s)}},
    };
    const auto project = [](const QString &id, const QString &name, int keys) {
        return QJsonObject{{u"id"_s, id},
                           {u"name"_s, name},
                           {u"keys"_s, keys},
                           {u"budget"_s, keys == 0 ? QString() : u"at most $20.00 a month"_s},
                           {u"form"_s, QJsonObject{{u"cap"_s, u"20.00"_s}, {u"alert"_s, QString()}}},
                           {u"may_remove"_s, keys == 0}};
    };
    return accountValues(
        u"/account/organization"_s,
        {
            {u"error"_s, u"There is a project of this name already."_s},
            {u"error_field"_s, u"project"_s},
            {u"organization"_s,
             QJsonObject{{u"id"_s, u"org_1"_s},
                         {u"name"_s, u"Analytical Engines"_s},
                         {u"plan"_s, u"Pro"_s},
                         {u"is_personal"_s, true}}},
            {u"limits"_s, u"Up to 10 members and 20 projects."_s},
            {u"may_manage"_s, true},
            {u"members"_s, QJsonArray{me, agent}},
            {u"invitations"_s,
             QJsonArray{QJsonObject{{u"id"_s, u"inv_1"_s},
                                    {u"role"_s, u"member"_s},
                                    {u"expires"_s, timeValue(u"in 6 days"_s, u"2026-11-27T10:00:00Z"_s)}}}},
            {u"invitation_link"_s, u"https://ostiary.example.com/invitation?token=0kYwqX3vT8mZ1sB5nC7dR2fG4hJ6kL9p"_s},
            {u"roles"_s, roles},
            {u"projects"_s, QJsonArray{project(u"prj_1"_s, u"Default"_s, 2), project(u"prj_2"_s, u"Reviews"_s, 0)}},
            {u"organizations"_s,
             QJsonArray{QJsonObject{{u"id"_s, u"org_1"_s},
                                    {u"name"_s, u"Analytical Engines"_s},
                                    {u"role"_s, u"owner"_s},
                                    {u"current"_s, true}},
                        QJsonObject{{u"id"_s, u"org_2"_s}, {u"name"_s, u"Difference"_s}, {u"role"_s, u"auditor"_s}}}},
            {u"leave"_s, true},
        });
}

inline QJsonObject organizationLimitsValues()
{
    const auto row
        = [](const QString &label, const QString &text) { return QJsonObject{{u"label"_s, label}, {u"text"_s, text}}; };
    return accountValues(
        u"/account/organization"_s,
        {
            {u"error"_s, u"Write an amount in dollars like 12.50, or nothing."_s},
            {u"error_field"_s, u"cap"_s},
            {u"name"_s, u"Analytical Engines"_s},
            {u"rows"_s,
             QJsonArray{row(u"Requests"_s, u"60 a minute for each key, app and session: the organization's"_s),
                        row(u"Budget"_s, u"$50.00 a month: the plan Pro's"_s)}},
            {u"raise"_s, raiseSample()},
            {u"otherwise"_s, with(otherwiseValues(), {{u"cap"_s, u"$50.00 a month: the plan Pro's"_s}})},
            {u"may_manage"_s, true},
            {u"can_raise"_s, true},
            {u"form"_s,
             QJsonObject{
                 {u"standard"_s, u"60"_s}, {u"ai"_s, QString()}, {u"cap"_s, u"much"_s}, {u"alert"_s, u"40.00"_s}}},
            {u"is_open"_s, true},
            {u"try_action"_s, u"/account/organization/limits/try"_s},
            {u"try_each"_s, true},
            {u"tried"_s, triedSample()},
        });
}

inline QJsonObject plansValues()
{
    const auto plan = [](const QString &name, const QString &title, const QString &cap, bool custom) {
        return QJsonObject{{u"name"_s, name},
                           {u"title"_s, title},
                           {u"is_current"_s, name == u"pro"},
                           {u"standard"_s, u"100 (fvk_live_ keys and apps: 120)"_s},
                           {u"ai"_s, u"10"_s},
                           {u"cap"_s, cap},
                           {u"members"_s, custom ? u"any number"_s : u"10"_s},
                           {u"projects"_s, custom ? u"any number"_s : u"20"_s},
                           {u"custom"_s, custom}};
    };
    return accountValues(
        u"/account/usage"_s,
        {
            {u"error"_s, u"Write a whole number from 1 to 1000000, or nothing."_s},
            {u"error_field"_s, u"members"_s},
            {u"may_set"_s, true},
            {u"plans"_s,
             QJsonArray{plan(u"free"_s, u"Free"_s, u"$5.00"_s, false), plan(u"pro"_s, u"Pro"_s, u"$50.00"_s, false),
                        plan(u"enterprise"_s, u"Enterprise & <friends>"_s, u"no cap"_s, true)}},
            {u"form"_s,
             QJsonObject{{u"plan_name"_s, u"enterprise"_s},
                         {u"title"_s, u"Enterprise & <friends>"_s},
                         {u"standard"_s, QString()},
                         {u"ai"_s, u"20"_s},
                         {u"cap"_s, QString()},
                         {u"members"_s, u"many"_s},
                         {u"projects"_s, QString()},
                         {u"custom"_s, true}}},
        });
}

inline QJsonObject pricesValues()
{
    const auto kind = [](const QString &value, const QString &label) {
        return QJsonObject{{u"value"_s, value}, {u"label"_s, label}, {u"selected"_s, value == u"model"}};
    };
    const QJsonObject since = timeValue(u"3 days ago"_s, u"2026-11-18T10:00:00Z"_s);
    const QJsonObject tool{{u"id"_s, u"prc_1"_s},       {u"upstream"_s, u"files"_s}, {u"kind"_s, u"Tool"_s},
                           {u"subject"_s, u"search"_s}, {u"call"_s, u"$0.002"_s},    {u"tokens"_s, QString()},
                           {u"at_most"_s, QString()},   {u"since"_s, since},         {u"until"_s, QJsonValue()},
                           {u"is_over"_s, false}};
    const QJsonObject model{{u"id"_s, u"prc_2"_s},       {u"upstream"_s, u"anthropic"_s},
                            {u"kind"_s, u"Model"_s},     {u"subject"_s, u"claude-with-a-rather-long-name-20261101*"_s},
                            {u"call"_s, QString()},      {u"tokens"_s, u"$3.00 in, $15.00 out"_s},
                            {u"at_most"_s, u"64,000"_s}, {u"since"_s, since},
                            {u"until"_s, QJsonValue()},  {u"is_over"_s, false}};
    return accountValues(
        u"/account/usage"_s,
        {
            {u"error"_s, u"The amount must be from $0 to $1000."_s},
            {u"error_field"_s, u"output"_s},
            {u"may_set"_s, true},
            {u"prices"_s,
             QJsonArray{
                 tool, model,
                 with(tool,
                      {{u"id"_s, u"prc_0"_s}, {u"until"_s, since}, {u"call"_s, u"free"_s}, {u"is_over"_s, true}})}},
            {u"older"_s, u"cHJj"_s},
            {u"upstreams"_s, QJsonArray{u"files"_s, u"anthropic"_s}},
            {u"form"_s,
             QJsonObject{
                 {u"upstream"_s, u"anthropic"_s},
                 {u"kinds"_s,
                  QJsonArray{kind(u"tool"_s, u"Tool"_s), kind(u"route"_s, u"Route"_s), kind(u"model"_s, u"Model"_s)}},
                 {u"subject"_s, u"claude-*"_s},
                 {u"call"_s, QString()},
                 {u"input"_s, u"3"_s},
                 {u"output"_s, u"15000"_s},
                 {u"max_output"_s, u"64000"_s}}},
        });
}

} // namespace ostiary::http
