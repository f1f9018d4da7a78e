// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/passkeys/authenticator_data.h"

#include <QCborStreamReader>
#include <QCborValue>
#include <QtEndian>

namespace ostiary::webauthn {

namespace {

// §6.1: 32 bytes of hash, one of flags, four of the counter.
constexpr qsizetype kHashBytes = 32;
constexpr qsizetype kFlagsAt = 32;
constexpr qsizetype kCountAt = 33;
constexpr qsizetype kFixedBytes = 37;
constexpr qsizetype kAaguidBytes = 16;

enum Flag : quint8 {
    UserPresent = 0x01,
    UserVerified = 0x04,
    BackupEligible = 0x08,
    BackedUp = 0x10,
    HasCredential = 0x40,
    HasExtensions = 0x80,
};

// The map that `bytes` begin with; takes it off.
std::optional<QCborMap> takeMap(QByteArrayView &bytes)
{
    QCborStreamReader reader(bytes.data(), bytes.size());
    const QCborValue value = QCborValue::fromCbor(reader);
    if (reader.lastError() != QCborError::NoError || !value.isMap())
        return std::nullopt;
    bytes = bytes.sliced(qsizetype(reader.currentOffset()));
    return value.toMap();
}

std::optional<AuthenticatorData::Attested> takeAttested(QByteArrayView &bytes)
{
    constexpr qsizetype kIdAt = kAaguidBytes + 2;
    if (bytes.size() < kIdAt)
        return std::nullopt;
    const qsizetype idBytes = qFromBigEndian<quint16>(bytes.data() + kAaguidBytes);
    if (idBytes < 1 || idBytes > AuthenticatorData::kLongestCredentialId || bytes.size() < kIdAt + idBytes)
        return std::nullopt;
    AuthenticatorData::Attested attested;
    attested.credentialId = bytes.sliced(kIdAt, idBytes).toByteArray();
    bytes = bytes.sliced(kIdAt + idBytes);
    std::optional<QCborMap> key = takeMap(bytes);
    if (!key)
        return std::nullopt;
    attested.publicKey = *std::move(key);
    return attested;
}

} // namespace

std::optional<AuthenticatorData> AuthenticatorData::parse(const QByteArray &bytes)
{
    if (bytes.size() < kFixedBytes || bytes.size() > kLongest)
        return std::nullopt;
    const auto flags = quint8(bytes.at(kFlagsAt));
    AuthenticatorData data{.rpIdHash = bytes.first(kHashBytes),
                           .userPresent = (flags & UserPresent) != 0,
                           .userVerified = (flags & UserVerified) != 0,
                           .backupEligible = (flags & BackupEligible) != 0,
                           .backedUp = (flags & BackedUp) != 0,
                           .signCount = qFromBigEndian<quint32>(bytes.data() + kCountAt),
                           .attested = {}};
    QByteArrayView rest = QByteArrayView(bytes).sliced(kFixedBytes);
    if (flags & HasCredential) {
        data.attested = takeAttested(rest);
        if (!data.attested)
            return std::nullopt;
    }
    if ((flags & HasExtensions) && !takeMap(rest))
        return std::nullopt;
    if (!rest.isEmpty())
        return std::nullopt;
    return data;
}

std::optional<QByteArray> authDataOf(const QByteArray &attestationObject)
{
    QByteArrayView rest = attestationObject;
    const std::optional<QCborMap> object = takeMap(rest);
    if (!object || !rest.isEmpty() || !object->value(QLatin1String("fmt")).isString()
        || !object->value(QLatin1String("attStmt")).isMap() || !object->value(QLatin1String("authData")).isByteArray())
        return std::nullopt;
    return object->value(QLatin1String("authData")).toByteArray();
}

} // namespace ostiary::webauthn
