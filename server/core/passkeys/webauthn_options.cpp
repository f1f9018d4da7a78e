// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/passkeys/webauthn_options.h"

#include "server/core/crypto/base64url.h"

#include <QJsonArray>

namespace ostiary::webauthn {

using namespace Qt::StringLiterals;

namespace {

QString encoded(const QByteArray &bytes)
{
    return QString::fromLatin1(toBase64Url(bytes));
}

QString wordOf(UserVerification verification)
{
    return verification == UserVerification::Required ? u"required"_s : u"preferred"_s;
}

QJsonArray descriptors(const QByteArrayList &ids)
{
    QJsonArray list;
    for (const QByteArray &id : ids)
        list.append(QJsonObject{{u"type"_s, u"public-key"_s}, {u"id"_s, encoded(id)}});
    return list;
}

QJsonArray parameters()
{
    QJsonArray list;
    for (const int algorithm : kAlgorithms)
        list.append(QJsonObject{{u"type"_s, u"public-key"_s}, {u"alg"_s, algorithm}});
    return list;
}

} // namespace

QJsonObject createOptions(const Asked &asked, const User &user, const QByteArrayList &known)
{
    return {
        {u"rp"_s, QJsonObject{{u"id"_s, asked.party.id}, {u"name"_s, asked.party.id}}},
        {u"user"_s,
         QJsonObject{{u"id"_s, encoded(user.handle)}, {u"name"_s, user.name}, {u"displayName"_s, user.name}}},
        {u"challenge"_s, encoded(asked.challenge)},
        {u"pubKeyCredParams"_s, parameters()},
        {u"timeout"_s, qint64(kTimeout.count())},
        {u"excludeCredentials"_s, descriptors(known)},
        {u"authenticatorSelection"_s,
         QJsonObject{{u"residentKey"_s, u"required"_s},
                     {u"requireResidentKey"_s, true}, // what Level 1 browsers read
                     {u"userVerification"_s, wordOf(asked.userVerification)}}},
        {u"attestation"_s, u"none"_s},
    };
}

QJsonObject getOptions(const Asked &asked, const QByteArrayList &allowed)
{
    return {
        {u"rpId"_s, asked.party.id},
        {u"challenge"_s, encoded(asked.challenge)},
        {u"timeout"_s, qint64(kTimeout.count())},
        {u"allowCredentials"_s, descriptors(allowed)},
        {u"userVerification"_s, wordOf(asked.userVerification)},
    };
}

} // namespace ostiary::webauthn
