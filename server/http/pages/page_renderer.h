// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/response.h"

#include <QJsonObject>
#include <QUrl>

namespace ostiary::http {

/// Turns a template of resources/pages (Mustache; every value is escaped) and its values into a page, with the security
/// headers that each page carries. Safe to call from any thread.
///
/// Pages and their values ("?": may be absent; text that strangers wrote may be given as it came):
///   login    next, csrf, email?, error?, client_name?, client_host?
///   consent  id, csrf, client_name, client_id, redirect_host, redirect_is_loopback, redirect_scheme?, account_email,
///            resource, groups (see scope_words.h), match_code, expires_in_minutes, status_url?
///   message  title, text, details? [{label, value}], request_id?, action? {href, label}
///   home     public_url, signed_in, email?, csrf?, upstreams [{name, url}]
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
