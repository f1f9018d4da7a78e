// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pages/page_files.h"

#include <QCryptographicHash>
#include <QFile>

#include <algorithm>

// Outside any namespace, as Q_INIT_RESOURCE wants it. Without this call the linker would leave the resource out, as
// nothing else names it in its static library.
static void initPageResources()
{
    Q_INIT_RESOURCE(ostiary_pages);
}

namespace ostiary::http {
namespace {

QByteArray contentOf(const QString &path)
{
    initPageResources();
    QFile file(QStringLiteral(":/ostiary/pages/") + path);
    if (!file.open(QIODevice::ReadOnly))
        qCritical("The page resource %s is missing.", qPrintable(file.fileName()));
    return file.readAll();
}

const QList<Asset> &assets()
{
    static const QList<Asset> kAssets = [] {
        QList<Asset> list{
            {"style.css", "text/css; charset=utf-8", {}},        {"consent.js", "text/javascript; charset=utf-8", {}},
            {"copy.js", "text/javascript; charset=utf-8", {}},   {"passkeys.js", "text/javascript; charset=utf-8", {}},
            {"scopes.js", "text/javascript; charset=utf-8", {}}, {"mark.svg", "image/svg+xml", {}},
        };
        for (Asset &asset : list)
            asset.content = contentOf(QStringLiteral("assets/") + QString::fromLatin1(asset.name));
        return list;
    }();
    return kAssets;
}

const QList<PageTemplate> &templates()
{
    static const QList<PageTemplate> kTemplates = [] {
        QList<PageTemplate> list{
            {QStringLiteral("login"), QStringLiteral("Sign in"), {}},
            {QStringLiteral("consent"), QStringLiteral("Allow access?"), {}},
            {QStringLiteral("waiting"), QStringLiteral("Decide on this computer"), {}},
            {QStringLiteral("device"), QStringLiteral("Connect a device"), {}},
            {QStringLiteral("message"), {}, {}},
            {QStringLiteral("home"), {}, {}},
            {QStringLiteral("second_factor"), QStringLiteral("One more step"), {}},
            {QStringLiteral("signup"), QStringLiteral("Create an account"), {}},
            {QStringLiteral("setup"), QStringLiteral("Set up this server"), {}},
            {QStringLiteral("forgot"), QStringLiteral("Forgot the password?"), {}},
            {QStringLiteral("reset"), QStringLiteral("Choose a new password"), {}},
            {QStringLiteral("invitation"), QStringLiteral("Invitation"), {}},
            {QStringLiteral("confirm"), QStringLiteral("Is it still you?"), {}},
            {QStringLiteral("account"), QStringLiteral("Your account"), {}},
            {QStringLiteral("account_keys"), QStringLiteral("API keys"), {}},
            {QStringLiteral("account_key"), QStringLiteral("Change a key"), {}},
            {QStringLiteral("account_apps"), QStringLiteral("Connected apps"), {}},
            {QStringLiteral("account_connections"), QStringLiteral("Connections"), {}},
            {QStringLiteral("account_connection"), QStringLiteral("Connection"), {}},
            {QStringLiteral("account_sessions"), QStringLiteral("Sessions"), {}},
            {QStringLiteral("account_security"), QStringLiteral("Security"), {}},
            {QStringLiteral("account_usage"), QStringLiteral("Usage"), {}},
            {QStringLiteral("account_organization"), QStringLiteral("Organization"), {}},
            {QStringLiteral("account_organization_limits"), QStringLiteral("Limits and budget"), {}},
            {QStringLiteral("account_plans"), QStringLiteral("Plans"), {}},
            {QStringLiteral("account_prices"), QStringLiteral("Prices"), {}},
            {QStringLiteral("account_revoke_all"), QStringLiteral("Revoke everything"), {}},
        };
        for (PageTemplate &page : list)
            page.text = contentOf(page.name + QStringLiteral(".html")).toStdString();
        return list;
    }();
    return kTemplates;
}

} // namespace

const Asset *assetNamed(QByteArrayView name)
{
    const auto found = std::ranges::find(assets(), name, &Asset::name);
    return found == assets().end() ? nullptr : &*found;
}

const QByteArray &assetsVersion()
{
    static const QByteArray kVersion = [] {
        QCryptographicHash hash(QCryptographicHash::Sha256);
        for (const Asset &asset : assets())
            hash.addData(asset.content);
        return hash.result().toHex().first(12);
    }();
    return kVersion;
}

const PageTemplate *templateNamed(QStringView name)
{
    const auto found = std::ranges::find(templates(), name, &PageTemplate::name);
    return found == templates().end() ? nullptr : &*found;
}

const std::string &layoutTemplate()
{
    static const std::string kLayout = contentOf(QStringLiteral("layout.html")).toStdString();
    return kLayout;
}

const QList<PagePart> &pageParts()
{
    static const QList<PagePart> kParts = [] {
        QList<PagePart> list;
        for (const char *name :
             {"account_fields", "attempt_state", "budget",       "code_form", "field_error", "good_icon",
              "key_fields",     "key_state",     "limit_fields", "messages",  "nav",         "password_hint",
              "plan",           "raise",         "scope_fields", "scopes",    "share",       "state",
              "stop_icon",      "time",          "tools",        "try_limit", "warn_icon"}) {
            const QString path = QStringLiteral("parts/") + QString::fromLatin1(name);
            // Without the file's last newline: most parts stand within a line.
            list.append({path, contentOf(path + QStringLiteral(".html")).trimmed().toStdString()});
        }
        return list;
    }();
    return kParts;
}

QStringList assetNames()
{
    QStringList names;
    for (const Asset &asset : assets())
        names += QString::fromLatin1(asset.name);
    return names;
}

QStringList templateNames()
{
    QStringList names;
    for (const PageTemplate &page : templates())
        names += page.name;
    return names;
}

} // namespace ostiary::http
