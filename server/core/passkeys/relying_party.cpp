// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/passkeys/relying_party.h"

namespace ostiary {

namespace {

bool isLocalhost(const QString &host)
{
    return host == QLatin1String("localhost") || host.endsWith(QLatin1String(".localhost"));
}

// An IPv6 address has colons; a host whose last label is a number is an IPv4 address (URL Standard, "ends in a
// number").
bool isAddress(const QString &host)
{
    const QString last = host.section(u'.', -1, -1, QString::SectionSkipEmpty);
    return host.contains(u':') || (!last.isEmpty() && std::ranges::all_of(last, [](QChar c) { return c.isDigit(); }));
}

bool isUsualPort(const QUrl &url)
{
    const int port = url.port();
    return port < 0 || port == (url.scheme() == QLatin1String("https") ? 443 : 80);
}

} // namespace

Result<RelyingParty> RelyingParty::of(const QUrl &publicUrl)
{
    const QString host = publicUrl.host(QUrl::FullyEncoded).toLower();
    const QString scheme = publicUrl.scheme();
    if (host.isEmpty() || isAddress(host)) {
        return fail(ErrorCode::Forbidden,
                    QStringLiteral("Browsers allow passkeys only for names, such as localhost or a domain, and the "
                                   "public URL of this server has %1; set a public URL with a name.")
                        .arg(host.isEmpty() ? QStringLiteral("no host") : QStringLiteral("the address ") + host));
    }
    if (scheme != QLatin1String("https") && !isLocalhost(host)) {
        return fail(ErrorCode::Forbidden,
                    QStringLiteral("Browsers allow passkeys only over HTTPS, or at localhost; set a public URL that "
                                   "begins with https://."));
    }
    QByteArray origin = (scheme + QStringLiteral("://") + host).toLatin1();
    if (!isUsualPort(publicUrl))
        origin += ':' + QByteArray::number(publicUrl.port());
    return RelyingParty{host, origin};
}

} // namespace ostiary
