// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/listing.h"

namespace ostiary::http {

Result<PageRequest> pageRequest(const Request &request)
{
    constexpr int kMost = 200;
    TRY(const Parameters query, request.query());
    PageRequest page{.limit = kMost, .cursor = query.value(u"cursor").value_or(QString())};
    if (const std::optional<QString> limit = query.value(u"limit")) {
        bool ok = false;
        page.limit = limit->toInt(&ok);
        if (!ok || page.limit < 1 || page.limit > kMost)
            return failField(QStringLiteral("limit"),
                             QStringLiteral("The limit must be a number from 1 to %1.").arg(kMost));
    }
    return page;
}

} // namespace ostiary::http
