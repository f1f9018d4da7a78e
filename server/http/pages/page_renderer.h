// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/response.h"

#include <QJsonObject>

namespace ostiary::http {

/// Turns a template of resources/pages (Mustache; every value is escaped) and its values into a page, with the security
/// headers that each page carries. Safe to call from any thread.
class PageRenderer
{
public:
    /// `formAction`: one more origin or scheme that the page's forms may lead to (a consent page's redirect target), as
    /// CSP wants it, e.g. "https://claude.ai" or "cursor:". Empty: only this server.
    [[nodiscard]] static Response page(const QString &name, const QJsonObject &values, int status = 200,
                                       const QByteArray &formAction = {});
    /// A file of resources/pages/assets (style sheet, script, mark) with its type and a long cache time.
    [[nodiscard]] static Response asset(const QByteArray &name);
};

} // namespace ostiary::http
