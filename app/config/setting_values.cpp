// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/setting_values.h"

#include "models/networks.h"

#include <QRegularExpression>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

constexpr int kWorkersMax = 64;
constexpr int kLimitCountMax = 1'000'000;
constexpr std::chrono::seconds kRefreshGraceMax = std::chrono::minutes{10};
constexpr std::chrono::seconds kLimitWindowMax = std::chrono::hours{24};

/// The text of scheme://host[:port], without the port that the scheme implies anyway.
QString originOf(const QUrl &url)
{
    QUrl origin;
    origin.setScheme(url.scheme());
    origin.setHost(url.host());
    const int impliedPort = url.scheme() == "https"_L1 ? 443 : url.scheme() == "http"_L1 ? 80 : -1;
    origin.setPort(url.port() == impliedPort ? -1 : url.port());
    return origin.toString(QUrl::FullyEncoded);
}

bool isBareOrigin(const QUrl &url)
{
    return url.isValid() && !url.scheme().isEmpty() && !url.host().isEmpty() && url.userInfo().isEmpty()
        && (url.path().isEmpty() || url.path() == "/"_L1) && !url.hasQuery() && !url.hasFragment();
}

} // namespace

Result<ListenAddress> parseListen(const QString &text)
{
    const QString field = u"listen"_s;
    const QString trimmed = text.trimmed();
    const qsizetype colon = trimmed.lastIndexOf(u':');
    QString host = colon < 0 ? QString() : trimmed.first(colon);

    bool isNumber = false;
    const QString portText = trimmed.sliced(colon + 1);
    const uint port = portText.toUInt(&isNumber);
    const bool onlyDigits = isNumber && portText.front().isDigit();
    if (!onlyDigits || port > 65535) {
        return failField(field, u"\"%1\" must end in a port from 0 to 65535, for example 127.0.0.1:8420."_s.arg(text));
    }
    const bool bracketed = host.startsWith(u'[') && host.endsWith(u']');
    if (host.contains(u':') && !bracketed)
        return failField(field, u"Write an IPv6 address in brackets, for example [::1]:8420, not \"%1\"."_s.arg(text));
    if (bracketed)
        host = host.sliced(1, host.size() - 2);
    if (!bracketed && (host.isEmpty() || host == "localhost"_L1))
        return ListenAddress{.address = QHostAddress::LocalHost, .port = quint16(port)};

    QHostAddress address;
    const bool known = address.setAddress(host);
    if (!known || bracketed != (address.protocol() == QAbstractSocket::IPv6Protocol)) {
        return failField(
            field,
            u"\"%1\" is no IP address to listen on; use for example 127.0.0.1:8420 or 0.0.0.0:8420."_s.arg(host));
    }
    return ListenAddress{.address = address, .port = quint16(port)};
}

Result<QUrl> parsePublicUrl(const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const bool isHttp = url.scheme() == "http"_L1 || url.scheme() == "https"_L1;
    if (!isHttp || !isBareOrigin(url)) {
        return failField(u"public_url"_s,
                         u"\"%1\" must be the scheme and host that clients use and nothing more, for example "
                         "https://mcp.example.org."_s.arg(text));
    }
    return QUrl(originOf(url), QUrl::StrictMode);
}

Result<QString> parseAllowedHost(const QString &text)
{
    const QUrl url(u"http://"_s + text.trimmed(), QUrl::StrictMode);
    if (!isBareOrigin(url) || text.contains(u'/')) {
        return failField(
            u"allowed_hosts"_s,
            u"\"%1\" must be a host name or address, perhaps with a port, for example mcp.example.org."_s.arg(text));
    }
    return text.trimmed().toLower();
}

Result<QString> parseAllowedOrigin(const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    if (!text.contains("://"_L1) || !isBareOrigin(url)) {
        return failField(u"allowed_origins"_s,
                         u"\"%1\" must be an origin: scheme and host and nothing more, for example "
                         "https://app.example.org."_s.arg(text));
    }
    return originOf(url);
}

Result<QString> parseTrustedProxy(const QString &text)
{
    const QString trimmed = text.trimmed();
    const Result<Networks> networks = Networks::parse({trimmed});
    if (!networks) {
        return failField(u"trusted_proxies"_s,
                         u"\"%1\" must be an address or a network, for example 127.0.0.1 or 10.0.0.0/8."_s.arg(text));
    }
    if (networks->toTexts().first().endsWith("/0"_L1)) {
        return failField(u"trusted_proxies"_s,
                         u"\"%1\" is everybody: then whoever sends a request says where it comes from. Write the "
                         "addresses of your proxies."_s.arg(text));
    }
    return trimmed;
}

Result<bool> parseOnOff(const QString &text)
{
    const QString word = text.trimmed();
    if (word != "on"_L1 && word != "off"_L1)
        return failField(u"clients.metadata_documents"_s, u"\"%1\" must be on or off."_s.arg(text.left(40)));
    return word == "on"_L1;
}

Result<QString> parseClientHost(const QString &text)
{
    static const QRegularExpression kForm(u"\\A[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\\z"_s);
    QString host = text.trimmed().toLower();
    if (!kForm.match(host).hasMatch() || !host.contains(u'.')) {
        return failField(u"clients.allowed_hosts"_s,
                         u"\"%1\" must be a host name and nothing more, for example claude.ai."_s.arg(text.left(100)));
    }
    return host;
}

Result<RateLimit> parseRateLimit(const QString &text)
{
    static const QRegularExpression kForm(u"\\A([0-9]{1,7})/([0-9]{1,5})([smh])\\z"_s);
    const QRegularExpressionMatch match = kForm.match(text.trimmed());
    const int count = match.captured(1).toInt();
    const QString unit = match.captured(3);
    const std::chrono::seconds window{match.captured(2).toInt() * (unit == "h"_L1 ? 3600 : unit == "m"_L1 ? 60 : 1)};
    if (count < 1 || count > kLimitCountMax || window.count() < 1 || window > kLimitWindowMax) {
        return failField(u"limits"_s,
                         u"\"%1\" must be requests per time, like 100/60s, 100/1m or 5000/1h: 1 to %2 "
                         "requests in 1 second to 24 hours."_s.arg(text, QString::number(kLimitCountMax)));
    }
    return RateLimit{.count = count, .window = window};
}

Result<Registration> parseRegistration(const QString &text)
{
    if (text == QLatin1String("automatic"))
        return Registration::Automatic;
    if (text == QLatin1String("open"))
        return Registration::Open;
    if (text == QLatin1String("closed"))
        return Registration::Closed;
    return failField(QStringLiteral("registration"),
                     QStringLiteral("\"%1\" should be automatic, open or closed.").arg(text.left(40)));
}

Result<AgentRegistration> parseAgentRegistration(const QString &text)
{
    static const QStringList kWords{u"automatic"_s, u"open"_s, u"invitation"_s, u"closed"_s};
    const qsizetype place = kWords.indexOf(text);
    if (place < 0)
        return failField(u"agents"_s, u"\"%1\" should be automatic, open, invitation or closed."_s.arg(text.left(40)));
    return AgentRegistration(place);
}

Result<std::chrono::seconds> parseDuration(const QString &text)
{
    static const QRegularExpression kForm(u"\\A([0-9]{1,8})([smhd])\\z"_s);
    const QRegularExpressionMatch match = kForm.match(text.trimmed());
    const QString unit = match.captured(2);
    const qint64 each = unit == "d"_L1 ? 86400 : unit == "h"_L1 ? 3600 : unit == "m"_L1 ? 60 : 1;
    const std::chrono::seconds duration{match.captured(1).toLongLong() * each};
    if (duration.count() < 1 || duration > std::chrono::days(400)) {
        return failField(u"sessions"_s,
                         u"\"%1\" must be a time with its unit, like 90s, 30m, 12h or 14d; at most 400d."_s.arg(text));
    }
    return duration;
}

Result<std::chrono::days> parseDays(const QString &text)
{
    if (text.trimmed() == "0d"_L1)
        return std::chrono::days(0);
    const Result<std::chrono::seconds> duration = parseDuration(text);
    const std::chrono::days days
        = std::chrono::duration_cast<std::chrono::days>(duration.value_or(std::chrono::seconds(0)));
    if (!duration || days != *duration)
        return failField(u"trial"_s, u"\"%1\" must be whole days, like 14d; 0d means none."_s.arg(text.left(40)));
    return days;
}

Result<std::chrono::seconds> parseRefreshGrace(const QString &text)
{
    const bool isNone = text.trimmed() == "0s"_L1;
    const Result<std::chrono::seconds> grace = isNone ? std::chrono::seconds(0) : parseDuration(text);
    if (!grace || *grace > kRefreshGraceMax) {
        return failField(u"oauth.refresh_grace"_s,
                         u"\"%1\" must be a time from 0s to 10m, like 30s."_s.arg(text.left(40)));
    }
    return grace;
}

Result<TokenKey> parseTokenKey(const QString &text)
{
    static const QStringList kWords{u"rs256"_s, u"rs256-3072"_s, u"rs256-4096"_s, u"eddsa"_s};
    const qsizetype place = kWords.indexOf(text.trimmed().toLower());
    if (place < 0) {
        return failField(u"oauth.signing"_s,
                         u"\"%1\" should be rs256, rs256-3072, rs256-4096 or eddsa."_s.arg(text.left(40)));
    }
    return TokenKey(place);
}

Result<std::chrono::seconds> parseSigningLifetime(const QString &text)
{
    const Result<std::chrono::seconds> lifetime = parseDuration(text);
    if (!lifetime || *lifetime < std::chrono::days(1)) {
        return failField(u"oauth.signing_lifetime"_s,
                         u"\"%1\" must be a time from 1d to 400d, like 90d."_s.arg(text.left(40)));
    }
    return lifetime;
}

Result<int> parseWorkers(const QString &text)
{
    bool isNumber = false;
    const int workers = text.trimmed().toInt(&isNumber);
    if (!isNumber || workers < 0 || workers > kWorkersMax) {
        return failField(
            u"workers"_s,
            u"\"%1\" must be a number from 0 (one per core) to %2."_s.arg(text, QString::number(kWorkersMax)));
    }
    return workers;
}

Result<QUrl> parseMailServer(const QString &text)
{
    QUrl url(text.trimmed(), QUrl::StrictMode);
    const bool isSmtps = url.scheme() == "smtps"_L1;
    if (!url.userInfo().isEmpty()) // the text would show the password
        return failField(u"mail.server"_s,
                         u"The mail server must not hold a user name or password; "
                         "they belong in mail.user and mail.password_file."_s);
    if ((!isSmtps && url.scheme() != "smtp"_L1) || !isBareOrigin(url)) {
        return failField(u"mail.server"_s,
                         u"\"%1\" must be a mail server, like smtp://mail.example.org:587 or "
                         "smtps://mail.example.org:465."_s.arg(text));
    }
    url.setPort(url.port(isSmtps ? 465 : 587));
    url.setPath({});
    return url;
}

} // namespace ostiary::app
