// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/passkeys/webauthn.h"

#include "server/core/crypto/base64url.h"
#include "server/core/passkeys/authenticator_data.h"
#include "server/core/passkeys/fido.h"

#include <QCryptographicHash>
#include <QJsonDocument>

namespace ostiary::webauthn {

namespace {

// Bytes; generous beside what browsers send.
constexpr qsizetype kLongestClientData = 8'192;
constexpr qsizetype kLongestAttestation = 32'768;
constexpr qsizetype kLongestSignature = 1024;
constexpr qsizetype kLongestUserHandle = 64; // §5.4.3

std::unexpected<Error> unreadable(const QString &what)
{
    return failField(
        QStringLiteral("credential"),
        QStringLiteral("The passkey's answer cannot be read: %1. Try again, or with another browser.").arg(what));
}

std::unexpected<Error> unreadableMember(const QString &name)
{
    return unreadable(QStringLiteral("%1 is missing, too long or not base64url").arg(name));
}

// The bytes of a member; `least` 0: it may be missing.
Result<QByteArray> bytesOf(const QJsonObject &object, const QString &name, qsizetype least, qsizetype most)
{
    const QJsonValue value = object.value(name);
    if (least == 0 && (value.isUndefined() || value.isNull()))
        return QByteArray();
    const QString text = value.toString();
    if (!value.isString() || text.size() > most * 4 / 3 + 2)
        return unreadableMember(name);
    const std::optional<QByteArray> bytes = fromBase64Url(text.toUtf8());
    if (!bytes || bytes->size() < least || bytes->size() > most)
        return unreadableMember(name);
    return *bytes;
}

struct Outer {
    QByteArray id;
    QJsonObject response;
};

Result<Outer> outerOf(const QJsonObject &credential)
{
    if (credential.value(QLatin1String("type")).toString() != QLatin1String("public-key"))
        return unreadable(QStringLiteral("type must be \"public-key\""));
    if (!credential.value(QLatin1String("response")).isObject())
        return unreadable(QStringLiteral("response is missing"));
    TRY(const QByteArray id, bytesOf(credential, QStringLiteral("rawId"), 1, AuthenticatorData::kLongestCredentialId));
    return Outer{id, credential.value(QLatin1String("response")).toObject()};
}

// How a check says no: in a registration one field is wrong, in an assertion the proof.
enum class Act { Create, Get };

std::unexpected<Error> refused(Act act, const QString &detail)
{
    if (act == Act::Create)
        return failField(QStringLiteral("credential"), detail);
    return fail(ErrorCode::InvalidCredentials, detail);
}

// §5.8.1, §7.1 steps 5 to 12, §7.2 steps 9 to 14
Result<> checkClientData(Act act, const Asked &asked, const QByteArray &json)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (problem.error != QJsonParseError::NoError || !document.isObject())
        return unreadable(QStringLiteral("clientDataJSON is not a JSON object"));
    const QJsonObject data = document.object();
    const auto wanted = act == Act::Create ? QLatin1String("webauthn.create") : QLatin1String("webauthn.get");
    if (data.value(QLatin1String("type")).toString() != wanted)
        return refused(act, QStringLiteral("This is the passkey's answer to something else; try again."));
    if (data.value(QLatin1String("challenge")).toString().toUtf8() != toBase64Url(asked.challenge))
        return refused(act, QStringLiteral("This passkey answered an earlier question; try again."));
    if (data.value(QLatin1String("origin")).toString().toUtf8() != asked.party.origin) {
        return refused(act,
                       QStringLiteral("This passkey was used at another address; open %1 and try again there.")
                           .arg(QString::fromLatin1(asked.party.origin)));
    }
    const QJsonValue crossOrigin = data.value(QLatin1String("crossOrigin"));
    if (!(crossOrigin.isUndefined() || crossOrigin == QJsonValue(false)) || data.contains(QLatin1String("topOrigin")))
        return refused(act,
                       QStringLiteral("Passkeys do not work inside a page of somebody else; open %1 itself.")
                           .arg(QString::fromLatin1(asked.party.origin)));
    return {};
}

// §7.1 steps 13 to 17, §7.2 steps 15 to 19
Result<> checkAuthenticatorData(Act act, const Asked &asked, const AuthenticatorData &data)
{
    if (data.rpIdHash != QCryptographicHash::hash(asked.party.id.toLatin1(), QCryptographicHash::Sha256))
        return refused(
            act, QStringLiteral("This passkey belongs to another server; choose one for %1.").arg(asked.party.id));
    if (!data.userPresent)
        return refused(act, QStringLiteral("Nobody confirmed the use of this passkey; touch it when asked."));
    if (asked.userVerification == UserVerification::Required && !data.userVerified)
        return refused(act,
                       QStringLiteral("This passkey did not check who holds it; set a PIN, a fingerprint or a "
                                      "face for it and try again."));
    if (data.backedUp && !data.backupEligible)
        return unreadable(QStringLiteral("authenticatorData contradicts itself"));
    return {};
}

} // namespace

Result<Registration> verifyRegistration(const Asked &asked, const QJsonObject &credential)
{
    TRY(const Outer outer, outerOf(credential));
    TRY(const QByteArray clientData, bytesOf(outer.response, QStringLiteral("clientDataJSON"), 1, kLongestClientData));
    TRY(const QByteArray attestation,
        bytesOf(outer.response, QStringLiteral("attestationObject"), 1, kLongestAttestation));
    CHECK(checkClientData(Act::Create, asked, clientData));

    const std::optional<QByteArray> raw = authDataOf(attestation);
    if (!raw)
        return unreadable(QStringLiteral("attestationObject is malformed"));
    const std::optional<AuthenticatorData> data = AuthenticatorData::parse(*raw);
    if (!data || !data->attested)
        return unreadable(QStringLiteral("authenticatorData is malformed or holds no passkey"));
    CHECK(checkAuthenticatorData(Act::Create, asked, *data));
    if (data->attested->credentialId != outer.id)
        return unreadable(QStringLiteral("rawId is not the id of the passkey inside"));

    const qint64 algorithm = data->attested->publicKey.value(3).toInteger(); // RFC 9052 §7.1: alg
    if (std::ranges::find(kAlgorithms, algorithm) == std::end(kAlgorithms))
        return refused(Act::Create,
                       QStringLiteral("This passkey signs with an algorithm that this server does not "
                                      "know; use one with Ed25519, ES256 or RS256."));
    const std::optional<QByteArray> publicKey = fido::publicKey(data->attested->publicKey);
    if (!publicKey)
        return unreadable(QStringLiteral("its public key is malformed"));
    return Registration{{outer.id, *publicKey, int(algorithm), data->signCount}, data->userVerified};
}

Result<Assertion> parseAssertion(const QJsonObject &credential)
{
    TRY(const Outer outer, outerOf(credential));
    Assertion assertion;
    assertion.credentialId = outer.id;
    const QJsonObject &response = outer.response;
    TRY(assertion.clientData, bytesOf(response, QStringLiteral("clientDataJSON"), 1, kLongestClientData));
    TRY(assertion.authenticatorData,
        bytesOf(response, QStringLiteral("authenticatorData"), 1, AuthenticatorData::kLongest));
    TRY(assertion.signature, bytesOf(response, QStringLiteral("signature"), 1, kLongestSignature));
    TRY(assertion.userHandle, bytesOf(response, QStringLiteral("userHandle"), 0, kLongestUserHandle));
    return assertion;
}

Result<Proof> verifyAssertion(const Asked &asked, const Credential &known, const Assertion &assertion)
{
    CHECK(checkClientData(Act::Get, asked, assertion.clientData));
    const std::optional<AuthenticatorData> data = AuthenticatorData::parse(assertion.authenticatorData);
    if (!data || data->attested) // §6.3.3: an assertion's holds no credential
        return unreadable(QStringLiteral("authenticatorData is malformed"));
    CHECK(checkAuthenticatorData(Act::Get, asked, *data));
    if (assertion.credentialId != known.id
        || !fido::isSignedBy(known.algorithm, known.publicKey, asked.party.id, assertion.authenticatorData,
                             assertion.clientData, assertion.signature))
        return refused(Act::Get, QStringLiteral("The passkey's signature is wrong; try again."));
    if ((data->signCount != 0 || known.signCount != 0) && data->signCount <= known.signCount) {
        return std::unexpected(
            Error{.code = ErrorCode::InvalidCredentials,
                  .detail = QStringLiteral("This passkey may have been copied: it counts fewer uses than this server "
                                           "has seen. Sign in another way, remove it and add a new one."),
                  .cause = QStringLiteral("possible clone of a passkey: sign count %1 after %2")
                               .arg(data->signCount)
                               .arg(known.signCount)});
    }
    return Proof{data->signCount, data->userVerified};
}

} // namespace ostiary::webauthn
