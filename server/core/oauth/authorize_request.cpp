// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/authorize_request.h"

#include <QRegularExpression>

#include <array>

namespace ostiary {

namespace {

constexpr qsizetype kLongestState = 8 * 1024; ///< characters

std::unexpected<Error> invalid(const QString &why)
{
    return fail(ErrorCode::InvalidRequest, why);
}

Result<> checkClient(AuthorizeState &checks)
{
    const std::optional<QString> id = checks.value(QLatin1String("client_id"));
    if (!id || checks.count(QLatin1String("client_id")) > 1)
        return invalid(QStringLiteral("The request must name one client_id."));
    TRY(std::optional<OAuthClient> client, checks.clients.find(ClientId(*id)));
    if (!client) {
        return fail(ErrorCode::InvalidClient,
                    QStringLiteral(
                        "The app that sent you here is not registered with this server (any more). Remove this server "
                        "from the app and add it again; it then registers anew."));
    }
    checks.refusal.client = client->id;
    checks.request.client = *std::move(client);
    return {};
}

Result<> checkRedirectUri(AuthorizeState &checks)
{
    const QStringList &registered = checks.request.client.redirectUris;
    std::optional<QString> asked = checks.value(QLatin1String("redirect_uri"));
    if (checks.count(QLatin1String("redirect_uri")) > 1)
        return invalid(QStringLiteral("The request has two redirect addresses."));
    if (!asked && registered.size() == 1)
        asked = registered.first();
    if (!asked)
        return invalid(QStringLiteral("The request must say which of its redirect addresses to use."));
    checks.refusal.requestedUri = *asked;
    checks.refusal.registeredUris = registered;
    TRY(const RedirectUri uri, RedirectUri::parse(*asked));
    const bool known = std::ranges::any_of(registered, [&](const QString &text) {
        const Result<RedirectUri> own = RedirectUri::parse(text);
        return own && own->allows(uri);
    });
    if (!known) {
        return fail(ErrorCode::InvalidRedirectUri,
                    QStringLiteral("The app asked to be sent to an address that it has not registered."));
    }
    checks.request.redirectUri = uri;
    checks.refusal.redirectTo = uri; // from here on the client can be told
    return {};
}

Result<> checkState(AuthorizeState &checks)
{
    checks.request.state = checks.value(QLatin1String("state"));
    if (checks.request.state && checks.request.state->size() > kLongestState)
        return invalid(QStringLiteral("The state may have at most %1 characters.").arg(kLongestState));
    checks.refusal.state = checks.request.state;
    return {};
}

Result<> checkDuplicates(AuthorizeState &checks)
{
    // RFC 6749 §3.1: no parameter twice; but RFC 8707 lets `resource` repeat.
    static constexpr std::array kOnce{QLatin1String("response_type"),
                                      QLatin1String("scope"),
                                      QLatin1String("state"),
                                      QLatin1String("code_challenge"),
                                      QLatin1String("code_challenge_method"),
                                      QLatin1String("response_mode"),
                                      QLatin1String("prompt"),
                                      QLatin1String("dpop_jkt")};
    for (const QLatin1String name : kOnce) {
        if (checks.count(name) > 1)
            return invalid(QStringLiteral("The parameter %1 comes twice.").arg(name));
    }
    return {};
}

Result<> checkRequestObject(AuthorizeState &checks)
{
    if (checks.value(QLatin1String("request")) || checks.value(QLatin1String("request_uri")))
        return fail(ErrorCode::RequestNotSupported, QStringLiteral("Request objects are not supported."));
    return {};
}

Result<> checkResponseType(AuthorizeState &checks)
{
    if (checks.value(QLatin1String("response_type")) != QLatin1String("code"))
        return fail(ErrorCode::UnsupportedResponseType, QStringLiteral("response_type must be code."));
    if (checks.value(QLatin1String("response_mode")).value_or(QStringLiteral("query")) != QLatin1String("query"))
        return invalid(QStringLiteral("response_mode must be query."));
    return {};
}

Result<> checkPkce(AuthorizeState &checks)
{
    static const QRegularExpression form(QStringLiteral(R"(\A[A-Za-z0-9_-]{43}\z)"));
    const QString challenge = checks.value(QLatin1String("code_challenge")).value_or(QString());
    if (checks.value(QLatin1String("code_challenge_method")) != QLatin1String("S256"))
        return invalid(QStringLiteral("PKCE is required, with code_challenge_method=S256."));
    if (!form.match(challenge).hasMatch())
        return invalid(QStringLiteral("code_challenge must be the 43 characters of an S256 challenge."));
    checks.request.codeChallenge = challenge;
    return {};
}

Result<> checkKeyThumbprint(AuthorizeState &checks)
{
    static const QRegularExpression form(QStringLiteral(R"(\A[A-Za-z0-9_-]{43}\z)"));
    checks.request.keyThumbprint = checks.value(QLatin1String("dpop_jkt")).value_or(QString());
    if (!checks.request.keyThumbprint.isEmpty() && !form.match(checks.request.keyThumbprint).hasMatch())
        return invalid(QStringLiteral("dpop_jkt must be the 43 characters of a SHA-256 thumbprint."));
    return {};
}

Result<> checkScope(AuthorizeState &checks)
{
    TRY(checks.request.scopes, checks.scopes.forRequest(checks.value(QLatin1String("scope")).value_or(QString())));
    return {};
}

Result<> checkResource(AuthorizeState &checks)
{
    QStringList asked;
    for (const auto &[name, text] : checks.parameters) {
        if (name == QLatin1String("resource") && !asked.contains(text))
            asked << text;
    }
    if (asked.size() > 1)
        return fail(ErrorCode::InvalidTarget, QStringLiteral("Ask for one resource at a time."));
    TRY(checks.request.resource, checks.resources.find(asked.value(0)));
    return {};
}

Result<> checkPrompt(AuthorizeState &checks)
{
    const QStringList prompt = checks.value(QLatin1String("prompt")).value_or(QString()).split(u' ');
    checks.request.mustAsk = prompt.contains(QLatin1String("consent"));
    checks.request.mustNotAsk = prompt.contains(QLatin1String("none"));
    return {};
}

constexpr std::array kInOrder{
    AuthorizeCheck{"client_id", checkClient}, // who asks: nothing can be said to a stranger's address
    AuthorizeCheck{"redirect_uri", checkRedirectUri, true}, // before any redirect can happen
    AuthorizeCheck{"state", checkState}, // every answer from here on carries it
    AuthorizeCheck{"duplicates", checkDuplicates},
    AuthorizeCheck{"request", checkRequestObject},
    AuthorizeCheck{"response_type", checkResponseType},
    AuthorizeCheck{"code_challenge", checkPkce},
    AuthorizeCheck{"dpop_jkt", checkKeyThumbprint},
    AuthorizeCheck{"scope", checkScope},
    AuthorizeCheck{"resource", checkResource}, // RFC 8707
    AuthorizeCheck{"prompt", checkPrompt},
};

// An address may hold anything in its query; it is not for other eyes.
QString withoutQuery(const QString &uri)
{
    constexpr qsizetype kLongest = 120;
    return uri.section(u'#', 0, 0).section(u'?', 0, 0).left(kLongest);
}

} // namespace

std::optional<QString> AuthorizeState::value(QLatin1String name) const
{
    for (const auto &[key, text] : parameters) {
        if (key == name)
            return text;
    }
    return std::nullopt;
}

qsizetype AuthorizeState::count(QLatin1String name) const
{
    return std::ranges::count_if(parameters, [&](const auto &pair) { return pair.first == name; });
}

std::span<const AuthorizeCheck> authorizeChecks()
{
    return kInOrder;
}

std::expected<AuthorizeRequest, AuthorizeRefusal> parseAuthorizeRequest(const ParameterList &parameters,
                                                                        ClientService &clients,
                                                                        const Resources &resources,
                                                                        const ScopeCatalogue &scopes)
{
    AuthorizeState state{.parameters = parameters, .clients = clients, .resources = resources, .scopes = scopes};
    for (const AuthorizeCheck &check : kInOrder) {
        if (Result<> passed = check.run(state); !passed) {
            state.refusal.error = passed.error();
            return std::unexpected(std::move(state.refusal));
        }
    }
    return std::move(state.request);
}

QString sentenceOf(const AuthorizeRefusal &refusal)
{
    if (refusal.redirectTo || refusal.requestedUri.isEmpty())
        return sentenceOf(refusal.error);
    QStringList registered;
    for (const QString &uri : refusal.registeredUris.first(std::min<qsizetype>(refusal.registeredUris.size(), 3)))
        registered << withoutQuery(uri);
    return QStringLiteral("%1 It asked for %2; registered: %3.")
        .arg(sentenceOf(refusal.error), withoutQuery(refusal.requestedUri),
             registered.isEmpty() ? QStringLiteral("none") : registered.join(QLatin1String(", ")));
}

} // namespace ostiary
