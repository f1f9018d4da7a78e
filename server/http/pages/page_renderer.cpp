// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pages/page_renderer.h"

#include "server/http/pages/page_files.h"
#include "server/http/pages/page_values.h"

#include <QRegularExpression>

#include <algorithm>

namespace ostiary::http {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;

// In the template itself or in a part that it is made of.
bool hasPlace(const std::string &text, const std::string &place)
{
    if (text.contains(place))
        return true;
    return std::ranges::any_of(pageParts(), [&](const PagePart &part) {
        return text.contains("{{> " + part.name.toStdString() + "}}") && hasPlace(part.text, place);
    });
}

// An error stands at its field where the template has a place for it, else on top: said once, and never not at all.
void placeError(data &context, const PageTemplate &page, const QJsonObject &values)
{
    const std::string place = "error_in_" + values.value(QLatin1String("error_field")).toString().toStdString();
    const bool atField = hasPlace(page.text, "{{#" + place + "}}");
    const data *error = context.get("error");
    if (!error || error->is_false())
        return;
    if (atField)
        context.set(place, data(true));
    else
        context.set("error_on_top", *error);
}

/// Empty: the template is broken, and the log says how.
QByteArray rendered(const PageTemplate &page, const QJsonObject &values)
{
    data context = pageValues(values);
    if (const data *own = context.get("title"); page.title.isEmpty() && own)
        context.set("page_title", *own);
    else
        context.set("page_title", page.title.isEmpty() ? data(data::type::bool_false) : data(page.title.toStdString()));
    context.set("assets_version", data(assetsVersion().toStdString()));
    context.set("content", data(page.text));
    placeError(context, page, values);
    for (const PagePart &part : pageParts())
        context.set(part.name.toStdString(), data(part.text));

    kainjow::mustache::context<std::string> stack;
    stack.push(&context);
    mustache layout(layoutTemplate());
    const std::string html = layout.render(stack);
    if (!layout.is_valid()) {
        qCritical("The page %s is broken: %s", qPrintable(page.name), layout.error_message().c_str());
        return {};
    }
    return QByteArray::fromStdString(html);
}

/// One scheme, or one origin, and nothing that could end the directive or the header.
bool isFormAction(const QByteArray &source)
{
    static const QRegularExpression kSource(
        QStringLiteral("\\A[A-Za-z][A-Za-z0-9+.-]*:(//[A-Za-z0-9.-]+(:[0-9]{1,5})?)?\\z"));
    return kSource.match(QString::fromLatin1(source)).hasMatch();
}

QByteArray contentSecurityPolicy(const QByteArray &formAction)
{
    QByteArray forms = "'self'";
    if (isFormAction(formAction))
        forms += ' ' + formAction;
    return "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action "
        + forms + "; frame-ancestors 'none'; base-uri 'none'";
}

Response plainText(int status, const QByteArray &text)
{
    return {.status = status,
            .headers = {{"Content-Type", "text/plain; charset=utf-8"},
                        {"X-Content-Type-Options", "nosniff"},
                        {"Cache-Control", "no-store"}},
            .body = text,
            .stream = {}};
}

} // namespace

Response PageRenderer::page(const QString &name, const QJsonObject &values, int status, const QByteArray &formAction)
{
    const PageTemplate *page = templateNamed(name);
    QByteArray html = page ? rendered(*page, values) : QByteArray();
    if (html.isEmpty()) {
        qCritical("The page %s cannot be shown.", qPrintable(name));
        return plainText(500, "This page is broken; the server's log says why.\n");
    }
    // No Cross-Origin-Opener-Policy: with any but the default, the window that a browser client opened for its user to
    // sign in loses its opener, and the client's callback page cannot tell it that all went well.
    return {.status = status,
            .headers = {{"Content-Type", "text/html; charset=utf-8"},
                        {"Content-Security-Policy", contentSecurityPolicy(formAction)},
                        {"X-Frame-Options", "DENY"},
                        {"X-Content-Type-Options", "nosniff"},
                        // Not no-referrer: with that, browsers send "Origin: null" with our own forms, and the check of
                        // the Origin would refuse them. Other sites get no Referer either way.
                        {"Referrer-Policy", "same-origin"},
                        {"Cache-Control", "no-store"}},
            .body = std::move(html),
            .stream = {}};
}

Response PageRenderer::asset(const QByteArray &name)
{
    const Asset *asset = assetNamed(name);
    if (!asset)
        return plainText(404, "There is no such file.\n");
    return {.status = 200,
            .headers = {{"Content-Type", asset->type},
                        {"X-Content-Type-Options", "nosniff"},
                        {"Cross-Origin-Resource-Policy", "same-origin"},
                        {"Cache-Control", "public, max-age=31536000, immutable"}},
            .body = asset->content,
            .stream = {}};
}

QByteArray PageRenderer::formActionOf(const QUrl &redirectUri)
{
    const QByteArray scheme = redirectUri.scheme().toLatin1();
    if (scheme.isEmpty())
        return {};
    // CSP has no way to write an IPv6 address (CSP 3 §2.3.1, host-char): all of its scheme, or the user is stuck.
    const QString host = redirectUri.host(QUrl::FullyEncoded);
    if ((scheme != "http" && scheme != "https") || host.isEmpty() || host.contains(u':'))
        return scheme + ':';
    const QByteArray port = redirectUri.port() < 0 ? QByteArray() : ':' + QByteArray::number(redirectUri.port());
    return scheme + "://" + host.toLatin1() + port;
}

} // namespace ostiary::http
