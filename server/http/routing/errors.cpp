// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/routing/errors.h"

#include "server/http/pages/page_renderer.h"

#include <QJsonArray>
#include <QLoggingCategory>

namespace ostiary::http {

Q_LOGGING_CATEGORY(lcHttp, "ostiary.http")

namespace {

// RFC 6749 §5.2 allows printable ASCII but for the quote and the backslash.
QString oauthText(const QString &text)
{
    QString plain;
    for (const QChar c : text)
        plain += c < u' ' || c > u'~' || c == u'"' || c == u'\\' ? QChar(u'\'') : c;
    return plain;
}

Response problem(const Error &error, const Request &request)
{
    const ErrorEntry &entry = error.entry();
    QJsonObject body{
        {QStringLiteral("title"), QLatin1String(entry.title)},
        {QStringLiteral("status"), entry.status},
        {QStringLiteral("detail"), error.detail.isEmpty() ? QString::fromLatin1(entry.title) : error.detail},
        {QStringLiteral("code"), QLatin1String(entry.name)},
        {QStringLiteral("request_id"), QString::fromLatin1(request.id)},
    };
    if (!error.field.isEmpty())
        body.insert(QStringLiteral("field"), error.field);
    for (auto member = error.members.begin(); member != error.members.end(); ++member)
        body.insert(member.key(), member.value());
    if (error.code == ErrorCode::RateLimited) {
        body.insert(QStringLiteral("type"),
                    QStringLiteral("https://iana.org/assignments/http-problem-types#quota-exceeded"));
        body.insert(QStringLiteral("retry_after_seconds"),
                    double(error.retryAfter.value_or(std::chrono::seconds(1)).count()));
    }
    Response response = json(body, entry.status);
    response.headers.set("Content-Type", "application/problem+json");
    return response;
}

Response oauth(const Error &error, const Request &request)
{
    const ErrorEntry &entry = error.entry();
    // RFC 6749 has no 422: a field that is wrong is a request that is wrong.
    const int status = entry.status == 422 ? 400 : entry.status;
    QJsonObject body{{QStringLiteral("error"), QLatin1String(entry.oauth)}};
    if (!error.detail.isEmpty())
        body.insert(QStringLiteral("error_description"), oauthText(error.detail));
    Response response = json(body, status);
    response.headers.set("Pragma", "no-cache");
    // RFC 6749 §5.2: who tried the header is told which scheme it takes. Nobody else, or browsers would ask people.
    if (error.code == ErrorCode::InvalidClient && !request.header("authorization").isNull())
        response.headers.set("WWW-Authenticate", "Basic realm=\"OAuth clients\"");
    return response;
}

// Where a person goes on from a page that they may not see yet: sign in, or show the password again, and come back.
std::optional<QByteArray> detourOf(const Error &error, const Request &request)
{
    const bool signIn = error.code == ErrorCode::AuthenticationRequired || error.code == ErrorCode::InvalidToken;
    if (!signIn && error.code != ErrorCode::ReauthenticationRequired)
        return std::nullopt;
    // A form that was sent can't be sent again by a redirect; the page that it was on can be shown again.
    QByteArray back = request.path;
    if (request.method == Method::Get && !request.rawQuery.isEmpty())
        back += '?' + request.rawQuery;
    const qsizetype belowThePage = back.indexOf('/', back.indexOf('/', 1) + 1);
    if (request.method != Method::Get && belowThePage > 0)
        back = back.first(belowThePage);
    if (!back.startsWith("/account"))
        back = "/account";
    return (signIn ? QByteArray("/login?next=") : QByteArray("/account/confirm?next=")) + back.toPercentEncoding("/");
}

Response page(const Error &error, const Request &request)
{
    const ErrorEntry &entry = error.entry();
    if (const std::optional<QByteArray> detour = detourOf(error, request))
        return seeOther(*detour);
    return PageRenderer::page(QStringLiteral("message"),
                              {{QStringLiteral("title"), QLatin1String(entry.title)},
                               {QStringLiteral("text"), error.detail},
                               {QStringLiteral("request_id"), QString::fromLatin1(request.id)}},
                              entry.status == 422 ? 400 : entry.status);
}

} // namespace

Response errorResponse(const Error &error, ErrorStyle style, const Request &request)
{
    if (!error.cause.isEmpty())
        qCWarning(lcHttp) << request.id << error.entry().name << error.cause;
    Response response = style == ErrorStyle::OAuth ? oauth(error, request)
        : style == ErrorStyle::Page                ? page(error, request)
                                                   : problem(error, request);
    if (error.retryAfter)
        response.headers.set("Retry-After", QByteArray::number(qint64(error.retryAfter->count())));
    return response;
}

} // namespace ostiary::http
