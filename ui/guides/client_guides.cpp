// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/guides/client_guides.h"

#include <QCoreApplication>

namespace ostiary::ui::guides {

namespace {

using namespace Qt::StringLiterals;

struct Entry {
    const char *client;
    const char *where;
    const char *snippet; ///< %1: the URL, %2: the name
};

constexpr Entry kGuides[]{
    {"Claude Code",
     QT_TRANSLATE_NOOP("ostiary::ui::Guides",
                       "Run this in a terminal. Then type /mcp in Claude Code and choose Authenticate."),
     "claude mcp add --transport http %2 %1"},
    {"Cursor",
     QT_TRANSLATE_NOOP("ostiary::ui::Guides",
                       "Put this into ~/.cursor/mcp.json. Cursor then opens your browser to sign in."),
     "{\n  \"mcpServers\": {\n    \"%2\": { \"url\": \"%1\" }\n  }\n}"},
    {"VS Code",
     QT_TRANSLATE_NOOP("ostiary::ui::Guides",
                       "Put this into .vscode/mcp.json. VS Code then opens your browser to sign in."),
     "{\n  \"servers\": {\n    \"%2\": { \"type\": \"http\", \"url\": \"%1\" }\n  }\n}"},
    {"Codex",
     QT_TRANSLATE_NOOP("ostiary::ui::Guides", "Put this into ~/.codex/config.toml and an API key into OSTIARY_KEY."),
     "[mcp_servers.%2]\nurl = \"%1\"\nbearer_token_env_var = \"OSTIARY_KEY\""},
    {"Gemini CLI",
     QT_TRANSLATE_NOOP("ostiary::ui::Guides",
                       "Put this into ~/.gemini/settings.json, then type /mcp auth in Gemini CLI."),
     "{\n  \"mcpServers\": {\n    \"%2\": { \"httpUrl\": \"%1\" }\n  }\n}"},
    {"claude.ai, ChatGPT",
     QT_TRANSLATE_NOOP("ostiary::ui::Guides",
                       "Add a connector with this URL in its settings. It must be reachable from the internet."),
     "%1"},
};

QString under(const QUrl &base, const QString &path)
{
    return base.toString(QUrl::StripTrailingSlash) + path;
}

} // namespace

QList<Guide> connectGuides(const QUrl &base, const QString &mcpUrl, const QString &name)
{
    QList<Guide> guides;
    for (const Entry &entry : kGuides)
        guides.append({QString::fromLatin1(entry.client),
                       QCoreApplication::translate("ostiary::ui::Guides", entry.where),
                       QString::fromLatin1(entry.snippet).replace("%1"_L1, mcpUrl).replace("%2"_L1, name)});
    guides.append(
        {QStringLiteral("curl"),
         QCoreApplication::translate("ostiary::ui::Guides", "Put an API key into OSTIARY_KEY, then run this."),
         curl(base, KeyKind::Fvk)});
    return guides;
}

QString curl(const QUrl &base, KeyKind kind)
{
    const QString header = kind == KeyKind::Fos ? QStringLiteral("X-ForgeOS-API-Key: $OSTIARY_KEY")
                                                : QStringLiteral("Authorization: Bearer $OSTIARY_KEY");
    return QStringLiteral("curl -H \"%1\" %2").arg(header, under(base, QStringLiteral("/auth/me")));
}

QString claudeWithKey(const QString &mcpUrl)
{
    return QStringLiteral("claude mcp add --transport http ostiary %1 --header \"Authorization: Bearer $OSTIARY_KEY\"")
        .arg(mcpUrl);
}

} // namespace ostiary::ui::guides
