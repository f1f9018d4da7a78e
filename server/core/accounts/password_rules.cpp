// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/accounts/password_rules.h"

#include <QStringList>

#include <zxcvbn.h>

namespace ostiary::password_rules {

namespace {

// 2^33 guesses: what zxcvbn's authors call "very unguessable" (score 4).
constexpr double kFewestBits = 33;
// Its work grows with the square of the length; what stands behind this is a bonus.
constexpr qsizetype kMostMeasured = 64;

double bitsOf(const QString &password, const QString &email)
{
    const QByteArray text = password.left(kMostMeasured).toUtf8();
    QList<QByteArray> own{"ostiary", "forgeos", "forvibe", email.toUtf8()};
    for (const QString &part : email.split(u'@'))
        own << part.toUtf8();
    QList<const char *> words;
    for (const QByteArray &word : own)
        words << word.constData();
    words << nullptr;
    return ZxcvbnMatch(text.constData(), words.data(), nullptr);
}

} // namespace

Result<> checkNew(QByteArrayView password, const QString &email)
{
    const QString field = QStringLiteral("password");
    if (password.size() < kShortest)
        return failField(field, QStringLiteral("The password must have at least %1 characters.").arg(kShortest));
    if (password.size() > kLongest)
        return failField(field, QStringLiteral("The password may have at most %1 bytes.").arg(kLongest));
    if (password.contains('\0') || !password.isValidUtf8())
        return failField(field, QStringLiteral("The password must be text."));
    if (bitsOf(QString::fromUtf8(password), email) < kFewestBits) {
        return failField(field,
                         QStringLiteral("This password is too easy to guess: it is a known one, or made of words, "
                                        "dates or keyboard rows that are tried first. Choose another, e.g. four "
                                        "words by chance."));
    }
    return {};
}

} // namespace ostiary::password_rules
