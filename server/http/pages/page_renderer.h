// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/response.h"

#include <QJsonObject>
#include <QUrl>

namespace ostiary::http {

/// Turns a template of resources/pages (Mustache; every value is escaped) and its values into a page, with the security
/// headers that each page carries. Safe to call from any thread.
///
/// Pages and their values ("?": may be absent or empty; text that strangers wrote may be given as it came). A TIME is
/// {text, iso}: "3 days ago", "2026-11-18T10:00:00Z". All but message, home and waiting take `error?`, and those with
/// several fields `error_field?`, too: the form's name of the field, beside which the error is then shown.
///   login          next, csrf, email?, client_name?, client_host?, passkeys?, desk?, reset_href?, registration_open?,
///                  signup_href? (/signup)
///   second_factor  next, csrf, ticket, has_totp?, has_recovery?, passkeys?
///   signup         csrf, email?, begins_with_email?, next?, trial_days?, shortest_password?, invitation? {token,
///   organization, role},
///                  login_href? (/login); error_field: email, password
///   setup          csrf, code?, email?, shortest_password?; error_field: code, email, password
///   forgot         csrf, email?, sent?, can_mail?
///   reset          csrf, token, email, shortest_password?
///   invitation     csrf, token, organization, role, role_words?, expires? TIME, signed_in?, email?, login_href?,
///                  signup_href?
///   confirm        csrf, next, email
///   waiting        id, client_name, match_code, expires_in_minutes, status_url?, refreshes?
///   device         csrf, account_email, user_code?
///   consent        id, csrf, client_name, client_id, client_host? (who keeps the document that the id is), is_device?
///                  (then no redirect_…), redirect_host,
///                  redirect_is_loopback, redirect_scheme?, account_email, resource, groups, free_tools? TOOLS and
///                  lifetimes (see consent_values.h), match_code, expires_in_minutes, status_url?
///   message        title, text, details? [{label, value}], request_id?, action? {href, label}
///   home           public_url, signed_in, email?, csrf?, upstreams [{name, url}], registration_open?
/// The account's pages all have account {email, is_agent?, organization, role}, csrf, nav [{href, label, current?}],
/// notice?. Items of lists name each of their values, be it empty: what an item lacks is looked for around it.
///   account               plan {title, is_trial?, trial_ends? TIME, trial_days_left?, after_trial?},
///                         counts {keys, apps, sessions}, warnings [{text, href?, label?}], connect [{name, url}]
///   account_keys          created? {name, secret, header?}, check? {is_good?, words, detail, name?, hint?},
///                         keys [{id, name, hint, kind, scopes [], is_everything?, project, own [] (words: limits,
///                         budget, networks), created TIME, expires? TIME, ended? TIME, last_used? TIME, used_from,
///                         used_by, state, is_active?, is_over?, is_replaced?, may_edit?, may_revoke?, may_rotate?,
///                         may_disable?, may_enable?, expiring?, ends_in_days?, ends_today?}], can_create?,
///                         cannot_create_because?, scope_filter?, otherwise {standard, ai}, form KEY_FORM and {kinds
///                         [{value, label, checked?}], expiries [{value, label, selected?}], projects [{id, name,
///                         selected?}]}; error_field: those of KEY_FORM, kind, expires, project, key (the one to check)
///   account_key           id, name, hint, scope_filter?, raise? RAISE, can_raise?, TRY, otherwise {standard, ai},
///                         form KEY_FORM
///                         TRY: tried? {count, is_ai?, text}, try_action, try_each?; error_field: try, kind
///                         KEY_FORM: {name?, everything_checked?, scope_groups [{title, is_read?, is_write?, is_act?,
///                         scopes [{name, words, checked?}]}], networks [], LIMITS, more_open?}; error_field: name,
///                         scope, networks, standard, ai, cap, alert
///                         LIMITS: standard?, ai?, cap?, alert?, as somebody writes them. RAISE: {factor, until TIME}
///   account_apps          apps [{id, name, scopes [], is_everything?, resource, created TIME, expires? TIME,
///                         last_used? TIME, state, is_active?, expiring?, reused? TIME, is_machine?, workload_of?}]
///   account_connections   attempts [ATTEMPT], of_everyone?, pasted?, report? {accepted?, outcome, lines [{what, value,
///                         ok?, refused?, verdict, sentence}]}; error_field: url
///   account_connection    ATTEMPT and entries [{at TIME, step, ok?, detail, times}]
///                         ATTEMPT: {id, name, client_id, email, agent, address, resource, started TIME, last TIME,
///                         state, reached, is_connected?, is_stopped?, because, hint}
///   account_sessions      sessions [{id, browser, address, created TIME, last_seen TIME, current?}],
///                         sign_ins [{at TIME, method, outcome, ok?, browser, address}], both in words
///   account_security      totp {on?, since? TIME, setup? {secret, uri, qr_svg (see qr_code.h), ticket}},
///                         recovery {left, codes? []}, passkeys {possible?, why_not?, items [{id, name, created TIME,
///                         last_used? TIME}]}, shortest_password?; error_field: current, password, code
///   account_usage         plan, month, resets TIME, budgets [see spend_words.h], only_own?, nothing_because?,
///                         tables [{title, column, rows [{name, spent, calls, bar}]}],
///                         limits [{label, words?, count, window, source, raise? RAISE}],
///                         keys [{name, hint, raise? RAISE, windows [{label, used, limit, remaining, source}]}],
///                         ledger? [{at TIME, kind, credential, upstream, subject, spent?, held?, tokens?}]
///   account_revoke_all    of_organization?, action, is_done?, is_nothing?, keys, was_used?, keys_used_today,
///                         apps, sessions, names [], and_more?; error_field: name
///   account_organization  organization {id, name, plan, is_personal?}, limits?, may_manage?, members [{account, email,
///                         role, is_me?, is_agent?, joined TIME, roles [{value, label, selected?}] (empty: it cannot be
///                         changed)}], roles [{value, label, selected?}], invitations [{id, role, expires TIME}],
///                         invitation_link?, projects [{id, name, keys, budget?, form LIMITS, may_remove?}],
///                         organizations [{id, name, role, current?}], leave?; error_field: name (the
///                         organization's), role, project (a new one's name)
///   account_organization_limits  name, rows [{label, text}], raise? RAISE, otherwise {standard, ai, cap}, may_manage?,
///                         can_raise?, form LIMITS, is_open?, TRY; error_field: standard, ai, cap, alert
///   account_plans         may_set?, plans [{name, title, is_current?, standard, ai, cap, members, projects, custom?}],
///                         form? {plan_name, title, standard, ai, cap, members, projects, custom?}; error_field:
///                         title, standard, ai, cap, members, projects
///   account_prices        may_set?, prices [{id, upstream, kind, subject, call, tokens, at_most, since TIME,
///                         until? TIME, is_over?}], older? (a cursor), upstreams [], form {upstream, kinds [{value,
///                         label, selected?}], subject, call, input, output, max_output}; error_field: upstream, kind,
///                         subject, call, input, output, max_output
class PageRenderer
{
public:
    /// `formAction`: one more origin or scheme that the page's forms may lead to (a consent page's redirect target), as
    /// CSP wants it, e.g. "https://claude.ai" or "cursor:"; see formActionOf(). Empty: only this server. Anything that
    /// is not exactly one origin or scheme is left out.
    [[nodiscard]] static Response page(const QString &name, const QJsonObject &values, int status = 200,
                                       const QByteArray &formAction = {});
    /// A file of resources/pages/assets (style sheet, script, mark) with its type and a long cache time; else a 404.
    /// Pages ask for them as /assets/NAME?v=VERSION.
    [[nodiscard]] static Response asset(const QByteArray &name);

    /// What `formAction` has to be for a form whose answer redirects to `redirectUri`, at once or after further
    /// redirects: browsers hold the whole chain against the policy. So a sign-in that may lead straight back to a
    /// client needs it too.
    [[nodiscard]] static QByteArray formActionOf(const QUrl &redirectUri);
};

} // namespace ostiary::http
