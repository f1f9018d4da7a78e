// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/upstream_setting.h"

#include "app/config/shell_words.h"

#include <QRegularExpression>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

const QString kField = u"upstream"_s;

Result<> checkName(const QString &name)
{
    static const QRegularExpression kName(u"\\A[a-z0-9-]{1,40}\\z"_s);
    if (kName.match(name).hasMatch())
        return {};
    return failField(kField, u"The upstream's name \"%1\" must be 1 to 40 of a-z, 0-9 and \"-\"."_s.arg(name));
}

} // namespace

Result<UpstreamSetting> makeHttpUpstream(const QString &name, const QString &text)
{
    CHECK(checkName(name));
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const bool isHttp = url.scheme() == "http"_L1 || url.scheme() == "https"_L1;
    if (!url.isValid() || !isHttp || url.host().isEmpty()) {
        return failField(kField,
                         u"The upstream \"%1\" needs an address like http://127.0.0.1:3000/mcp, not \"%2\"."_s.arg(
                             name, url.toDisplayString().isEmpty() ? text : url.toDisplayString()));
    }
    // It would be shown in lists and logs.
    if (!url.userInfo().isEmpty())
        return failField(kField, u"The address of upstream \"%1\" must not hold a user name or password."_s.arg(name));
    if (url.hasFragment())
        return failField(kField, u"The address of upstream \"%1\" must not have a \"#…\" part."_s.arg(name));
    return UpstreamSetting{.name = name, .url = url, .command = {}, .organization = {}};
}

Result<UpstreamSetting> makeStdioUpstream(const QString &name, const QStringList &command)
{
    CHECK(checkName(name));
    if (command.isEmpty() || command.first().isEmpty())
        return failField(kField,
                         u"The upstream \"%1\" needs a command, for example \"npx -y some-server\"."_s.arg(name));
    for (const QString &word : command) {
        if (word.contains(QChar::Null))
            return failField(kField, u"The command of upstream \"%1\" holds a zero byte."_s.arg(name));
    }
    return UpstreamSetting{.name = name, .url = {}, .command = command, .organization = {}};
}

Result<UpstreamSetting> parseUpstream(const QString &text)
{
    const qsizetype equals = text.indexOf(u'=');
    if (equals < 0) {
        return failField(
            kField, u"An upstream is written NAME=URL or 'NAME=stdio:COMMAND …'; \"%1\" has no \"=\"."_s.arg(text));
    }
    const QString name = text.first(equals).trimmed();
    const QString target = text.sliced(equals + 1).trimmed();
    if (!target.startsWith("stdio:"_L1))
        return makeHttpUpstream(name, target);
    const Result<QStringList> command = splitShellWords(target.sliced(6));
    if (!command)
        return failField(kField, u"Upstream \"%1\": %2"_s.arg(name, command.error().detail));
    return makeStdioUpstream(name, *command);
}

} // namespace ostiary::app
