// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/load_settings.h"

#include "app/config/config_file.h"
#include "app/config/did_you_mean.h"
#include "app/config/scope_setting.h"
#include "app/config/secret_file.h"
#include "app/config/setting_keys.h"
#include "app/config/setting_values.h"
#include "app/config/upstream_setting.h"
#include "models/loopback.h"

#include <algorithm>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

/// $NAME/ostiary, or ~/FALLBACK/ostiary; empty without either (XDG Base Directory Specification).
QString userFolder(const QProcessEnvironment &environment, const QString &name, const QString &fallback)
{
    const QString folder = environment.value(name);
    if (QDir::isAbsolutePath(folder)) // the specification says to pass over relative ones
        return QDir::cleanPath(folder + u"/ostiary"_s);
    const QString home = environment.value(u"HOME"_s);
    return home.isEmpty() ? QString() : QDir::cleanPath(home + u'/' + fallback + u"/ostiary"_s);
}

QString chooseFile(const SettingFlags &flags, const QProcessEnvironment &environment)
{
    if (flags.configFile)
        return *flags.configFile;
    if (environment.contains(u"OSTIARY_CONFIG"_s))
        return environment.value(u"OSTIARY_CONFIG"_s);
    const QString folder = userFolder(environment, u"XDG_CONFIG_HOME"_s, u".config"_s);
    const QString file = folder + u"/config.toml"_s;
    return !folder.isEmpty() && QFile::exists(file) ? file : QString();
}

/// Where an upstream of a weaker source leads instead. Who may call it, and what for, was said of the name and still
/// holds; its credential was meant for the old place only.
Result<> redirect(UpstreamSetting &weaker, const UpstreamSetting &stronger)
{
    if (!weaker.path.isEmpty() && stronger.url.isEmpty()) {
        return failField(u"upstream"_s,
                         u"The upstream \"%1\" is an HTTP API at %2 and can't be a command; give it an address."_s.arg(
                             weaker.name, weaker.path));
    }
    weaker.url = stronger.url;
    weaker.command = stronger.command;
    weaker.credentialHeader.clear();
    weaker.credentialFile.clear();
    return {};
}

/// Upstreams of one source, which must not name one twice, laid over those of weaker sources.
Result<> addUpstreams(Settings &settings, const QStringList &texts, const QString &where)
{
    QStringList names;
    for (const QString &text : texts) {
        const Result<UpstreamSetting> upstream = parseUpstream(text);
        if (!upstream)
            return failAt(where, upstream.error());
        if (names.contains(upstream->name)) {
            return failAt(
                where, failField(u"upstream"_s, u"The upstream \"%1\" is named twice."_s.arg(upstream->name)).error());
        }
        names.append(upstream->name);
        const auto weaker = std::ranges::find(settings.upstreams, upstream->name, &UpstreamSetting::name);
        if (weaker == settings.upstreams.end())
            settings.upstreams.append(*upstream);
        else if (const Result<> redirected = redirect(*weaker, *upstream); !redirected)
            return failAt(where, redirected.error());
    }
    return {};
}

Result<> applyEnvironment(Settings &settings, const QProcessEnvironment &environment)
{
    for (const SettingKey &key : settingKeys()) {
        const QString text = environment.value(key.environment);
        if (text.isEmpty()) // set to nothing is how a unit file or a compose file says "not set"
            continue;
        QStringList values{text};
        if (key.form == SettingKey::Form::List)
            values = text.split(u',', Qt::SkipEmptyParts);
        if (const Result<> applied = key.apply(settings, values, QDir::current()); !applied)
            return failAt(key.environment, applied.error());
    }
    const QString upstreams = environment.value(u"OSTIARY_UPSTREAMS"_s).trimmed();
    return addUpstreams(settings, upstreams.split(u'\n', Qt::SkipEmptyParts), u"OSTIARY_UPSTREAMS"_s);
}

Result<> applyFlags(Settings &settings, const SettingFlags &flags)
{
    for (const auto &[name, value] : flags.values.asKeyValueRange()) {
        const SettingKey *key = findSettingKey(name);
        Q_ASSERT(key);
        const QString flag = u"--"_s + QString(name).replace(u'_', u'-');
        if (const Result<> applied = key->apply(settings, {value}, QDir::current()); !applied)
            return failAt(flag, applied.error());
    }
    return addUpstreams(settings, flags.upstreams, u"--upstream"_s);
}

Result<> checkMail(const MailSetting &mail)
{
    if (mail.server.isEmpty())
        return {};
    if (!mail.from) {
        return failField(u"mail.from"_s,
                         u"A mail server is set, but not whom its mails are from; set mail.from too, like "
                         "\"Ostiary <ostiary@example.org>\"."_s);
    }
    if (mail.user.isEmpty() != mail.passwordFile.isEmpty()) {
        return failField(
            u"mail.user"_s,
            u"To sign in to the mail server needs both mail.user and mail.password_file; set both or none."_s);
    }
    return {};
}

/// What can only be judged when all sources have been read.
Result<> checkTogether(const Settings &settings)
{
    if (settings.dataFolder.isEmpty())
        return failField(u"data"_s, u"There is no home folder to keep data in; name one with --data DIR."_s);
    CHECK(checkMail(settings.mail));
    CHECK(checkScopes(settings));
    QStringList names;
    QStringList paths;
    for (const UpstreamSetting &upstream : settings.upstreams) {
        if (upstream.path.isEmpty())
            names.append(upstream.name); // one that speaks MCP
        else if (paths.contains(upstream.path))
            return failField(u"upstreams"_s, u"Two upstreams have the path %1."_s.arg(upstream.path));
        else
            paths.append(upstream.path);
    }
    if (settings.defaultUpstream.isEmpty() || names.contains(settings.defaultUpstream))
        return {};
    return failField(u"default_upstream"_s,
                     u"The default upstream \"%1\" is none of the upstreams.%2"_s.arg(
                         settings.defaultUpstream, didYouMean(settings.defaultUpstream, names)));
}

QStringList warningsAbout(const Settings &settings)
{
    QStringList warnings;
    const QUrl &publicUrl = settings.publicUrl;
    if (!settings.listenAddress.isLoopback() && publicUrl.isEmpty()) {
        warnings.append(
            u"Listening on %1 without a public URL: clients on other machines cannot sign in until "
            "--public-url says under which address they reach this server."_s.arg(settings.listenAddress.toString()));
    }
    if (publicUrl.scheme() == "http"_L1 && !isLoopbackHost(publicUrl.host())) {
        warnings.append(u"The public URL %1 is not encrypted: keys and tokens can be read on the way. Use https."_s.arg(
            publicUrl.toString()));
    }
    if (publicUrl.scheme() == "https"_L1 && settings.trustedProxies.isEmpty()) {
        warnings.append(
            u"Nothing is known of the proxy behind %1: limits and allowed networks take everyone who comes "
            "through it for one. Say where it is: trusted_proxies = [\"127.0.0.1\"]."_s.arg(publicUrl.toString()));
    }
    return warnings;
}

} // namespace

Result<LoadedSettings> loadSettings(const SettingFlags &flags, const QProcessEnvironment &environment)
{
    LoadedSettings loaded;
    Settings &settings = loaded.settings;
    settings.dataFolder = userFolder(environment, u"XDG_DATA_HOME"_s, u".local/share"_s);

    loaded.configFile = chooseFile(flags, environment);
    if (!loaded.configFile.isEmpty())
        CHECK(applyConfigFile(loaded.configFile, settings));
    CHECK(applyEnvironment(settings, environment));
    CHECK(applyFlags(settings, flags));
    CHECK(checkTogether(settings));
    loaded.warnings = warningsAbout(settings);
    return loaded;
}

Result<> loadSecrets(Settings &settings)
{
    for (UpstreamSetting &upstream : settings.upstreams) {
        if (!upstream.credentialFile.isEmpty()) {
            TRY(upstream.credential,
                readSecretFile(u"upstreams.%1.credential_file"_s.arg(upstream.name), upstream.credentialFile));
        }
    }
    if (settings.mail.server.isEmpty() || settings.mail.passwordFile.isEmpty())
        return {};
    TRY(settings.mail.password, readSecretFile(u"mail.password_file"_s, settings.mail.passwordFile));
    return {};
}

} // namespace ostiary::app
