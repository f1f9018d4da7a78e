// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QStringList>

#include <optional>
#include <string>

// The files of resources/pages, read once from the program itself. All of it may be called from any thread.

namespace ostiary::http {

struct Asset {
    QByteArray name; ///< "style.css"
    QByteArray type; ///< Content-Type
    QByteArray content;
};

/// nullptr: there is none of that exact name.
[[nodiscard]] const Asset *assetNamed(QByteArrayView name);
/// Changes whenever an asset does: asked for with it, an asset may be kept for ever.
[[nodiscard]] const QByteArray &assetsVersion();

/// A template's text, and the title that its page always has (empty: the values bring one, or it needs none).
struct PageTemplate {
    QString name; ///< "login"
    QString title;
    std::string text;
};

/// nullptr: there is none of that name.
[[nodiscard]] const PageTemplate *templateNamed(QStringView name);
/// What is around every page; its partial `content` is the page's own template.
[[nodiscard]] const std::string &layoutTemplate();
[[nodiscard]] QStringList templateNames();
[[nodiscard]] QStringList assetNames();

/// What several pages share, as `{{> parts/time}}`. No value has a slash in its name, so none can pose as a part.
struct PagePart {
    QString name; ///< "parts/time"
    std::string text;
};
[[nodiscard]] const QList<PagePart> &pageParts();

} // namespace ostiary::http
