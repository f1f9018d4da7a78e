// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/device_page.h"

#include "server/http/pages/page_renderer.h"

#include <QUrl>

namespace ostiary::http {

namespace {

constexpr qsizetype kLongestCode = 40;

bool isSession(const Principal *principal)
{
    return principal && principal->via == Principal::Via::BrowserSession;
}

Response toSignIn(const Context &context)
{
    const QByteArray back = "/device" + (context.request.rawQuery.isEmpty() ? "" : "?" + context.request.rawQuery);
    return seeOther("/login?next=" + QUrl::toPercentEncoding(QString::fromLatin1(back)));
}

QString codeOf(const Parameters &parameters)
{
    return parameters.value(u"user_code").value_or(QString()).trimmed().left(kLongestCode);
}

} // namespace

QList<Route> DevicePage::routes()
{
    const Stack stack{.access = Access::Optional, .limit = LimitClass::None, .errors = ErrorStyle::Page};
    // clang-format off
    return {
        {Method::Get,  "/device", stack, "DevicePage::show",  [this](const Context &c) { return show(c); }},
        {Method::Post, "/device", stack, "DevicePage::enter", [this](const Context &c) { return enter(c); }},
    };
    // clang-format on
}

Response DevicePage::page(const Context &context, const QString &code, const std::optional<Error> &error) const
{
    QJsonObject values{
        {QStringLiteral("csrf"), QString::fromLatin1(m_sessions.csrfToken(context.principal->credentialId))},
        {QStringLiteral("account_email"), context.principal->email},
        {QStringLiteral("user_code"), code}};
    if (error)
        values.insert(QStringLiteral("error"), error->detail);
    Response response = PageRenderer::page(QStringLiteral("device"), values, error ? error->entry().status : 200);
    if (error && error->retryAfter)
        response.headers.set("Retry-After", QByteArray::number(error->retryAfter->count()));
    return response;
}

Task<Result<Response>> DevicePage::show(const Context &context)
{
    CO_TRY(const Parameters query, context.request.query());
    if (!isSession(context.principal))
        co_return toSignIn(context);
    // verification_uri_complete fills the code in; whoever holds the device still compares and sends it.
    co_return page(context, DeviceService::normalised(codeOf(query)), {});
}

Task<Result<Response>> DevicePage::enter(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    if (!isSession(context.principal))
        co_return toSignIn(context);
    const QString code = codeOf(form);
    if (!m_sessions.csrfMatches(context.principal->credentialId, form.value(u"csrf").value_or(QString()).toUtf8()))
        co_return page(
            context, code,
            fail(ErrorCode::CsrfFailed, QStringLiteral("The page was out of date; please do it once more.")).error());
    const Result<Approval> approval = co_await m_devices.enter(code, *context.principal, context.request.client);
    if (approval)
        co_return seeOther("/consent?id=" + approval->id.text().toLatin1());
    const bool told = approval.error().code == ErrorCode::NotFound || approval.error().code == ErrorCode::RateLimited;
    if (!told)
        co_return std::unexpected(approval.error());
    co_return page(context, code, approval.error());
}

} // namespace ostiary::http
