// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/routing/credentials.h"

namespace ostiary::http {

namespace {

bool same(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && a.compare(b, Qt::CaseInsensitive) == 0;
}

// RFC 9110 §11.1: the scheme's case does not matter.
std::optional<QByteArray> bearerOf(QByteArrayView authorization)
{
    constexpr QByteArrayView kScheme = "bearer ";
    if (authorization.size() <= kScheme.size()
        || authorization.first(kScheme.size()).compare(kScheme, Qt::CaseInsensitive) != 0)
        return std::nullopt;
    return authorization.sliced(kScheme.size()).trimmed().toByteArray();
}

} // namespace

Result<Principal> identify(const Request &request, const CredentialNames &names, Authenticator &authenticator)
{
    std::optional<QByteArray> sent;
    for (const auto &[name, value] : request.headers) {
        std::optional<QByteArray> here;
        if (same(name, "authorization")) {
            here = bearerOf(value);
            if (!here)
                return fail(ErrorCode::InvalidToken,
                            QStringLiteral("Send the key or token as: Authorization: Bearer …"));
        } else if (same(name, names.keyHeader)) {
            here = value;
        } else {
            continue;
        }
        if (sent && *sent != *here)
            return fail(ErrorCode::InvalidRequest,
                        QStringLiteral("The request has two credentials that differ; send one."));
        sent = std::move(here);
    }
    const Authenticator::Origin from{.address = request.peer, .client = request.header("user-agent")};
    if (sent)
        return authenticator.bearer(*sent, from);
    TRY(const std::optional<QByteArray> cookie, request.cookie(names.sessionCookie));
    if (cookie)
        return authenticator.session(*cookie, from);
    return fail(ErrorCode::AuthenticationRequired,
                QStringLiteral("Send an API key or an access token as: Authorization: Bearer …"));
}

} // namespace ostiary::http
