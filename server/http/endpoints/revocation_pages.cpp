// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/revocation_pages.h"

#include <QJsonArray>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostNames = 20; // as many as the service tells

RevocationTarget ownOf(const Principal &who)
{
    return {.account = who.account, .organization = {}};
}

RevocationTarget organizationOf(const Principal &who)
{
    return {.account = {}, .organization = who.organization};
}

// Whoever presses the button stays signed in, to see what became of it.
SessionId keptBy(const Principal &who)
{
    return SessionId(who.credentialId);
}

} // namespace

QList<Route> RevocationPages::routes()
{
    // The page itself asks for a fresh sign-in: the button is then pressed on what was just read.
    Stack own = AccountFrame::kSensitive;
    Stack organization = own;
    organization.role = Role::Admin;
    // clang-format off
    return {
        {Method::Get,  "/account/revoke-all",              own,          "RevocationPages::previewOwn",          [this](const Context &c) { return previewOwn(c); }},
        {Method::Post, "/account/revoke-all",              own,          "RevocationPages::revokeOwn",           [this](const Context &c) { return revokeOwn(c); }},
        {Method::Get,  "/account/organization/revoke-all", organization, "RevocationPages::previewOrganization", [this](const Context &c) { return previewOrganization(c); }},
        {Method::Post, "/account/organization/revoke-all", organization, "RevocationPages::revokeOrganization",  [this](const Context &c) { return revokeOrganization(c); }},
    };
    // clang-format on
}

Result<Response> RevocationPages::page(const Context &context, const RevocationTarget &target,
                                       const Revocation &revocation, bool isDone,
                                       const std::optional<Error> &error) const
{
    const bool ofAll = !target.organization.isEmpty();
    const bool isNothing = revocation.keys + revocation.grants + revocation.browserSessions == 0;
    return m_frame.page(u"account_revoke_all"_s, ofAll ? "/account/organization" : "/account", context,
                        {{u"of_organization"_s, ofAll},
                         {u"action"_s, ofAll ? u"/account/organization/revoke-all"_s : u"/account/revoke-all"_s},
                         {u"is_done"_s, isDone},
                         {u"is_nothing"_s, isNothing},
                         {u"keys"_s, revocation.keys},
                         {u"was_used"_s, revocation.keysUsedToday > 0},
                         {u"keys_used_today"_s, revocation.keysUsedToday},
                         {u"apps"_s, revocation.grants},
                         {u"sessions"_s, revocation.browserSessions},
                         {u"names"_s, QJsonArray::fromStringList(revocation.names)},
                         {u"and_more"_s, revocation.names.size() >= kMostNames}},
                        error);
}

Result<Response> RevocationPages::preview(const Context &context, const RevocationTarget &target,
                                          const std::optional<Error> &error) const
{
    TRY(const Revocation revocation, m_revocations.preview(target, keptBy(*context.principal)));
    return page(context, target, revocation, false, error);
}

Task<Result<Response>> RevocationPages::previewOwn(const Context &context)
{
    co_return preview(context, ownOf(*context.principal));
}

Task<Result<Response>> RevocationPages::revokeOwn(const Context &context)
{
    const RevocationTarget target = ownOf(*context.principal);
    CO_TRY(const Revocation revocation, co_await m_revocations.revokeAll(target, keptBy(*context.principal)));
    co_return page(context, target, revocation, true);
}

Task<Result<Response>> RevocationPages::previewOrganization(const Context &context)
{
    co_return preview(context, organizationOf(*context.principal));
}

// What hits everyone takes the name as well: a hand that slips on this button would stop a whole organization.
Task<Result<Response>> RevocationPages::revokeOrganization(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const RevocationTarget target = organizationOf(*context.principal);
    CO_TRY(const Organization organization, m_frame.organizations().find(target.organization));
    if (field(form, u"name").trimmed() != organization.name) {
        co_return preview(context, target,
                          failField(u"name"_s, u"Write the organization's name exactly as it stands here."_s).error());
    }
    CO_TRY(const Revocation revocation, co_await m_revocations.revokeAll(target, keptBy(*context.principal)));
    co_return page(context, target, revocation, true);
}

} // namespace ostiary::http
