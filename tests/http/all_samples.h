// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/http/account_samples.h"

namespace ostiary::http {

/// A page as somebody may meet it.
struct PageSample {
    QString name; ///< "account_keys-empty": the page, and what is special
    QJsonObject values;

    [[nodiscard]] QString page() const { return name.section(u'-', 0, 0); }
};

/// Every page with all of its values.
inline QList<PageSample> fullSamples()
{
    return {
        {u"login"_s, loginValues()},
        {u"consent"_s, consentValues()},
        {u"waiting"_s, waitingValues()},
        {u"device"_s, deviceValues()},
        {u"message"_s, messageValues()},
        {u"home"_s, homeValues()},
        {u"second_factor"_s, secondFactorValues()},
        {u"signup"_s, signupValues()},
        {u"setup"_s, setupValues()},
        {u"forgot"_s, forgotValues()},
        {u"reset"_s, resetValues()},
        {u"invitation"_s, invitationValues()},
        {u"confirm"_s, confirmValues()},
        {u"account"_s, overviewValues()},
        {u"account_keys"_s, keysValues()},
        {u"account_key"_s, keyValues()},
        {u"account_apps"_s, appsValues()},
        {u"account_connections"_s, connectionsValues()},
        {u"account_connection"_s, connectionValues()},
        {u"account_sessions"_s, sessionsValues()},
        {u"account_security"_s, securityValues()},
        {u"account_usage"_s, usageValues()},
        {u"account_organization"_s, organizationValues()},
        {u"account_organization_limits"_s, organizationLimitsValues()},
        {u"account_plans"_s, plansValues()},
        {u"account_prices"_s, pricesValues()},
        {u"account_revoke_all"_s, revokeAllValues()},
    };
}

/// The other states of the pages: nothing there yet, nothing wrong, not allowed.
inline QList<PageSample> otherSamples()
{
    const QStringList said{u"error"_s, u"error_field"_s, u"notice"_s};
    const QJsonObject off{{u"on"_s, false}};
    const QJsonObject on{{u"on"_s, true}, {u"since"_s, timeValue(u"3 days ago"_s, u"2026-11-18T10:00:00Z"_s)}};
    const QJsonObject noPasskeys{{u"possible"_s, false}, {u"why_not"_s, u"Passkeys need an address with https."_s}};
    const QString longName = u"Claude <b>Desktop</b> 公式クライアント with a very long name that goes on and on"_s;
    return {
        {u"login-plain"_s, {{u"next"_s, u"/"_s}, {u"csrf"_s, u"c5rf"_s}}},
        {u"consent-device"_s,
         with(without(consentValues(), {u"redirect_host"_s, u"redirect_is_loopback"_s}), {{u"is_device"_s, true}})},
        {u"device-empty"_s, without(deviceValues(), {u"user_code"_s, u"error"_s})},
        {u"account_apps-reused"_s,
         with(without(appsValues(), said),
              {{u"apps"_s,
                QJsonArray{with(appsValues().value(u"apps"_s).toArray().first().toObject(),
                                {{u"state"_s, u"revoked"_s},
                                 {u"is_active"_s, false},
                                 {u"is_machine"_s, true},
                                 {u"reused"_s, timeValue(u"3 days ago"_s, u"2026-11-18T10:00:00Z"_s)}})}}})},
        {u"consent-everything"_s,
         with(consentValues(),
              {{u"groups"_s, consentGroups({{.scope = u"*"_s}}, seedScopes(), {})},
               {u"client_host"_s, u"claude.ai.login-and-continue.some-very-long-subdomain.evil.example"_s},
               {u"error"_s, u"Nothing is ticked. To allow nothing, press Deny."_s},
               {u"client_name"_s, longName},
               {u"redirect_is_loopback"_s, false},
               {u"redirect_host"_s, u"claude.ai.login-and-continue.some-very-long-subdomain.evil.example"_s}})},
        {u"home-empty"_s, {{u"public_url"_s, u"http://127.0.0.1:8420"_s}, {u"registration_open"_s, true}}},
        {u"second_factor-recovery"_s, without(secondFactorValues(), {u"error"_s, u"has_totp"_s, u"passkeys"_s})},
        {u"signup-invited"_s,
         with(without(signupValues(), said + QStringList{u"email"_s}),
              {{u"invitation"_s,
                QJsonObject{{u"token"_s, u"t0ken"_s},
                            {u"organization"_s, u"Analytical Engines"_s},
                            {u"role"_s, u"member"_s}}}})},
        {u"setup-plain"_s, without(setupValues(), said + QStringList{u"code"_s, u"email"_s})},
        {u"forgot-sent"_s, {{u"csrf"_s, u"c5rf"_s}, {u"can_mail"_s, true}, {u"sent"_s, true}}},
        {u"forgot-nomail"_s, {{u"csrf"_s, u"c5rf"_s}}},
        {u"invitation-signedout"_s, without(invitationValues(), said + QStringList{u"signed_in"_s, u"email"_s})},
        {u"account-empty"_s,
         with(without(overviewValues(), said + QStringList{u"warnings"_s, u"connect"_s}),
              {{u"plan"_s, QJsonObject{{u"title"_s, u"Free"_s}}}})},
        {u"account_keys-list"_s, without(keysValues(), said + QStringList{u"created"_s})},
        {u"account_keys-empty"_s, without(keysValues(), said + QStringList{u"created"_s, u"keys"_s})},
        {u"account_keys-full"_s,
         with(without(keysValues(), said + QStringList{u"created"_s, u"form"_s}),
              {{u"can_create"_s, false},
               {u"cannot_create_because"_s, u"You have 10 keys, and no more are allowed; revoke one first."_s}})},
        {u"account_apps-empty"_s, without(appsValues(), said + QStringList{u"apps"_s})},
        // Whoever registers a client chooses its name.
        {u"account_apps-hostile"_s,
         with(without(appsValues(), said),
              {{u"apps"_s,
                QJsonArray{with(appsValues().value(u"apps"_s).toArray().first().toObject(),
                                {{u"name"_s, QString(u"W"_s).repeated(10'000)},
                                 {u"scopes"_s, QJsonArray{QString(u"x"_s).repeated(100)}}})}}})},
        {u"account_connections-empty"_s,
         without(connectionsValues(), said + QStringList{u"attempts"_s, u"of_everyone"_s, u"report"_s, u"pasted"_s})},
        {u"account_connections-hostile"_s,
         with(without(connectionsValues(), said + QStringList{u"report"_s}),
              {{u"attempts"_s,
                QJsonArray{with(attemptSample(),
                                {{u"name"_s, QString(u"W"_s).repeated(10'000)},
                                 {u"agent"_s, QString(u"x"_s).repeated(200)},
                                 {u"because"_s, QString(u"y"_s).repeated(400)}})}}})},
        {u"account_connection-connected"_s,
         with(connectionValues(), {{u"is_connected"_s, true}, {u"is_stopped"_s, false}, {u"state"_s, u"connected"_s}})},
        {u"account_sessions-one"_s,
         with(sessionsValues(),
              {{u"sessions"_s, QJsonArray{sessionsValues().value(u"sessions"_s).toArray().first()}}})},
        {u"account_sessions-empty"_s, without(sessionsValues(), {u"sessions"_s, u"sign_ins"_s})},
        {u"account_security-off"_s,
         with(without(securityValues(), said),
              {{u"totp"_s, off}, {u"recovery"_s, QJsonObject{{u"left"_s, 0}}}, {u"passkeys"_s, noPasskeys}})},
        {u"account_security-on"_s,
         with(without(securityValues(), said), {{u"totp"_s, on}, {u"recovery"_s, QJsonObject{{u"left"_s, 8}}}})},
        {u"account_keys-checked"_s,
         with(without(keysValues(), said + QStringList{u"created"_s}),
              {{u"check"_s,
                QJsonObject{{u"is_good"_s, false},
                            {u"words"_s, u"Mistyped"_s},
                            {u"detail"_s, u"The key's checksum is wrong. Copy it again."_s},
                            {u"name"_s, QString()},
                            {u"hint"_s, QString()}}}})},
        {u"account_key-plain"_s, without(keyValues(), said + QStringList{u"raise"_s, u"can_raise"_s, u"tried"_s})},
        {u"account_usage-empty"_s,
         with(without(usageValues(), {u"limits"_s, u"keys"_s, u"budgets"_s, u"tables"_s, u"ledger"_s}),
              {{u"nothing_because"_s, u"No call has a price here yet."_s}})},
        {u"account_usage-member"_s, with(without(usageValues(), {u"ledger"_s}), {{u"only_own"_s, true}})},
        {u"account_revoke_all-own"_s,
         with(without(revokeAllValues(), said),
              {{u"of_organization"_s, false}, {u"action"_s, u"/account/revoke-all"_s}})},
        {u"account_revoke_all-done"_s, with(without(revokeAllValues(), said), {{u"is_done"_s, true}})},
        {u"account_revoke_all-nothing"_s, with(without(revokeAllValues(), said), {{u"is_nothing"_s, true}})},
        {u"account_organization-member"_s,
         without(organizationValues(),
                 said + QStringList{u"may_manage"_s, u"invitation_link"_s, u"organizations"_s, u"roles"_s})},
        {u"account_organization_limits-member"_s,
         without(organizationLimitsValues(),
                 said + QStringList{u"may_manage"_s, u"can_raise"_s, u"raise"_s, u"tried"_s, u"is_open"_s})},
        {u"account_organization_limits-empty"_s, without(organizationLimitsValues(), said + QStringList{u"rows"_s})},
        {u"account_plans-payer"_s, without(plansValues(), said + QStringList{u"may_set"_s, u"form"_s})},
        {u"account_plans-empty"_s, without(plansValues(), said + QStringList{u"plans"_s, u"form"_s})},
        {u"account_prices-payer"_s,
         without(pricesValues(), said + QStringList{u"may_set"_s, u"older"_s, u"upstreams"_s})},
        {u"account_prices-empty"_s, without(pricesValues(), said + QStringList{u"prices"_s, u"older"_s})},
        {u"account_organization-empty"_s,
         without(organizationValues(),
                 said + QStringList{u"members"_s, u"projects"_s, u"invitations"_s, u"invitation_link"_s, u"leave"_s})},
    };
}

inline QList<PageSample> allSamples()
{
    return fullSamples() + otherSamples();
}

/// `values` with `text` in place of each string.
inline QJsonValue poisoned(const QJsonValue &value, const QString &text)
{
    if (value.isString())
        return text;
    if (value.isArray()) {
        QJsonArray items;
        for (const QJsonValue item : value.toArray())
            items.append(poisoned(item, text));
        return items;
    }
    if (!value.isObject())
        return value;
    QJsonObject copy = value.toObject();
    for (auto i = copy.begin(); i != copy.end(); ++i)
        i.value() = poisoned(i.value(), text);
    return copy;
}

} // namespace ostiary::http
