// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/grants/authorization_code.h"

#include "models/store/accounts.h"
#include "models/store/grants.h"
#include "server/core/crypto/base64url.h"

#include <QCryptographicHash>
#include <QLoggingCategory>
#include <QRegularExpression>

namespace ostiary {

Q_LOGGING_CATEGORY(lcCode, "ostiary.oauth.code")

using namespace store;

namespace {

constexpr qint64 kMostWrongTries = 3; ///< with a verifier, or a key, that is not the one

// RFC 7636 §4.1 and §4.6.
bool verifierMatches(const QString &verifier, const QString &challenge)
{
    static const QRegularExpression form(QStringLiteral(R"(\A[A-Za-z0-9._~-]{43,128}\z)"));
    if (!form.match(verifier).hasMatch())
        return false;
    const QByteArray digest = QCryptographicHash::hash(verifier.toLatin1(), QCryptographicHash::Sha256);
    return Secret(toBase64Url(digest)) == Secret(challenge.toLatin1());
}

} // namespace

Task<Result<Authorized>> AuthorizationCodeGrant::authorize(OAuthClient client, TokenRequest request)
{
    return inTransaction([this, client = std::move(client), request = std::move(request)](Connection &connection) {
        return spend(connection, client, request);
    });
}

GrantHook::Outcome AuthorizationCodeGrant::spend(Connection &connection, const OAuthClient &client,
                                                 const TokenRequest &request)
{
    const QByteArray hash = macOf(request.code.toUtf8());
    TRY(const std::optional<authorization_codes::Entry> code, authorization_codes::find(connection, hash));
    if (!code)
        return Result<Authorized>(invalidGrant(QStringLiteral("The code is unknown.")));
    if (code->usedAt) {
        // RFC 6749 §4.1.2: a code that comes twice was stolen; what it was exchanged for ends.
        if (!code->grant.isEmpty()) {
            CHECK(grants::endForReuse(connection, code->grant, now()));
            qCWarning(lcCode) << "an authorization code came twice; its session was ended:" << code->grant.text();
        }
        return Result<Authorized>(invalidGrant(QStringLiteral("The code was used before.")));
    }
    if (code->expiresAt <= now())
        return Result<Authorized>(invalidGrant(QStringLiteral("The code has expired.")));
    TRY(const std::optional<Account> account, accounts::find(connection, code->account));
    const bool usable = account && !account->disabledAt;
    if (code->client != client.id || !usable) {
        CHECK(authorization_codes::use(connection, hash, {}, now())); // burnt
        return Result<Authorized>(invalidGrant(usable ? QStringLiteral("The code was made for another client.")
                                                      : QStringLiteral("The account is gone.")));
    }
    TRY(const Result<Authorized> refused, check(connection, hash, *code, request));
    if (!refused)
        return refused;
    TRY(Authorized authorized,
        open(connection, *account, client,
             {.scopes = code->scopes,
              .resource = code->resource,
              .leftOut = code->leftOut,
              .lifetime = code->lifetime,
              .keyThumbprint = request.keyThumbprint}));
    CHECK(authorization_codes::use(connection, hash, authorized.grant.id, now()));
    return Result<Authorized>(std::move(authorized));
}

GrantHook::Outcome AuthorizationCodeGrant::wrongTry(Connection &connection, const QByteArray &hash,
                                                    const authorization_codes::Entry &code, const Error &error)
{
    if (code.wrongTries + 1 >= kMostWrongTries) {
        CHECK(authorization_codes::use(connection, hash, {}, now()));
        return Result<Authorized>(
            fail(error.code, error.detail + QStringLiteral(" It was the last try: the code is burnt.")));
    }
    CHECK(authorization_codes::countWrongTry(connection, hash));
    return Result<Authorized>(std::unexpected(error));
}

// What the request must repeat of the authorization request.
GrantHook::Outcome AuthorizationCodeGrant::check(Connection &connection, const QByteArray &hash,
                                                 const authorization_codes::Entry &code, const TokenRequest &request)
{
    if (request.redirectUri && *request.redirectUri != code.redirectUri)
        return Result<Authorized>(
            invalidGrant(QStringLiteral("redirect_uri is not the one of the authorization request.")));
    if (!verifierMatches(request.codeVerifier, code.codeChallenge)) {
        return wrongTry(connection, hash, code,
                        invalidGrant(QStringLiteral("The code_verifier does not match the code_challenge.")).error());
    }
    if (const Result<> isItsKey = checkKey(code.keyThumbprint, request); !isItsKey) // RFC 9449 §10
        return wrongTry(connection, hash, code, isItsKey.error());
    if (!request.resource.isEmpty()) {
        const Result<QString> resource = m_tools.resources.find(request.resource);
        if (!resource || *resource != code.resource) {
            return Result<Authorized>(fail(ErrorCode::InvalidTarget,
                                           QStringLiteral("resource is not the one of the authorization request.")));
        }
    }
    return Result<Authorized>(Authorized{});
}

} // namespace ostiary
