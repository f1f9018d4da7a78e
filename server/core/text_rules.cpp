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

QString shown(const QString &text, qsizetype longest)
{
    QString line = text.left(4 * longest).simplified();
    line.removeIf([](QChar c) { return isUnsafe(c) || c.isSurrogate(); });
    return line.size() > longest ? line.left(longest - 1) + u'…' : line;
}

} // namespace ostiary::text_rules
