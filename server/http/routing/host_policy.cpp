// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/routing/host_policy.h"

#include "models/loopback.h"

namespace ostiary::http {

namespace {

// Hosted clients whose pages talk to MCP servers from the browser.
constexpr std::array kKnownClients{"https://claude.ai", "https://claude.com", "https://chatgpt.com",
                                   "https://vscode.dev", "https://insiders.vscode.dev"};

QByteArray authority(const QUrl &url)
{
    return url.authority(QUrl::FullyEncoded).toLatin1().toLower();
}

std::unexpected<Error> refused(QByteArrayView origin)
{
    return fail(ErrorCode::OriginRefused,
                QStringLiteral("Pages of %1 may not call this server; the operator can allow them with "
                               "allowed_origins.")
                    .arg(QString::fromLatin1(origin.first(std::min(origin.size(), qsizetype(200))))));
}

} // namespace

HostPolicy::HostPolicy(const Options &options)
    : m_ownOrigin(options.publicUrl.scheme().toLatin1() + "://" + authority(options.publicUrl)),
      m_port(options.listenPort),
      m_anyAddress(options.listenAddress == QHostAddress::Any || options.listenAddress == QHostAddress::AnyIPv4
                   || options.listenAddress == QHostAddress::AnyIPv6),
      m_loopback(options.listenAddress.isLoopback())
{
    const QByteArray port = ':' + QByteArray::number(options.listenPort);
    m_hosts << authority(options.publicUrl);
    for (const char *name : {"localhost", "127.0.0.1", "[::1]"}) // no name of the net's can point a browser at these
        m_hosts << name + port;
    const QString address = options.listenAddress.toString();
    m_hosts << (address.contains(u':') ? '[' + address.toLatin1() + ']' : address.toLatin1()) + port;
    for (const QString &host : options.allowedHosts)
        m_hosts << host.toLatin1().toLower();
    m_origins << m_ownOrigin;
    for (const QString &origin : options.allowedOrigins)
        m_origins << origin.toLatin1().toLower();
    for (const char *origin : kKnownClients)
        m_origins << origin;
}

Result<> HostPolicy::checkHost(QByteArrayView host) const
{
    // As it stands first: nearly every client writes it as we do.
    if (m_hosts.contains(QByteArray::fromRawData(host.data(), host.size())))
        return {};
    const QByteArray lower = host.toByteArray().toLower();
    if (m_hosts.contains(lower))
        return {};
    if (m_anyAddress) { // bound to every address of the machine: an address is not a name that could be rebound
        const QUrl url(QStringLiteral("http://") + QString::fromLatin1(lower));
        if (!QHostAddress(url.host()).isNull() && url.port(80) == m_port)
            return {};
    }
    return fail(ErrorCode::MisdirectedRequest,
                QStringLiteral(
                    "This server does not answer for %1; the operator can add it with allowed_hosts or --public-url.")
                    .arg(QString::fromLatin1(lower.left(200))));
}

Result<> HostPolicy::checkOwnOrigin(QByteArrayView origin) const
{
    if (origin.isNull() || origin.compare(m_ownOrigin, Qt::CaseInsensitive) == 0)
        return {};
    // The same pages by another of our names: http://localhost and http://127.0.0.1.
    const QUrl url(QString::fromLatin1(origin));
    if (url.scheme() == QLatin1String("http") && m_hosts.contains(authority(url)))
        return {};
    return refused(origin);
}

Result<> HostPolicy::checkMcpOrigin(QByteArrayView origin) const
{
    if (origin.isNull() || m_origins.contains(origin.toByteArray().toLower()))
        return {};
    if (m_loopback && isLoopbackHost(QUrl(QString::fromLatin1(origin)).host()))
        return {};
    return checkOwnOrigin(origin);
}

} // namespace ostiary::http
