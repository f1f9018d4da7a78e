// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/upstream_setting.h"

#include "app/config/shell_words.h"
#include "models/money.h"
#include "server/core/spend/charge.h"

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
    UpstreamSetting setting;
    setting.name = name;
    setting.url = url;
    return setting;
}

Result<QString> parseUpstreamPath(const QString &text)
{
    static const QRegularExpression kPath(u"\\A(/[A-Za-z0-9._~-]{1,60}){1,8}\\z"_s);
    if (kPath.match(text).hasMatch() && !text.contains("/."_L1))
        return text;
    return failField(kField, u"The path \"%1\" must look like /v1 or /api/reviews: names after slashes."_s.arg(text));
}

Result<LimitKind> parseUpstreamClass(const QString &text)
{
    if (const std::optional<LimitKind> kind = limitKindFromString(text))
        return *kind;
    return failField(kField, u"The class must be \"standard\" or \"ai\", not \"%1\"."_s.arg(text));
}

Result<std::optional<qint64>> parseUnknownPrice(const QString &text)
{
    if (text == "refuse"_L1)
        return std::optional<qint64>();
    const std::optional<qint64> micros = parseDollars(text);
    if (!micros || *micros <= 0 || *micros > Charge::kMostMicros) {
        return failField(kField,
                         u"unknown_price must be \"refuse\", or dollars like \"0.05\", more than 0 and at most 1000; "
                         "not \"%1\"."_s.arg(text));
    }
    return micros;
}

Result<QByteArray> parseCredentialHeader(const QString &text)
{
    static const QRegularExpression kName(u"\\A[A-Za-z0-9-]{1,60}\\z"_s);
    if (kName.match(text).hasMatch())
        return text.toLatin1();
    return failField(kField,
                     u"credential_header must be the name of a header, like x-api-key; not \"%1\"."_s.arg(text));
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
    UpstreamSetting setting;
    setting.name = name;
    setting.command = command;
    return setting;
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
