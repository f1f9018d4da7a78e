// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/routing/credentials.h"

namespace ostiary::http {

namespace {

constexpr QByteArrayView kBearer = "bearer ";
constexpr QByteArrayView kDpop = "dpop ";

bool same(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && a.compare(b, Qt::CaseInsensitive) == 0;
}

// RFC 9110 §11.1: the scheme's case does not matter.
std::optional<QByteArray> sentBy(QByteArrayView scheme, QByteArrayView authorization)
{
    if (authorization.size() <= scheme.size()
        || authorization.first(scheme.size()).compare(scheme, Qt::CaseInsensitive) != 0)
        return std::nullopt;
    return authorization.sliced(scheme.size()).trimmed().toByteArray();
}

} // namespace

bool usesDpop(const Request &request)
{
    return sentBy(kDpop, request.header("authorization")).has_value();
}

DpopEvidence dpopEvidence(const Request &request)
{
    DpopEvidence shown{.method = toString(request.method).toByteArray(), .path = request.path};
    for (const auto &[name, value] : request.headers) {
        if (same(name, "dpop"))
            shown.proofs << value;
    }
    return shown;
}

Result<Principal> identify(const Request &request, const CredentialNames &names, Authenticator &authenticator)
{
    std::optional<QByteArray> sent;
    bool isDpop = false;
    for (const auto &[name, value] : request.headers) {
        std::optional<QByteArray> here;
        if (same(name, "authorization")) {
            here = sentBy(kBearer, value);
            if (!here) {
                here = sentBy(kDpop, value);
                isDpop = here.has_value();
            }
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
    Authenticator::Origin from{.address = request.client, .client = request.header("user-agent"), .dpop = {}};
    if (isDpop)
        from.dpop = dpopEvidence(request);
    if (sent)
        return authenticator.bearer(*sent, from);
    TRY(const std::optional<QByteArray> cookie, request.cookie(names.sessionCookie));
    if (cookie)
        return authenticator.session(*cookie, from);
    return fail(ErrorCode::AuthenticationRequired,
                QStringLiteral("Send an API key or an access token as: Authorization: Bearer …"));
}

} // namespace ostiary::http
