// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/form_token.h"

namespace ostiary::http {

namespace {

constexpr std::chrono::seconds kFormTime{60 * 60}; ///< how long a page may wait to be filled in
constexpr qsizetype kShortestToken = 20;

bool hasSession(const Context &context)
{
    return context.principal && context.principal->via == Principal::Via::BrowserSession;
}

} // namespace

Result<FormTokens::Token> FormTokens::of(const Context &context) const
{
    if (hasSession(context))
        return Token{.value = m_sessions.csrfToken(context.principal->credentialId)};
    TRY(const std::optional<QByteArray> cookie, context.request.cookie(m_cookies.names().csrfCookie));
    if (cookie && cookie->size() >= kShortestToken)
        return Token{.value = *cookie};
    return Token{.value = m_random.token().reveal().toByteArray(), .isNew = true};
}

void FormTokens::attach(Response &page, const Token &token) const
{
    if (token.isNew)
        setCookie(page, m_cookies.names().csrfCookie, token.value, false, kFormTime, m_cookies.rules());
}

Result<> FormTokens::check(const Context &context, const Parameters &form) const
{
    const QByteArray sent = form.value(u"csrf").value_or(QString()).toUtf8();
    bool matches = false;
    if (hasSession(context)) {
        matches = m_sessions.csrfMatches(context.principal->credentialId, sent);
    } else {
        TRY(const std::optional<QByteArray> cookie, context.request.cookie(m_cookies.names().csrfCookie));
        matches = cookie && cookie->size() >= kShortestToken && Secret(*cookie) == Secret(sent);
    }
    if (!matches)
        return fail(ErrorCode::CsrfFailed, QStringLiteral("The page was out of date; please do it once more."));
    return {};
}

QString localPath(const QString &next, const QString &otherwise)
{
    const bool local = next.startsWith(u'/') && !next.startsWith(QLatin1String("//")) && !next.contains(u'\\')
        && std::ranges::none_of(next, [](QChar c) { return c < u' ' || c > u'~'; });
    return local ? next : otherwise;
}

} // namespace ostiary::http
