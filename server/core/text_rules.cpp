// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/text_rules.h"

#include <QRegularExpression>

namespace ostiary::text_rules {

namespace {

bool isUnsafe(QChar c)
{
    return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format
        || c.category() == QChar::Separator_Line || c.category() == QChar::Separator_Paragraph;
}

// Long enough for the length rule, and still among the first that anyone tries.
const QStringList kCommon{
    QStringLiteral("123456789012"),     QStringLiteral("1234567890123"), QStringLiteral("12345678901234"),
    QStringLiteral("passwordpassword"), QStringLiteral("password1234"),  QStringLiteral("password12345"),
    QStringLiteral("passw0rd1234"),     QStringLiteral("qwertyuiop123"), QStringLiteral("qwertyuiop12"),
    QStringLiteral("qwerty123456"),     QStringLiteral("iloveyou1234"),  QStringLiteral("administrator"),
    QStringLiteral("changemechangeme"), QStringLiteral("changeme1234"),  QStringLiteral("letmeinletmein"),
    QStringLiteral("1q2w3e4r5t6y"),     QStringLiteral("abcdefghijkl"),  QStringLiteral("welcome12345"),
};

} // namespace

Result<QString> singleLine(const QString &text, const QString &field, qsizetype longest)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return failField(field, QStringLiteral("The %1 must not be empty.").arg(field));
    if (trimmed.size() > longest)
        return failField(field, QStringLiteral("The %1 may have at most %2 characters.").arg(field).arg(longest));
    if (std::ranges::any_of(trimmed, isUnsafe))
        return failField(field, QStringLiteral("The %1 must not contain control characters.").arg(field));
    return trimmed;
}

Result<QString> email(const QString &text)
{
    static const QRegularExpression form(
        QStringLiteral(R"(^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)"
                       R"((?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\z)"));
    const QString normalised = text.trimmed().toLower();
    if (normalised.size() > 254 || normalised.indexOf(u'@') > 64 || !form.match(normalised).hasMatch())
        return failField(QStringLiteral("email"),
                         QStringLiteral("The e-mail address must look like name@example.org."));
    return normalised;
}

Result<> newPassword(QByteArrayView password, const QString &email)
{
    const QString field = QStringLiteral("password");
    if (password.size() < kShortestPassword)
        return failField(field,
                         QStringLiteral("The password must have at least %1 characters.").arg(kShortestPassword));
    if (password.size() > kLongestPassword)
        return failField(field, QStringLiteral("The password may have at most %1 bytes.").arg(kLongestPassword));
    if (password.contains('\0') || !password.isValidUtf8())
        return failField(field, QStringLiteral("The password must be text."));
    const QString lower = QString::fromUtf8(password).toLower();
    const bool oneCharacter = lower.count(lower.front()) == lower.size();
    if (oneCharacter || kCommon.contains(lower) || lower == email)
        return failField(field,
                         QStringLiteral("This password is one of the first that anyone would try; choose another."));
    return {};
}

} // namespace ostiary::text_rules
