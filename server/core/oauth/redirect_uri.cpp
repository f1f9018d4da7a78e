// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/redirect_uri.h"

#include <QRegularExpression>
#include <QUrl>

namespace ostiary {

namespace {

// They run or read something in a browser instead of waking an app.
const QStringList kDangerousSchemes{
    QStringLiteral("javascript"),  QStringLiteral("data"),       QStringLiteral("file"),
    QStringLiteral("vbscript"),    QStringLiteral("blob"),       QStringLiteral("about"),
    QStringLiteral("ftp"),         QStringLiteral("ws"),         QStringLiteral("wss"),
    QStringLiteral("view-source"), QStringLiteral("filesystem"), QStringLiteral("mailto"),
};

std::unexpected<Error> refused(const QString &why)
{
    return fail(ErrorCode::InvalidRedirectUri, why);
}

} // namespace

Result<RedirectUri> RedirectUri::parse(const QString &text)
{
    static const QRegularExpression form(QStringLiteral(R"(\A([a-z][a-z0-9+.-]*):(?://([^/?]*))?([^#]*)\z)"),
                                         QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression authorityForm(
        QStringLiteral(R"(\A(\[[0-9a-f:.]+\]|[a-z0-9._-]*)(?::([0-9]{1,5}))?\z)"),
        QRegularExpression::CaseInsensitiveOption);
    if (text.isEmpty() || text.size() > kLongest)
        return refused(QStringLiteral("A redirect address must have 1 to %1 characters.").arg(kLongest));
    const bool plain
        = std::ranges::all_of(text, [](QChar c) { return c > u' ' && c < u'\x7f' && c != u'\\' && c != u'*'; });
    if (!plain)
        return refused(
            QStringLiteral("A redirect address must be printable ASCII without spaces, backslashes and wildcards."));
    if (text.contains(u'#'))
        return refused(QStringLiteral("A redirect address must not have a fragment."));
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return refused(QStringLiteral("A redirect address must be absolute, like https://app.example/callback."));

    RedirectUri uri;
    uri.m_text = text;
    uri.m_scheme = match.captured(1).toLower();
    uri.m_rest = match.captured(3);
    const QRegularExpressionMatch authority = authorityForm.match(match.captured(2));
    if (!authority.hasMatch())
        return refused(QStringLiteral("The host of the redirect address is not a plain host name or address."));
    uri.m_host = authority.captured(1).toLower();
    if (kDangerousSchemes.contains(uri.m_scheme))
        return refused(QStringLiteral("Redirect addresses with %1: are not accepted.").arg(uri.m_scheme));
    const bool web = uri.m_scheme == QLatin1String("https") || uri.m_scheme == QLatin1String("http");
    if (web && uri.m_host.isEmpty())
        return refused(QStringLiteral("The redirect address names no host."));
    if (uri.m_scheme == QLatin1String("http") && !uri.isLoopback())
        return refused(
            QStringLiteral("A redirect address must be https; http is for this computer (localhost, 127.0.0.1) only."));
    if (uri.m_rest.contains(QLatin1String("/../")) || uri.m_rest.endsWith(QLatin1String("/..")))
        return refused(QStringLiteral("A redirect address must not climb with '..'."));
    return uri;
}

bool RedirectUri::isLoopback() const
{
    return m_host == QLatin1String("localhost") || m_host == QLatin1String("127.0.0.1")
        || m_host == QLatin1String("[::1]");
}

bool RedirectUri::allows(const RedirectUri &requested) const
{
    if (m_text == requested.m_text)
        return true;
    return m_scheme == QLatin1String("http") && isLoopback() && requested.m_scheme == m_scheme
        && requested.m_host == m_host && requested.m_rest == m_rest;
}

QByteArray RedirectUri::with(const QList<std::pair<QString, QString>> &parameters) const
{
    QByteArray location = m_text.toLatin1();
    char separator = location.contains('?') ? '&' : '?';
    for (const auto &[name, value] : parameters) {
        // Everything but RFC 3986's unreserved characters is encoded, once: '+' and '=' of a state survive the trip.
        location += separator + QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
        separator = '&';
    }
    return location;
}

} // namespace ostiary
