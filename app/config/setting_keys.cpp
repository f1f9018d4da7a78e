// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/setting_keys.h"

#include "app/config/setting_values.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

using Apply = decltype(SettingKey::apply);

QString absolutePath(QString path, const QDir &base)
{
    // No shell has looked at what stands in a file.
    if (path == u'~' || path.startsWith("~/"_L1))
        path.replace(0, 1, QDir::homePath());
    return QDir::cleanPath(base.absoluteFilePath(path));
}

Result<> setData(Settings &settings, const QStringList &values, const QDir &base)
{
    if (values.first().isEmpty())
        return failField(u"data"_s, u"The data folder's name is empty."_s);
    settings.dataFolder = absolutePath(values.first(), base);
    return {};
}

Result<> setListen(Settings &settings, const QStringList &values, const QDir &)
{
    TRY(const ListenAddress listen, parseListen(values.first()));
    settings.listenAddress = listen.address;
    settings.listenPort = listen.port;
    return {};
}

Result<> setTrustedIssuers(Settings &settings, const QStringList &values, const QDir &base)
{
    if (values.first().isEmpty())
        return failField(u"oauth.trusted_issuers"_s, u"The name of the file of trusted issuers is empty."_s);
    settings.oauth.trustedIssuers = absolutePath(values.first(), base);
    return {};
}

Result<> setMailServer(Settings &settings, const QStringList &values, const QDir &)
{
    TRY(settings.mail.server, parseMailServer(values.first()));
    return {};
}

Result<> setMailFrom(Settings &settings, const QStringList &values, const QDir &)
{
    TRY(settings.mail.from, MailAddress::parse(values.first(), u"mail.from"_s));
    return {};
}

Result<> setMailUser(Settings &settings, const QStringList &values, const QDir &)
{
    settings.mail.user = values.first().trimmed();
    return {};
}

Result<> setMailPasswordFile(Settings &settings, const QStringList &values, const QDir &base)
{
    if (values.first().isEmpty())
        return failField(u"mail.password_file"_s, u"The mail password file's name is empty."_s);
    settings.mail.passwordFile = absolutePath(values.first(), base);
    return {};
}

/// A setting that one parser of setting_values.h decides.
template <typename T>
Apply parsed(T Settings::*member, Result<T> (*parse)(const QString &))
{
    return [=](Settings &settings, const QStringList &values, const QDir &) -> Result<> {
        TRY(settings.*member, parse(values.first()));
        return {};
    };
}

/// The same for the authorization server.
template <typename T>
Apply parsedOAuth(T OAuthSetting::*member, Result<T> (*parse)(const QString &))
{
    return [=](Settings &settings, const QStringList &values, const QDir &) -> Result<> {
        TRY(settings.oauth.*member, parse(values.first()));
        return {};
    };
}

Apply listOf(QStringList Settings::*member, Result<QString> (*parse)(const QString &))
{
    return [=](Settings &settings, const QStringList &values, const QDir &) -> Result<> {
        QStringList list;
        for (const QString &value : values) {
            TRY(const QString item, parse(value));
            list.append(item);
        }
        settings.*member = list;
        return {};
    };
}

Result<QString> anyText(const QString &text)
{
    return text.trimmed();
}

} // namespace

const QList<SettingKey> &settingKeys()
{
    using enum SettingKey::Form;
    // clang-format off
    static const QList<SettingKey> kKeys{
        // in the file             in the environment             form          rule
        {u"data"_s,                u"OSTIARY_DATA"_s,             Text,         setData},
        {u"listen"_s,              u"OSTIARY_LISTEN"_s,           TextOrNumber, setListen},
        {u"public_url"_s,          u"OSTIARY_PUBLIC_URL"_s,       Text,         parsed(&Settings::publicUrl, parsePublicUrl)},
        {u"allowed_hosts"_s,       u"OSTIARY_ALLOWED_HOSTS"_s,    List,         listOf(&Settings::allowedHosts, parseAllowedHost)},
        {u"allowed_origins"_s,     u"OSTIARY_ALLOWED_ORIGINS"_s,  List,         listOf(&Settings::allowedOrigins, parseAllowedOrigin)},
        {u"trusted_proxies"_s,     u"OSTIARY_TRUSTED_PROXIES"_s,  List,         listOf(&Settings::trustedProxies, parseTrustedProxy)},
        {u"default_upstream"_s,    u"OSTIARY_DEFAULT_UPSTREAM"_s, Text,         parsed(&Settings::defaultUpstream, anyText)},
        {u"registration"_s,        u"OSTIARY_REGISTRATION"_s,     Text,         parsed(&Settings::registration, parseRegistration)},
        {u"agents"_s,              u"OSTIARY_AGENTS"_s,           Text,         parsed(&Settings::agents, parseAgentRegistration)},
        {u"trial"_s,               u"OSTIARY_TRIAL"_s,            Text,         parsed(&Settings::trial, parseDays)},
        {u"sessions.lifetime"_s,   u"OSTIARY_SESSION_LIFETIME"_s, Text,         parsed(&Settings::sessionLifetime, parseDuration)},
        {u"sessions.idle"_s,       u"OSTIARY_SESSION_IDLE"_s,     Text,         parsed(&Settings::sessionIdle, parseDuration)},
        {u"workers"_s,             u"OSTIARY_WORKERS"_s,          TextOrNumber, parsed(&Settings::workers, parseWorkers)},
        {u"limits.standard"_s,     u"OSTIARY_LIMIT_STANDARD"_s,   Text,         parsed(&Settings::standardLimit, parseRateLimit)},
        {u"limits.fvk"_s,          u"OSTIARY_LIMIT_FVK"_s,        Text,         parsed(&Settings::fvkLimit, parseRateLimit)},
        {u"limits.ai"_s,           u"OSTIARY_LIMIT_AI"_s,         Text,         parsed(&Settings::aiLimit, parseRateLimit)},
        {u"limits.auth"_s,         u"OSTIARY_LIMIT_AUTH"_s,       Text,         parsed(&Settings::authLimit, parseRateLimit)},
        {u"oauth.refresh_grace"_s, u"OSTIARY_OAUTH_REFRESH_GRACE"_s, Text,      parsedOAuth(&OAuthSetting::refreshGrace, parseRefreshGrace)},
        {u"oauth.signing"_s,       u"OSTIARY_OAUTH_SIGNING"_s,    Text,         parsedOAuth(&OAuthSetting::signing, parseTokenKey)},
        {u"oauth.signing_lifetime"_s, u"OSTIARY_OAUTH_SIGNING_LIFETIME"_s, Text, parsedOAuth(&OAuthSetting::signingLifetime, parseSigningLifetime)},
        {u"oauth.seed_scopes"_s,   u"OSTIARY_OAUTH_SEED_SCOPES"_s, Switch,       parsedOAuth(&OAuthSetting::seedScopes, parseOnOff)},
        {u"oauth.trusted_issuers"_s, u"OSTIARY_OAUTH_TRUSTED_ISSUERS"_s, Text,  setTrustedIssuers},
        {u"mail.server"_s,         u"OSTIARY_MAIL_SERVER"_s,      Text,         setMailServer},
        {u"mail.from"_s,           u"OSTIARY_MAIL_FROM"_s,        Text,         setMailFrom},
        {u"mail.user"_s,           u"OSTIARY_MAIL_USER"_s,        Text,         setMailUser},
        {u"mail.password_file"_s,  u"OSTIARY_MAIL_PASSWORD_FILE"_s, Text,       setMailPasswordFile},
        {u"clients.metadata_documents"_s, u"OSTIARY_CLIENTS_METADATA_DOCUMENTS"_s, Switch, parsed(&Settings::metadataDocuments, parseOnOff)},
        {u"clients.allowed_hosts"_s, u"OSTIARY_CLIENTS_ALLOWED_HOSTS"_s, List,  listOf(&Settings::allowedClientHosts, parseClientHost)},
        {u"clients.registration"_s, u"OSTIARY_CLIENTS_REGISTRATION"_s, Switch,  parsed(&Settings::registersClients, parseOnOff)},
        {u"clients.redirect_hosts"_s, u"OSTIARY_CLIENTS_REDIRECT_HOSTS"_s, List, listOf(&Settings::redirectHosts, parseClientHost)},
    };
    // clang-format on
    return kKeys;
}

const SettingKey *findSettingKey(const QString &name)
{
    for (const SettingKey &key : settingKeys()) {
        if (key.name == name)
            return &key;
    }
    return nullptr;
}

} // namespace ostiary::app
