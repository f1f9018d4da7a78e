// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/authorize_check.h"

#include "models/form_data.h"
#include "server/core/text_rules.h"

#include <QUrl>

#include <array>

namespace ostiary {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestValue = 120; ///< characters of a value that a line repeats
constexpr qsizetype kMostUnknown = 20; ///< names of parameters that mean nothing here

constexpr std::array kPaths{"/api/oauth/authorize"_L1, "/authorize"_L1};
constexpr std::array kKnown{"client_id"_L1,     "redirect_uri"_L1,   "state"_L1,
                            "request"_L1,       "request_uri"_L1,    "response_type"_L1,
                            "response_mode"_L1, "code_challenge"_L1, "code_challenge_method"_L1,
                            "dpop_jkt"_L1,      "scope"_L1,          "resource"_L1,
                            "prompt"_L1};

using Line = AuthorizeLine;

Line ok(const char *what, const QString &value, const QString &sentence)
{
    return {QLatin1String(what), value, AuthorizeVerdict::Ok, sentence};
}

Line warning(const char *what, const QString &value, const QString &sentence)
{
    return {QLatin1String(what), value, AuthorizeVerdict::Warning, sentence};
}

QString shown(const std::optional<QString> &value)
{
    return text_rules::shown(value.value_or(QString()), kLongestValue);
}

// ---- what is said of a rule that was kept; nothing where there is nothing to say ----------------------------------

std::optional<Line> aboutClient(const AuthorizeState &state)
{
    const OAuthClient &client = state.request.client;
    const QString name = text_rules::shown(client.name, kLongestValue);
    const QString value = shown(client.id.text());
    switch (client.origin) {
    case ClientOrigin::Registered:
        return ok("client_id", value, u"It is registered here and calls itself \"%1\"."_s.arg(name));
    case ClientOrigin::Document:
        return ok("client_id", value, u"Its document could be read; it calls itself \"%1\"."_s.arg(name));
    case ClientOrigin::Operator: return ok("client_id", value, u"It was made by hand here, as \"%1\"."_s.arg(name));
    }
    Q_UNREACHABLE();
}

std::optional<Line> aboutRedirect(const AuthorizeState &state)
{
    const QString value = shown(state.value("redirect_uri"_L1));
    if (value.isEmpty())
        return ok("redirect_uri", {},
                  u"It is not there, but the client has registered only one: %1"_s.arg(
                      shown(state.request.redirectUri.text())));
    const QString text = state.request.redirectUri.text();
    if (!state.request.client.redirectUris.contains(text))
        return ok("redirect_uri", value, u"It is registered but for the port, which is free on this computer."_s);
    return ok("redirect_uri", value, u"It is registered."_s);
}

std::optional<Line> aboutState(const AuthorizeState &state)
{
    if (!state.request.state)
        return warning("state", {}, u"It is not there. It is accepted, but a client should send one."_s);
    return ok("state", u"(%1 characters)"_s.arg(state.request.state->size()), u"It comes back as it is."_s);
}

std::optional<Line> aboutResponseType(const AuthorizeState &state)
{
    return ok("response_type", shown(state.value("response_type"_L1)), u"A code is what this server gives."_s);
}

std::optional<Line> aboutPkce(const AuthorizeState &)
{
    return ok("code_challenge", u"S256"_s, u"PKCE with S256. The token request must bring the verifier that fits."_s);
}

std::optional<Line> aboutKey(const AuthorizeState &state)
{
    if (state.request.keyThumbprint.isEmpty())
        return std::nullopt;
    return ok("dpop_jkt", shown(state.request.keyThumbprint),
              u"The code is for the holder of this key alone, who must show a DPoP proof by it."_s);
}

std::optional<Line> aboutScope(const AuthorizeState &state)
{
    const QString value = shown(state.value("scope"_L1));
    const QString granted = state.request.scopes.join(u' ');
    QStringList dropped = state.value("scope"_L1).value_or(QString()).split(u' ', Qt::SkipEmptyParts);
    dropped.removeIf([&](const QString &scope) { return state.request.scopes.contains(scope); });
    if (value.isEmpty())
        return ok("scope", {}, u"It is not there: all are asked for: %1"_s.arg(granted));
    if (!dropped.isEmpty()) {
        return warning(
            "scope", value,
            u"Not known here and dropped: %1. What is asked for: %2"_s.arg(shown(dropped.join(u' ')), granted));
    }
    return ok("scope", value, u"All of it is known."_s);
}

std::optional<Line> aboutResource(const AuthorizeState &state)
{
    const QString &resource = state.request.resource;
    if (!state.value("resource"_L1)) {
        return warning("resource", {},
                       u"It is not there: the token will be good for the whole server. MCP clients should name the "
                       "address that they call."_s);
    }
    return ok("resource", shown(state.value("resource"_L1)), u"The token will be good for %1"_s.arg(resource));
}

std::optional<Line> aboutPrompt(const AuthorizeState &state)
{
    const QString value = shown(state.value("prompt"_L1));
    if (state.request.mustNotAsk)
        return warning("prompt", value,
                       u"Nobody may be asked: it works only for who is signed in and allowed it before."_s);
    if (state.request.mustAsk)
        return ok("prompt", value, u"Consent is asked for in any case."_s);
    if (!value.isEmpty())
        return warning("prompt", value, u"It means nothing here and is passed over."_s);
    return std::nullopt;
}

struct Remark {
    QLatin1StringView about; ///< an AuthorizeCheck's
    std::optional<Line> (*say)(const AuthorizeState &state);
};
constexpr std::array kRemarks{
    Remark{"client_id"_L1, aboutClient},    Remark{"redirect_uri"_L1, aboutRedirect},
    Remark{"state"_L1, aboutState},         Remark{"response_type"_L1, aboutResponseType},
    Remark{"code_challenge"_L1, aboutPkce}, Remark{"dpop_jkt"_L1, aboutKey},
    Remark{"scope"_L1, aboutScope},         Remark{"resource"_L1, aboutResource},
    Remark{"prompt"_L1, aboutPrompt},
};

// ---- the report ---------------------------------------------------------------------------------------------------

/// What was pasted, taken apart.
struct Pasted {
    QByteArray query;
    std::optional<Line> address; ///< nothing: only a query was pasted
};

std::unexpected<Error> noRequest()
{
    return failField(u"url"_s,
                     u"Paste the whole address that the browser was sent to; it has /authorize?client_id=… in it."_s);
}

Line aboutAddress(const QUrl &url, const QString &issuer)
{
    const QString base = url.toString(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo
                                      | QUrl::StripTrailingSlash);
    const QString value = shown(base + url.path());
    const QString right = issuer + kPaths.front();
    if (base.compare(issuer, Qt::CaseInsensitive) != 0) {
        return {u"address"_s, value, AuthorizeVerdict::Refused,
                u"This server is known as %1, so its clients come to %2. If people reach it by the other address, set "
                "public_url to that."_s.arg(issuer, right)};
    }
    if (!std::ranges::any_of(kPaths, [&](QLatin1StringView path) { return url.path() == path; })) {
        return {
            u"address"_s, value, AuthorizeVerdict::Refused,
            u"Authorization requests come to %1; the client should read that in this server's metadata."_s.arg(right)};
    }
    return ok("address", value, u"It is this server's."_s);
}

/// Byte for byte as it was pasted: QUrl would mend what the server refuses.
QByteArray queryOf(const QString &text)
{
    const qsizetype mark = text.indexOf(u'?');
    return text.sliced(mark + 1).section(u'#', 0, 0).toUtf8();
}

/// Where the sign-in page leads to afterwards; empty when it is not that page.
QString waitingBehind(const QString &text)
{
    if (QUrl(text).path() != "/login"_L1)
        return {};
    const Result<ParameterList> pairs = parseFormData(queryOf(text));
    for (const auto &[name, value] : pairs.value_or(ParameterList())) {
        if (name == "next"_L1 && value.startsWith(u'/'))
            return value;
    }
    return {};
}

Result<Pasted> takeApart(QString text, const QString &issuer)
{
    if (text.size() > AuthorizeTester::kLongest)
        return failField(u"url"_s, u"This is longer than any address that a browser is sent to."_s);
    text.removeIf([](QChar c) { return c == u'\n' || c == u'\r' || c == u'\t'; }); // a terminal's line ends
    text = text.trimmed();
    if (!text.contains("://"_L1)) {
        if (!text.contains(u'='))
            return noRequest();
        return Pasted{queryOf(text), {}};
    }
    if (const QString next = waitingBehind(text); !next.isEmpty())
        text = QUrl(text).toString(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment) + next;
    const QUrl url(text);
    if (!url.isValid() || !url.hasQuery())
        return noRequest();
    return Pasted{queryOf(text), aboutAddress(url, issuer)};
}

QString valueAbout(const AuthorizeState &state, const char *about)
{
    return shown(state.value(QLatin1String(about)));
}

void sayOf(const AuthorizeCheck &check, const AuthorizeState &state, QList<Line> &lines)
{
    for (const Remark &remark : kRemarks) {
        if (remark.about != QLatin1String(check.about))
            continue;
        if (std::optional<Line> line = remark.say(state))
            lines << *std::move(line);
    }
}

void sayOfUnknown(const ParameterList &parameters, QList<Line> &lines)
{
    QStringList names;
    for (const auto &[name, value] : parameters) {
        const bool known = std::ranges::any_of(kKnown, [&](QLatin1StringView one) { return name == one; });
        if (!known && !names.contains(name) && names.size() < kMostUnknown)
            names << name;
    }
    if (!names.isEmpty())
        lines << ok("others", shown(names.join(u' ')), u"They mean nothing here and are passed over."_s);
}

QString outcomeOf(const AuthorizeState &state, const std::optional<Error> &refused)
{
    const QString to = state.refusal.redirectTo
        ? (state.refusal.redirectTo->host().isEmpty() ? state.refusal.redirectTo->scheme() + u':'
                                                      : state.refusal.redirectTo->host())
        : QString();
    if (refused && to.isEmpty())
        return u"The person at the browser is told, and nobody is sent back to the client."_s;
    if (refused)
        return u"The browser is sent back to %1 with error=%2."_s.arg(to, QLatin1String(refused->entry().oauth));
    if (state.request.mustNotAsk) {
        return u"Whoever is signed in and allowed the same before is sent back to %1 with a code; all others with "
               "error=login_required or consent_required."_s.arg(to);
    }
    return u"The person signs in, is asked for consent, and is sent back to %1 with a code or error=access_denied."_s
        .arg(to);
}

} // namespace

Task<Result<AuthorizeReport>> AuthorizeTester::check(QString pasted)
{
    CO_TRY(const Pasted parts, takeApart(std::move(pasted), m_resources.issuer()));
    AuthorizeReport report;
    if (parts.address)
        report.lines << *parts.address;
    const Result<ParameterList> parameters = parseFormData(parts.query);
    if (!parameters)
        co_return failField(u"url"_s, parameters.error().detail);

    AuthorizeState state{.parameters = *parameters, .clients = m_clients, .resources = m_resources, .scopes = m_scopes};
    // As the endpoint does it first: a client whose id is an address describes itself there.
    const Result<bool> prepared = co_await m_clients.prepare(state.value("client_id"_L1).value_or(QString()));
    std::optional<Error> refused;
    bool isClientKnown = prepared.has_value();
    const auto refuse = [&](const char *about, const Error &error, const QString &sentence) {
        report.lines << Line{QLatin1String(about), valueAbout(state, about), AuthorizeVerdict::Refused, sentence};
        if (!refused)
            refused = error;
    };
    for (const AuthorizeCheck &check : authorizeChecks()) {
        const bool isClient = QLatin1String(check.about) == "client_id"_L1;
        if (isClient && !prepared) {
            refuse(check.about, prepared.error(), sentenceOf(prepared.error()));
            continue;
        }
        if (check.needsClient && !isClientKnown) {
            report.lines << warning(check.about, valueAbout(state, check.about),
                                    u"It can be judged only for a client that is known."_s);
            continue;
        }
        const Result<> passed = check.run(state);
        if (passed) {
            sayOf(check, state, report.lines);
            continue;
        }
        if (isClient)
            isClientKnown = false;
        state.refusal.error = passed.error();
        refuse(check.about, passed.error(), check.needsClient ? sentenceOf(state.refusal) : sentenceOf(passed.error()));
    }
    sayOfUnknown(*parameters, report.lines);
    report.outcome = report.lines.first().verdict == AuthorizeVerdict::Refused && parts.address
        ? u"This server never sees the request."_s
        : outcomeOf(state, refused);
    co_return report;
}

} // namespace ostiary
