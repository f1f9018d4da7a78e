// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pages/page_renderer.h"
#include "tests/http/all_samples.h"
#include "tests/http/html_check.h"

#include <QTest>

using namespace ostiary::http;

namespace {

QString html(const QString &name, const QJsonObject &values)
{
    return QString::fromUtf8(PageRenderer::page(name, values).body).simplified();
}

/// The forms of a page, but for the one that signs out, which all of the account's pages have.
QStringList formsOf(const QString &name, const QJsonObject &values)
{
    QStringList found = forms(html(name, values));
    if (values.contains(u"nav"_s))
        found.removeOne(u"/logout: csrf"_s);
    return found;
}

QJsonObject itemOf(const QJsonObject &values, const QString &list, qsizetype index)
{
    return values.value(list).toArray().at(index).toObject();
}

} // namespace

class TestPagesForms : public QObject
{
    Q_OBJECT

private slots:
    // ---- getting in ----
    void login_offersAPasskey_aLostPassword_andAnAccount_whereThereAreSuch()
    {
        const QString page = html(u"login"_s, loginValues());
        QCOMPARE(forms(page),
                 QStringList({u"/login: next csrf email password"_s, u"sign-in: csrf"_s, u"/login/desk: next csrf"_s}));
        QVERIFY(page.contains(u"data-options-url=\"/auth/passkeys/sign-in/options\" "
                              "data-finish-url=\"/auth/passkeys/sign-in\" data-next=\"/api/oauth/authorize?"_s));
        QVERIFY(page.contains(u"<script src=\"/assets/passkeys.js?v="_s));
        QVERIFY(page.contains(u"href=\"/forgot\""_s));
        QVERIFY(page.contains(u"href=\"/signup?next=%2Fapi%2Foauth%2Fauthorize\""_s));

        const QString plain = html(u"login"_s, {{u"next"_s, u"/"_s}, {u"csrf"_s, u"c"_s}});
        QVERIFY(!plain.contains(u"passkey"_s) && !plain.contains(u"/forgot"_s) && !plain.contains(u"/signup"_s));
    }

    void secondFactor_takesDigitsOrARecoveryCode_andSaysSo()
    {
        QJsonObject values = secondFactorValues();
        const QString page = html(u"second_factor"_s, values);
        QCOMPARE(forms(page), QStringList({u"/login/code: csrf ticket next code"_s, u"second-factor: csrf ticket"_s}));
        QVERIFY(page.contains(u"six digits that your authenticator app shows, or one of your recovery codes."_s));
        QVERIFY(page.contains(u"autocomplete=\"one-time-code\" inputmode=\"text\""_s));

        values[u"has_recovery"_s] = false;
        QVERIFY(html(u"second_factor"_s, values).contains(u"inputmode=\"numeric\""_s));
        values[u"has_totp"_s] = false;
        QCOMPARE(formsOf(u"second_factor"_s, values), QStringList(u"second-factor: csrf ticket"_s));
    }

    void signup_hasTheseFields_andSaysWhatAnInvitationLeadsTo()
    {
        QCOMPARE(formsOf(u"signup"_s, signupValues()), QStringList(u"/signup: csrf next invitation email password"_s));
        const QString page = html(u"signup"_s, signupValues());
        QVERIFY(page.contains(u"14 days of Pro"_s) && page.contains(u"At least 12 characters"_s));
        QVERIFY(page.contains(u"autocomplete=\"new-password\""_s));

        const QJsonObject invitation{
            {u"token"_s, u"t0ken"_s}, {u"organization"_s, u"Engines"_s}, {u"role"_s, u"admin"_s}};
        const QString invited = html(u"signup"_s, with(signupValues(), {{u"invitation"_s, invitation}}));
        QVERIFY(invited.contains(u"name=\"invitation\" value=\"t0ken\""_s));
        QVERIFY(invited.contains(u"<bdi>Engines</bdi></strong> as <strong>admin</strong>"_s));
    }

    void setup_hasTheseFields_andSaysWhereTheCodeIs()
    {
        QCOMPARE(formsOf(u"setup"_s, setupValues()), QStringList(u"/setup: csrf code email password"_s));
        QVERIFY(html(u"setup"_s, setupValues()).contains(u"<code>ostiary setup-code</code>"_s));
    }

    void device_asksForItsCode_andWarns()
    {
        QCOMPARE(formsOf(u"device"_s, deviceValues()), QStringList(u"/device: csrf user_code"_s));
        const QString page = html(u"device"_s, deviceValues());
        QVERIFY(page.contains(u"value=\"WDJB-MJHT\""_s) && page.contains(u"aria-invalid=\"true\""_s));
        QVERIFY(page.contains(u"Go on only if you hold the device"_s));
        const QString consent = html(u"consent"_s, {{u"id"_s, u"apr_1"_s}, {u"is_device"_s, true}});
        QVERIFY(consent.contains(u"whose code you typed"_s) && !consent.contains(u"You will be sent to"_s));
    }
    void forgot_asksForTheAddress_orSaysWhomToAsk()
    {
        QCOMPARE(formsOf(u"forgot"_s, forgotValues()), QStringList(u"/forgot: csrf email"_s));
        const QString sent = html(u"forgot"_s, with(forgotValues(), {{u"sent"_s, true}}));
        QCOMPARE(forms(sent), QStringList());
        QVERIFY(sent.contains(u"If there is an account, a link is on its way; it works for 30 minutes."_s));
        const QString mute = html(u"forgot"_s, with(forgotValues(), {{u"can_mail"_s, false}}));
        QCOMPARE(forms(mute), QStringList());
        QVERIFY(mute.contains(u"ostiary account reset-link ada@example"_s));
    }

    void reset_hasTheseFields_andSaysWhatItEnds()
    {
        QCOMPARE(formsOf(u"reset"_s, resetValues()), QStringList(u"/reset: csrf token password"_s));
        QVERIFY(html(u"reset"_s, resetValues())
                    .contains(u"It signs you out everywhere and disconnects your apps. Your API keys stay."_s));
    }

    void invitation_isAccepted_orLeadsToSigningIn()
    {
        QCOMPARE(formsOf(u"invitation"_s, invitationValues()),
                 QStringList({u"/invitation: csrf token"_s, u"/logout: csrf"_s}));
        const QString page = html(u"invitation"_s, with(invitationValues(), {{u"signed_in"_s, false}}));
        QCOMPARE(forms(page), QStringList());
        QVERIFY(page.contains(u"href=\"/login?next=%2Finvitation%3Ftoken%3Dt0ken\""_s));
        QVERIFY(page.contains(u"href=\"/signup?invitation=t0ken\""_s));
    }

    void confirm_asksForThePassword_andSaysWhy()
    {
        QCOMPARE(formsOf(u"confirm"_s, confirmValues()), QStringList(u"/account/confirm: csrf next password"_s));
        QVERIFY(html(u"confirm"_s, confirmValues()).contains(u"more than five minutes since you signed in"_s));
    }

    void home_leadsToTheAccount_orToAnewOne()
    {
        const QString inside = html(u"home"_s, homeValues());
        QVERIFY(inside.contains(u"href=\"/account\""_s) && !inside.contains(u"/signup"_s));
        const QString outside = html(u"home"_s, with(homeValues(), {{u"signed_in"_s, false}}));
        QVERIFY(!outside.contains(u"href=\"/account\""_s) && outside.contains(u"href=\"/signup\""_s));
        // Whether there are servers is nobody's business but those who are let in.
        QVERIFY(!html(u"home"_s, {}).contains(u"No MCP server"_s));
    }

    // ---- the account ----
    void everyPageOfTheAccount_marksItself_andSignsOut()
    {
        for (const PageSample &sample : fullSamples()) {
            if (!sample.name.startsWith(u"account"_s))
                continue;
            const QString page = html(sample.name, sample.values);
            QCOMPARE(page.count(u" aria-current=\"page\""_s), 1);
            // Those that are not in the list themselves mark the one that they were reached by.
            static const QHash<QString, QString> kReachedFrom{
                {u"account_key"_s, u"account_keys"_s},
                {u"account_connection"_s, u"account_connections"_s},
                {u"account_revoke_all"_s, u"account_organization"_s},
                {u"account_organization_limits"_s, u"account_organization"_s},
                {u"account_plans"_s, u"account_usage"_s},
                {u"account_prices"_s, u"account_usage"_s}};
            QString own = kReachedFrom.value(sample.name, sample.name);
            QVERIFY(page.contains(u"<a href=\"/%1\" aria-current=\"page\">"_s.arg(own.replace(u'_', u'/'))));
            QVERIFY(page.contains(u"method=\"post\" action=\"/logout\""_s));
            QVERIFY(page.contains(u"<script src=\"/assets/copy.js?v="_s));
        }
    }

    void time_hasTheExactOne()
    {
        QVERIFY(html(u"account_keys"_s, keysValues())
                    .contains(u"<time datetime=\"2026-11-18T10:00:00Z\" title=\"18 November 2026, 10:00 UTC\">3 days "
                              "ago</time>"_s));
    }

    void account_countsAndWarns_alsoWithNone()
    {
        const QString page = html(u"account"_s, overviewValues());
        QVERIFY(page.contains(u"<a href=\"/account/keys\">API keys</a></dt><dd>3</dd>"_s));
        QVERIFY(page.contains(u"<a href=\"/account/sessions\">Sessions</a></dt><dd>0</dd>"_s));
        QVERIFY(page.contains(u"<a href=\"/account/security\">Add a second factor</a>"_s));
        QVERIFY(
            page.contains(u">claude mcp add --transport http files https://ostiary.example.com/mcp/files</code>"_s));
        QVERIFY(html(u"account"_s, without(overviewValues(), {u"connect"_s})).contains(u"No MCP server stands"_s));
    }

    void keys_hasTheseForms_andShowsTheSecretOnce()
    {
        const QString page = html(u"account_keys"_s, keysValues());
        QCOMPARE(
            formsOf(u"account_keys"_s, keysValues()),
            QStringList({u"/account/keys/create: csrf name kind everything scope expires project networks standard ai "
                         "cap alert"_s,
                         u"/account/keys/rotate: csrf id"_s, u"/account/keys/disable: csrf id"_s,
                         u"/account/keys/revoke: csrf id"_s, u"/account/keys/check#check: csrf key"_s}));
        QCOMPARE(page.count(u"fvk_live_0kYwqX3vT8mZ1sB5nC7dR2fG4hJ6kL9pQ0uV_yA-xE3"_s), 1);
        QVERIFY(page.contains(u"name=\"everything\" value=\"1\" aria-describedby=\"everything-hint\" checked"_s));
        QCOMPARE(page.count(u"name=\"scope\""_s), 9);
        QCOMPARE(page.count(u"action=\"/account/keys/revoke\""_s), 2); // the third is revoked
        QVERIFY(page.contains(u"<option value=\"90\" selected>in 90 days</option>"_s));
        QVERIFY(page.contains(u"is refused from its next request on"_s));
    }

    void keys_sayWhatAKeyHasOfItsOwn_andThatItEnds()
    {
        const QString page = html(u"account_keys"_s, keysValues());
        QVERIFY(page.contains(u"<span class=\"fact\">20 a minute</span>"_s));
        QVERIFY(page.contains(u"<span class=\"fact\">limits ×2, back in 58 min</span>"_s));
        QVERIFY(page.contains(u"</svg>ends in 2 days</span>"_s)); // by icon and word
        QVERIFY(page.contains(u"a newer key took its place"_s));
        QVERIFY(page.contains(u"<tr class=\"over\"> <th scope=\"row\"><bdi>old laptop</bdi>"_s));
        QCOMPARE(page.count(u"href=\"/account/keys/edit?id="_s), 2); // the third is over
        QVERIFY(page.contains(u">192.0.2.0/24&#10;2001:db8::/32&#10;</textarea>"_s));
        QVERIFY(page.contains(u"<script src=\"/assets/scopes.js?v="_s));
        QVERIFY(!html(u"account_apps"_s, appsValues()).contains(u"scopes.js"_s));
    }

    // Whoever is asked what a key is has it in hand; the page is where it would be read over a shoulder.
    void keys_checkSaysTheVerdict_andNeverTheKey()
    {
        const QString page = html(u"account_keys"_s, keysValues());
        QVERIFY(page.contains(u"<strong>This key works</strong>: <bdi>build server</bdi> <code>fos_…9xQ2</code>"_s));
        static const QRegularExpression kField(u"<input id=\"key\"[^>]*>"_s);
        QVERIFY(!kField.match(page).captured().contains(u"value="_s));
    }

    void key_hasTheForm_filledWithWhatItHas()
    {
        QCOMPARE(formsOf(u"account_key"_s, keyValues()),
                 QStringList({u"/account/keys/edit: csrf id name everything scope networks standard ai cap alert"_s,
                              u"/account/keys/raise: csrf id"_s, u"/account/keys/try#tried: csrf id try kind"_s}));
        QVERIFY(!html(u"account_key"_s, without(keyValues(), {u"can_raise"_s})).contains(u"/account/keys/raise"_s));
        const QString page = html(u"account_key"_s, keyValues());
        QVERIFY(page.contains(u"name=\"cap\" value=\"12.50\""_s) && page.contains(u"name=\"id\" value=\"key_1\""_s));
        QVERIFY(page.contains(u"Empty: 120, this server&apos;s."_s));
        QVERIFY(page.contains(u"Its limits are raised 2 times"_s));
        QVERIFY(page.contains(u"<details class=\"more\" open>"_s));
    }

    void keys_formIsOpen_onlyWhereItIsTheNextThingToDo()
    {
        const QString open = u"<details class=\"create\" open>"_s;
        const QJsonObject list = without(keysValues(), {u"error"_s, u"error_field"_s, u"created"_s});
        QVERIFY(html(u"account_keys"_s, keysValues()).contains(open)); // an error in it
        QVERIFY(!html(u"account_keys"_s, list).contains(open));
        QVERIFY(html(u"account_keys"_s, without(list, {u"keys"_s})).contains(open));
        const QString full
            = html(u"account_keys"_s,
                   with(list, {{u"can_create"_s, false}, {u"cannot_create_because"_s, u"Ten are enough."_s}}));
        QVERIFY(full.contains(u"Ten are enough."_s) && !full.contains(u"/account/keys/create"_s));
    }

    void apps_canBeDisconnected_whileTheyAreActive()
    {
        QCOMPARE(formsOf(u"account_apps"_s, appsValues()), QStringList(u"/account/apps/revoke: csrf id"_s));
        const QString page = html(u"account_apps"_s, appsValues());
        QCOMPARE(page.count(u"action=\"/account/apps/revoke\""_s), 2);
        QVERIFY(page.contains(u"An app without a name"_s));
        QVERIFY(html(u"account_apps"_s, without(appsValues(), {u"apps"_s})).contains(u"No app is connected."_s));
    }

    void connections_sayWhyTheyStopped_andHaveATester()
    {
        QCOMPARE(formsOf(u"account_connections"_s, connectionsValues()),
                 QStringList(u"/account/connections/test#test: csrf url"_s));
        const QString page = html(u"account_connections"_s, connectionsValues());
        QVERIFY(page.contains(u"href=\"/account/connections/show?id=con_1\""_s));
        QVERIFY(page.contains(u"It was denied."_s));
        QCOMPARE(page.count(u"<span class=\"state failed\">"_s), 2); // the stopped one, and a line of the report
        QVERIFY(page.contains(u"<span class=\"state active\">"_s) && page.contains(u"under way</span>"_s));
        QVERIFY(page.contains(u"An app that did not say its name"_s));
        QVERIFY(page.contains(u"https://elsewhere.example/callback"_s));
        const QString empty = html(u"account_connections"_s, without(connectionsValues(), {u"attempts"_s}));
        QVERIFY(empty.contains(u"No app has tried to connect yet."_s));
        const QString timeline = html(u"account_connection"_s, connectionValues());
        QVERIFY(timeline.contains(u"Stopped at: Consent."_s));
        QVERIFY(timeline.contains(u"(2 times)"_s));
        QVERIFY(timeline.contains(u"Start again from the client, and allow it."_s));
    }

    void sessions_canBeEnded_butNotThisOne()
    {
        const QString page = html(u"account_sessions"_s, sessionsValues());
        QCOMPARE(formsOf(u"account_sessions"_s, sessionsValues()),
                 QStringList({u"/account/sessions/end: csrf id"_s, u"/account/sessions/end-others: csrf"_s}));
        QCOMPARE(page.count(u"action=\"/account/sessions/end\""_s), 1);
        QCOMPARE(itemOf(sessionsValues(), u"sessions"_s, 1).value(u"id"_s), u"ses_2"_s);
        QVERIFY(page.contains(u"name=\"id\" value=\"ses_2\""_s));
        QVERIFY(page.contains(u"<span class=\"state failed\">"_s) && page.contains(u"wrong password</span>"_s));
    }

    void security_hasTheseForms_inEachState()
    {
        const QString password = u"/account/security/password: csrf current password"_s;
        const QString passkey = u"/account/security/passkeys/remove: csrf id"_s;
        const QString recovery = u"/account/security/recovery/new: csrf"_s;
        QJsonObject values = securityValues();
        QCOMPARE(formsOf(u"account_security"_s, values),
                 QStringList({password, u"/account/security/totp/confirm: csrf ticket code"_s, passkey,
                              u"register: csrf name"_s, recovery}));
        values[u"totp"_s] = QJsonObject{{u"on"_s, true}};
        QCOMPARE(formsOf(u"account_security"_s, values),
                 QStringList({password, u"/account/security/totp/remove: csrf"_s, passkey, u"register: csrf name"_s,
                              recovery}));
        values[u"totp"_s] = QJsonObject{{u"on"_s, false}};
        values[u"passkeys"_s] = QJsonObject{{u"possible"_s, false}, {u"why_not"_s, u"It needs https."_s}};
        QCOMPARE(formsOf(u"account_security"_s, values),
                 QStringList({password, u"/account/security/totp/begin: csrf"_s, recovery}));
        QVERIFY(html(u"account_security"_s, values).contains(u"It needs https."_s));
    }

    void security_showsTheQrCode_andEachRecoveryCodeOnce()
    {
        const QString page = html(u"account_security"_s, securityValues());
        QCOMPARE(page.count(u"<svg xmlns="_s), 1);
        QVERIFY(page.contains(u"<code class=\"secret\">JBSWY3DPEHPK3PXP</code>"_s));
        QVERIFY(
            page.contains(u"href=\"otpauth://totp/Ostiary:ada%40example.com?secret=JBSWY3DPEHPK3PXP&amp;issuer="_s));
        QCOMPARE(page.count(u"<code>k7qf-2mxd-93tt</code>"_s), 1);
        QVERIFY(page.contains(u"Codes left: <strong>10</strong>"_s));
    }

    void usage_saysWhatIsSpent_held_andLeft_inWords()
    {
        QCOMPARE(formsOf(u"account_usage"_s, usageValues()), QStringList());
        const QString page = html(u"account_usage"_s, usageValues());
        QVERIFY(page.contains(u"<strong>$41.20</strong> spent"_s) && page.contains(u"<strong>$8.00</strong> left"_s));
        QVERIFY(page.contains(u"<strong>$0.80</strong> held by calls under way"_s));
        QVERIFY(page.contains(u"on 1 December 2026, 00:00 UTC."_s));
        QVERIFY(page.contains(u"<rect class=\"warned\" width=\"82.4\" height=\"8\"/>"_s));
        for (const QString &state : {u"failed\"><svg [^>]*><path [^>]*/></svg>The cap is reached"_s,
                                     u"expiring\"><svg [^>]*><path [^>]*/></svg>80 % of the cap"_s,
                                     u"active\"><svg [^>]*><path [^>]*/></svg>Within the budget"_s})
            QVERIFY2(page.contains(QRegularExpression(u"<span class=\"state "_s + state)), qPrintable(state));
    }

    void usage_saysWhoseFigureALimitIs_andHowMuchOfItIsInUse()
    {
        const QString page = html(u"account_usage"_s, usageValues());
        QVERIFY(page.contains(u"aria-label=\"42 of 100 in use\"></meter> 42 of 100"_s));
        QVERIFY(page.contains(u"<td data-label=\"Whose figure\">the plan Pro&apos;s</td>"_s));
        QVERIFY(page.contains(u"×2, ends <time "_s));
    }

    void usage_showsTheMovements_onlyToWhoeverMaySeeThem()
    {
        QVERIFY(html(u"account_usage"_s, usageValues()).contains(u"Latest movements"_s));
        const QString member
            = html(u"account_usage"_s, with(without(usageValues(), {u"ledger"_s}), {{u"only_own"_s, true}}));
        QVERIFY(!member.contains(u"Latest movements"_s) && member.contains(u"By your own keys and apps"_s));
    }

    void usage_saysWhyNothingIsSpent()
    {
        const QString page = html(
            u"account_usage"_s, with(without(usageValues(), {u"tables"_s}), {{u"nothing_because"_s, u"It is new."_s}}));
        QVERIFY(page.contains(u"<strong>Nothing is spent.</strong> It is new."_s));
    }

    void revokeAll_saysWhatStops_beforeAndAfterwards()
    {
        const QJsonObject all = without(revokeAllValues(), {u"error"_s, u"error_field"_s});
        QCOMPARE(formsOf(u"account_revoke_all"_s, all), QStringList(u"/account/organization/revoke-all: csrf name"_s));
        const QJsonObject own = with(all, {{u"of_organization"_s, false}, {u"action"_s, u"/account/revoke-all"_s}});
        QCOMPARE(formsOf(u"account_revoke_all"_s, own), QStringList(u"/account/revoke-all: csrf"_s));
        const QString page = html(u"account_revoke_all"_s, own);
        QVERIFY(page.contains(u"<dt>API keys</dt><dd>12</dd>"_s) && page.contains(u"<bdi>nightly job</bdi>"_s));
        QVERIFY(page.contains(u"Keys used in the last 24 hours: <strong>3</strong>"_s));

        const QString after = html(u"account_revoke_all"_s, with(own, {{u"is_done"_s, true}}));
        QVERIFY(after.contains(u"What stopped"_s) && after.contains(u"<dd>12</dd>"_s));
        QCOMPARE(formsOf(u"account_revoke_all"_s, with(own, {{u"is_done"_s, true}})), QStringList());
        QCOMPARE(formsOf(u"account_revoke_all"_s, with(own, {{u"is_nothing"_s, true}})), QStringList());
    }

    void organization_hasTheseForms_forWhoeverManagesIt()
    {
        QCOMPARE(
            formsOf(u"account_organization"_s, organizationValues()),
            QStringList({u"/account/organization/rename: csrf name"_s,
                         u"/account/organization/switch: csrf organization"_s,
                         u"/account/organization/member: csrf account role"_s,
                         u"/account/organization/remove: csrf account"_s, u"/account/organization/invite: csrf role"_s,
                         u"/account/organization/uninvite: csrf id"_s, u"/account/projects/rename: csrf id name"_s,
                         u"/account/projects/budget: csrf id cap alert"_s, u"/account/projects/remove: csrf id"_s,
                         u"/account/projects/create: csrf name"_s, u"/account/organization/leave: csrf"_s}));
        const QString page = html(u"account_organization"_s, organizationValues());
        QCOMPARE(page.count(u"action=\"/account/organization/member\""_s), 1); // nobody changes their own role
        QCOMPARE(page.count(u"action=\"/account/projects/remove\""_s), 1); // nor removes a project that has keys
        QCOMPARE(page.count(u"token=0kYwqX3vT8mZ1sB5nC7dR2fG4hJ6kL9p"_s), 1);
    }

    void organizationLimits_areChangedByWhoeverManagesIt_andTriedByEverybody()
    {
        const QString tryIt = u"/account/organization/limits/try#tried: csrf try kind"_s;
        QCOMPARE(formsOf(u"account_organization_limits"_s, organizationLimitsValues()),
                 QStringList({u"/account/organization/limits: csrf standard ai cap alert"_s,
                              u"/account/organization/limits/raise: csrf"_s, tryIt}));
        const QJsonObject member = without(organizationLimitsValues(), {u"may_manage"_s, u"can_raise"_s});
        QCOMPARE(formsOf(u"account_organization_limits"_s, member), QStringList(tryIt));
        const QString page = html(u"account_organization_limits"_s, organizationLimitsValues());
        QVERIFY(page.contains(u"<option value=\"ai\" selected>"_s));
        QVERIFY(page.contains(u"it would have refused 56."_s));
    }

    void plans_areChangedByAdministrators_andSeenByEverybody()
    {
        QCOMPARE(formsOf(u"account_plans"_s, plansValues()),
                 QStringList(u"/account/plans: csrf plan title standard ai cap members projects custom"_s));
        const QString page = html(u"account_plans"_s, plansValues());
        QCOMPARE(page.count(u"<span class=\"chip\">yours</span>"_s), 1);
        QVERIFY(page.contains(u"href=\"/account/plans?plan=enterprise#plan\""_s));
        QVERIFY(page.contains(u"name=\"custom\" checked"_s));
        const QJsonObject payer = without(plansValues(), {u"may_set"_s, u"form"_s});
        QCOMPARE(formsOf(u"account_plans"_s, payer), QStringList());
        QVERIFY(!html(u"account_plans"_s, payer).contains(u"/account/plans?plan="_s));
    }

    void prices_areSetByAdministrators_andSeenByWhoeverPays()
    {
        QCOMPARE(formsOf(u"account_prices"_s, pricesValues()),
                 QStringList({u"/account/prices: csrf upstream kind subject call input output max_output"_s,
                              u"/account/prices/end: csrf id"_s}));
        const QString page = html(u"account_prices"_s, pricesValues());
        QVERIFY(page.contains(u"<option value=\"model\" selected>Model</option>"_s));
        QVERIFY(page.contains(u"href=\"/account/prices?cursor=cHJj\""_s));
        const QJsonObject payer = without(pricesValues(), {u"may_set"_s});
        QCOMPARE(formsOf(u"account_prices"_s, payer), QStringList());
        QVERIFY(html(u"account_prices"_s, payer).contains(u"$3.00 in, $15.00 out"_s));
    }

    void organization_isOnlyRead_byWhoeverDoesNotManageIt()
    {
        const QJsonObject values = with(organizationValues(), {{u"may_manage"_s, false}});
        QCOMPARE(formsOf(u"account_organization"_s, values),
                 QStringList(
                     {u"/account/organization/switch: csrf organization"_s, u"/account/organization/leave: csrf"_s}));
        QVERIFY(html(u"account_organization"_s, values).contains(u"<span class=\"role\">member</span>"_s));
    }
};

QTEST_APPLESS_MAIN(TestPagesForms)
#include "test_pages_forms.moc"
