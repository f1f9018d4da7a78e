// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/account_frame.h"

#include "server/http/pages/page_renderer.h"
#include "server/http/pages/words.h"

#include <QJsonArray>

namespace ostiary::http {

using namespace Qt::StringLiterals;

const Stack AccountFrame::kShow{.access = Access::Session, .limit = LimitClass::None, .errors = ErrorStyle::Page};
const Stack AccountFrame::kChange{.access = Access::Session, .limit = LimitClass::Standard, .errors = ErrorStyle::Page};
const Stack AccountFrame::kSensitive{
    .access = Access::Session, .limit = LimitClass::Standard, .errors = ErrorStyle::Page, .recent = true};

namespace {

struct Place {
    QByteArrayView href;
    const char *label;
};
constexpr std::array kPlaces{
    Place{"/account", "Overview"},
    Place{"/account/keys", "API keys"},
    Place{"/account/apps", "Connected apps"},
    Place{"/account/connections", "Connections"},
    Place{"/account/sessions", "Sessions"},
    Place{"/account/security", "Security"},
    Place{"/account/usage", "Usage"},
    Place{"/account/organization", "Organization"},
};

// What a page says after a change sent the browser to it. Only these: a link can't put words into our mouth.
constexpr std::array kNotices{
    std::pair{"welcome", "Welcome. Your account is ready."},
    std::pair{"setup", "This server is set up, and you administer it."},
    std::pair{"joined", "You have joined the organization, and act for it now."},
    std::pair{"left", "You have left the organization."},
    std::pair{"switched", "You act for this organization now."},
    std::pair{"key-revoked", "The key is revoked: its next request is refused."},
    std::pair{"key-disabled", "The key is disabled: its next request is refused until you enable it again."},
    std::pair{"key-enabled", "The key works again."},
    std::pair{"key-raised", "For an hour the key may make twice as many requests."},
    std::pair{"limits-raised", "For an hour every key and app of the organization may make twice as many requests."},
    std::pair{"plan-saved", "The plan is changed; it holds from the next request on."},
    std::pair{"price-set", "The price holds from the next call on; an earlier one for the same has ended."},
    std::pair{"price-ended", "The price has ended."},
    std::pair{"key-saved", "The key is changed; what it may do holds from its next request on."},
    std::pair{"app-revoked", "The app is disconnected: its next request is refused."},
    std::pair{"session-ended", "The session is ended."},
    std::pair{"sessions-ended", "Every other session is ended."},
    std::pair{"password", "The password is changed. Other sessions and connected apps are ended."},
    std::pair{"totp-off", "The authenticator app is turned off."},
    std::pair{"passkey-removed", "The passkey is removed."},
    std::pair{"saved", "Saved."},
    std::pair{"member-removed", "The member is removed: their keys and apps here are refused."},
    std::pair{"invitation-withdrawn", "The invitation is withdrawn."},
    std::pair{"project-removed", "The project is removed."},
};

QString noticeOf(const Context &context)
{
    const Result<Parameters> query = context.request.query();
    const QString what = query ? query->value(u"done").value_or(QString()) : QString();
    for (const auto &[name, text] : kNotices) {
        if (what == QLatin1String(name))
            return QLatin1String(text);
    }
    return {};
}

QJsonArray navigation(QByteArrayView current)
{
    QJsonArray items;
    for (const Place &place : kPlaces) {
        items.append(QJsonObject{{u"href"_s, QString::fromLatin1(place.href)},
                                 {u"label"_s, QLatin1String(place.label)},
                                 {u"current"_s, place.href == current}});
    }
    return items;
}

} // namespace

Result<Response> AccountFrame::page(const QString &name, const QByteArray &href, const Context &context,
                                    QJsonObject values, const std::optional<Error> &error, int status) const
{
    const Principal &who = *context.principal;
    TRY(const Organization organization, m_organizations.find(who.organization));
    values.insert(u"nav"_s, navigation(href));
    values.insert(u"csrf"_s, QString::fromLatin1(m_sessions.csrfToken(who.credentialId)));
    values.insert(u"account"_s,
                  QJsonObject{{u"email"_s, who.email},
                              {u"kind"_s, toString(who.kind)},
                              {u"is_agent"_s, who.kind == AccountKind::Agent},
                              {u"organization"_s, organization.name},
                              {u"role"_s, toString(who.role)}});
    if (error) {
        values.insert(u"error"_s, error->detail.isEmpty() ? QString::fromLatin1(error->entry().title) : error->detail);
        values.insert(u"error_field"_s, error->field);
    } else {
        values.insert(u"notice"_s, noticeOf(context));
    }
    return PageRenderer::page(name, values, error ? error->entry().status : status);
}

QJsonObject AccountFrame::planValues(const Organization &organization) const
{
    const Time now = m_clock.now();
    const QString current = organization.planAt(now);
    QJsonObject plan{{u"title"_s, m_plans.find(current).title}, {u"is_trial"_s, current != organization.plan}};
    if (current == organization.plan)
        return plan;
    plan.insert(u"trial_days_left"_s,
                int(std::chrono::ceil<std::chrono::days>(*organization.trialEndsAt - now).count()));
    plan.insert(u"trial_ends"_s, timeValue(*organization.trialEndsAt, now));
    plan.insert(u"after_trial"_s, m_plans.find(organization.plan).title);
    return plan;
}

Response done(const QByteArray &href, const QByteArray &what)
{
    return seeOther(href + "?done=" + what);
}

QString field(const Parameters &form, QStringView name, qsizetype longest)
{
    return form.value(name).value_or(QString()).left(longest);
}

} // namespace ostiary::http
