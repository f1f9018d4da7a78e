// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/client_id_url.h"

#include <QRegularExpression>

#include <algorithm>

namespace ostiary {

namespace {

std::unexpected<Error> refused(const QString &why)
{
    return fail(ErrorCode::InvalidClient,
                QStringLiteral("A client_id that is an address must be https://HOST/PATH; %1").arg(why));
}

// What a browser or a resolver would take for an address, in whatever notation (WHATWG URL §3.5).
bool endsInANumber(const QString &host)
{
    static const QRegularExpression number(QStringLiteral(R"(\A(?:[0-9]+|0x[0-9a-f]*)\z)"));
    QStringList labels = host.split(u'.');
    if (labels.last().isEmpty())
        labels.removeLast();
    return labels.isEmpty() || number.match(labels.last()).hasMatch();
}

bool hasDotSegment(const QString &path)
{
    const QStringList segments = path.toLower().replace(QLatin1String("%2e"), QLatin1String(".")).split(u'/');
    return segments.contains(QStringLiteral(".")) || segments.contains(QStringLiteral(".."));
}

} // namespace

bool ClientIdUrl::looksLikeOne(const QString &id)
{
    return id.contains(u':');
}

Result<ClientIdUrl> ClientIdUrl::parse(const QString &id)
{
    // On the raw text: QUrl decodes and repairs, and two spellings would become one client.
    static const QRegularExpression form(
        QStringLiteral(R"(\Ahttps://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::([0-9]{1,5}))?(/[^?#]*)(\?[^#]*)?\z)"),
        QRegularExpression::CaseInsensitiveOption);
    if (id.size() > kLongest)
        return refused(QStringLiteral("this one has more than %1 characters.").arg(kLongest));
    if (!std::ranges::all_of(id, [](QChar c) { return c > u' ' && c < u'\x7f' && c != u'\\' && c != u'"'; }))
        return refused(QStringLiteral("this one has characters that belong in no address."));
    const QRegularExpressionMatch match = form.match(id);
    if (!match.hasMatch())
        return refused(QStringLiteral("without user, fragment or anything but a host name."));
    ClientIdUrl url;
    url.m_text = id;
    url.m_host = match.captured(1).toLower();
    if (endsInANumber(url.m_host) || !url.m_host.contains(u'.'))
        return refused(QStringLiteral("the host must be a public name, not an address."));
    const uint port = match.captured(2).isEmpty() ? 443 : match.captured(2).toUInt();
    if (port == 0 || port > 65535)
        return refused(QStringLiteral("there is no such port."));
    if (hasDotSegment(match.captured(3)))
        return refused(QStringLiteral("the path must not climb with dots."));
    return url;
}

} // namespace ostiary
