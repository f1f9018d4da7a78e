// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/mail/mail_message.h"

#include <QLocale>

#include <algorithm>

namespace ostiary::gateway {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kSubjectCharsMax = 200;
constexpr qsizetype kTextBytesMax = 64 * 1024;
constexpr qsizetype kPlainSubjectMax = 60; ///< with "Subject: " a line of less than 78 (RFC 5322 §2.1.1)
constexpr qsizetype kWordBytesMax = 39; ///< encoded, framed and behind "Subject: " at most 76 (RFC 2047 §2)
constexpr qsizetype kLineMax = 998; ///< RFC 5322 §2.1.1
constexpr qsizetype kQuotedLineMax = 76; ///< RFC 2045 §6.7

bool isPlain(QStringView text)
{
    return std::ranges::all_of(text, [](QChar c) { return c >= u' ' && c <= u'~'; });
}

/// RFC 2047 §4.1: words of base64, one a line, none of which ends inside a character.
QByteArray encodedWords(const QString &text)
{
    QByteArrayList words;
    QByteArray word;
    const auto finish = [&] { words.append("=?UTF-8?B?" + std::exchange(word, {}).toBase64() + "?="); };
    for (const char32_t c : text.toUcs4()) {
        const QByteArray bytes = QString::fromUcs4(&c, 1).toUtf8();
        if (word.size() + bytes.size() > kWordBytesMax)
            finish();
        word += bytes;
    }
    finish();
    return words.join("\r\n ");
}

QByteArray headerText(const QString &text)
{
    const bool staysAsItIs = isPlain(text) && text.size() <= kPlainSubjectMax && !text.contains("=?"_L1);
    return staysAsItIs ? text.toLatin1() : encodedWords(text);
}

QByteArray mailbox(const MailAddress &who)
{
    const QByteArray address = who.address().toUtf8();
    if (who.name().isEmpty())
        return address;
    if (!isPlain(who.name()) || who.name().contains("=?"_L1))
        return encodedWords(who.name()) + "\r\n <" + address + '>';
    QByteArray quoted = who.name().toLatin1();
    quoted.replace('\\', "\\\\").replace('"', "\\\"");
    return '"' + quoted + "\" <" + address + '>';
}

/// `ddd, dd MMM yyyy hh:mm:ss +0000`, in English whatever the locale.
QByteArray rfc5322Date(Time time)
{
    return QLocale::c().toString(toDateTime(time), u"ddd, dd MMM yyyy hh:mm:ss"_s).toLatin1() + " +0000";
}

/// One line of text as lines of at most 76, each but the last with a soft break.
QByteArray quotedLine(QByteArrayView line)
{
    static constexpr char kHex[] = "0123456789ABCDEF";
    QByteArray result;
    qsizetype width = 0;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool isLast = i + 1 == line.size();
        const bool stays = (c > ' ' && c <= '~' && c != '=') || (c == ' ' && !isLast);
        if (width + (stays ? 1 : 3) > kQuotedLineMax - 1) {
            result += "=\r\n";
            width = 0;
        }
        const auto byte = static_cast<unsigned char>(c);
        if (stays)
            result += c;
        else
            result.append('=').append(kHex[byte >> 4]).append(kHex[byte & 15]);
        width += stays ? 1 : 3;
    }
    return result;
}

} // namespace

Result<QByteArray> composeMail(const MailParts &parts)
{
    const QString &subject = parts.subject;
    if (subject.isEmpty() || subject.size() > kSubjectCharsMax)
        return failField(u"subject"_s, u"A mail's subject must have 1 to 200 characters."_s);
    if (std::ranges::any_of(subject, [](QChar c) { return c.category() == QChar::Other_Control; }))
        return failField(u"subject"_s, u"A mail's subject must be one line without control characters."_s);

    QByteArray text = parts.text.toUtf8();
    if (text.size() > kTextBytesMax)
        return failField(u"text"_s, u"A mail's text may have at most 64 KiB."_s);
    text.replace("\r\n", "\n").replace('\r', '\n');
    if (text.endsWith('\n'))
        text.chop(1);
    QByteArrayList lines = text.split('\n');
    const bool isQuoted = std::ranges::any_of(
        lines, [](const QByteArray &line) { return line.size() > kLineMax || !isPlain(QString::fromUtf8(line)); });
    if (isQuoted)
        std::ranges::transform(lines, lines.begin(), [](const QByteArray &line) { return quotedLine(line); });

    const QByteArray body = lines.join("\r\n");
    return "From: " + mailbox(parts.from) + "\r\nTo: " + mailbox(parts.to) + "\r\nSubject: " + headerText(subject)
        + "\r\nDate: " + rfc5322Date(parts.date) + "\r\nMessage-ID: <" + parts.id + '@' + parts.from.domain().toLatin1()
        + ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
        + "Content-Type: text/plain; charset=" + (isQuoted ? "utf-8" : "us-ascii")
        + "\r\nContent-Transfer-Encoding: " + (isQuoted ? "quoted-printable" : "7bit") + "\r\n\r\n" + body + "\r\n";
}

} // namespace ostiary::gateway
