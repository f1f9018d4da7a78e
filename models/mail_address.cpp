// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail_address.h"

#include <QUrl>

#include <algorithm>

namespace ostiary {

namespace {

constexpr qsizetype kNameCharsMax = 100;
constexpr qsizetype kLocalBytesMax = 64; ///< RFC 5321 §4.5.3.1.1
constexpr qsizetype kAddressBytesMax = 254; ///< RFC 5321 §4.5.3.1.3, without the angle brackets

bool breaksLines(QChar c)
{
    return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format
        || c.category() == QChar::Separator_Line || c.category() == QChar::Separator_Paragraph;
}

/// RFC 5322's atext and the dot; beyond ASCII RFC 6532.
bool mayStandInLocalPart(QChar c)
{
    static constexpr QLatin1StringView kSpecial("!#$%&'*+-/=?^_`{|}~.");
    return c.isLetterOrNumber() || c.isSurrogate() || kSpecial.contains(c);
}

bool isDomain(const QString &domain)
{
    const auto isLetter = [](QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-'; };
    return std::ranges::all_of(domain.split(u'.'), [&](const QString &label) {
        return !label.isEmpty() && label.size() <= 63 && std::ranges::all_of(label, isLetter) && !label.startsWith(u'-')
            && !label.endsWith(u'-');
    });
}

} // namespace

Result<MailAddress> MailAddress::parse(const QString &text, const QString &field)
{
    const auto refuse = [&] {
        const QString shown = text.left(kAddressBytesMax).simplified();
        return failField(field, QStringLiteral("\"%1\" must be a mail address, like name@example.org.").arg(shown));
    };
    QString address = text.trimmed();
    QString name;
    if (const qsizetype bracket = address.lastIndexOf(u'<'); bracket >= 0 && address.endsWith(u'>')) {
        name = address.first(bracket).trimmed();
        address = address.sliced(bracket + 1).chopped(1);
    }
    if (name.size() >= 2 && name.startsWith(u'"') && name.endsWith(u'"'))
        name = name.sliced(1).chopped(1);

    const qsizetype at = address.lastIndexOf(u'@');
    if (at < 1 || name.size() > kNameCharsMax || std::ranges::any_of(text, breaksLines))
        return refuse();
    const QString local = address.first(at);
    const QString domain = QString::fromLatin1(QUrl::toAce(address.sliced(at + 1)));
    if (!std::ranges::all_of(local, mayStandInLocalPart) || local.toUtf8().size() > kLocalBytesMax || !isDomain(domain))
        return refuse();
    address = local + u'@' + domain;
    if (address.toUtf8().size() > kAddressBytesMax)
        return refuse();
    return MailAddress(name, address);
}

} // namespace ostiary
