// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/client_credentials.h"

#include <QUrl>

namespace ostiary::http {

namespace {

constexpr qsizetype kLongestParameter = 8 * 1024; ///< characters
constexpr QLatin1String kJwtBearer("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");

std::unexpected<Error> invalid(const QString &why)
{
    return fail(ErrorCode::InvalidClient, why);
}

// RFC 6749 §2.3.1: the two halves are form-encoded; ours hold nothing that encoding would change.
Result<ClientCredentials> basicOf(QByteArrayView authorization)
{
    constexpr QByteArrayView kScheme = "basic ";
    if (authorization.size() <= kScheme.size()
        || authorization.first(kScheme.size()).compare(kScheme, Qt::CaseInsensitive) != 0)
        return invalid(QStringLiteral("Clients authenticate here with Basic, or in the body."));
    const auto result = QByteArray::fromBase64Encoding(authorization.sliced(kScheme.size()).trimmed().toByteArray(),
                                                       QByteArray::AbortOnBase64DecodingErrors);
    const QByteArray decoded = result ? *result : QByteArray();
    const qsizetype colon = decoded.indexOf(':');
    if (colon < 0)
        return invalid(QStringLiteral("The Authorization header is not valid Basic."));
    ClientCredentials credentials{.clientId = QUrl::fromPercentEncoding(decoded.first(colon)),
                                  .secret = Secret(QByteArray::fromPercentEncoding(decoded.sliced(colon + 1))),
                                  .viaBasic = true};
    if (credentials.secret->isEmpty())
        credentials.secret.reset();
    return credentials;
}

// RFC 7521 §4.2: client_id may be left out, since the assertion names it.
Result<ClientCredentials> assertionOf(const Parameters &form)
{
    const QByteArray jwt = form.value(u"client_assertion").value_or(QString()).toUtf8();
    if (form.value(u"client_assertion_type") != kJwtBearer || jwt.isEmpty())
        return invalid(QStringLiteral("client_assertion needs client_assertion_type %1.").arg(kJwtBearer));
    TRY(const ClientAssertion assertion, ClientAssertion::parse(jwt));
    if (form.value(u"client_id").value_or(assertion.client()) != assertion.client())
        return invalid(QStringLiteral("client_id is not the one that client_assertion names."));
    return ClientCredentials{.clientId = assertion.client(), .secret = {}, .assertion = jwt};
}

} // namespace

Result<Parameters> parametersOf(const Request &request)
{
    Result<Parameters> form = request.form();
    if (!form)
        return fail(ErrorCode::InvalidRequest, form.error().detail);
    for (const auto &[name, value] : form->all()) {
        if (value.size() > kLongestParameter) {
            return fail(ErrorCode::InvalidRequest, QStringLiteral("The parameter %1 is too long.").arg(name.left(60)));
        }
        if (form->count(name) > 1
            && name != QLatin1String("resource")) { // RFC 6749 §3.2; RFC 8707 §2 lets that one repeat
            return fail(ErrorCode::InvalidRequest, QStringLiteral("The parameter %1 comes twice.").arg(name.left(60)));
        }
    }
    return form;
}

Result<ClientCredentials> credentialsOf(const Request &request, const Parameters &form)
{
    const std::optional<QString> bodyId = form.value(u"client_id");
    const std::optional<QString> bodySecret = form.value(u"client_secret");
    const QByteArrayView authorization = request.header("authorization");
    const bool hasAssertion
        = form.value(u"client_assertion").has_value() || form.value(u"client_assertion_type").has_value();
    if (int(!authorization.isNull()) + int(bodySecret.has_value()) + int(hasAssertion) > 1)
        return invalid(QStringLiteral("Authenticate in one way: the header or the body."));
    if (hasAssertion)
        return assertionOf(form);
    if (!authorization.isNull()) {
        TRY(ClientCredentials basic, basicOf(authorization));
        if (bodyId && *bodyId != basic.clientId)
            return invalid(QStringLiteral("client_id is not the one of the Authorization header."));
        return basic;
    }
    if (!bodyId)
        return invalid(QStringLiteral("The request must name its client_id."));
    return ClientCredentials{
        .clientId = *bodyId,
        .secret = bodySecret && !bodySecret->isEmpty() ? std::optional(Secret(bodySecret->toUtf8())) : std::nullopt};
}

} // namespace ostiary::http
