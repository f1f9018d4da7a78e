// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pages/page_files.h"

#include <QCryptographicHash>
#include <QFile>
#include <QList>

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
            {"style.css", "text/css; charset=utf-8", {}},
            {"consent.js", "text/javascript; charset=utf-8", {}},
            {"passkeys.js", "text/javascript; charset=utf-8", {}},
            {"mark.svg", "image/svg+xml", {}},
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
            {QStringLiteral("message"), {}, {}},
            {QStringLiteral("home"), {}, {}},
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

QStringList templateNames()
{
    QStringList names;
    for (const PageTemplate &page : templates())
        names += page.name;
    return names;
}

} // namespace ostiary::http
