// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pages/display_text.h"

#include <QList>

#include <algorithm>
#include <array>

namespace ostiary::http {
namespace {

// Enough for Vietnamese, Hebrew and Thai; more only climbs over the neighbouring lines.
constexpr int kMarksInARowMax = 3;

// They are letters or symbols to Unicode, and look like nothing: a name made of them would seem to be missing.
constexpr std::array<char32_t, 5> kBlanks{0x115f, 0x1160, 0x2800, 0x3164, 0xffa0};

enum class Kind { Visible, Mark, Space, Unseen };

Kind kindOf(char32_t c)
{
    if (std::ranges::contains(kBlanks, c) || QChar::isSpace(c))
        return Kind::Space;
    switch (QChar::category(c)) {
    case QChar::Other_Control: // ESC, NUL …
    case QChar::Other_Format: // right-to-left override, isolates, zero-width joiners, tags
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned: return Kind::Unseen;
    case QChar::Mark_NonSpacing:
    case QChar::Mark_Enclosing: return Kind::Mark;
    default: return Kind::Visible;
    }
}

QString shortened(const QString &text, qsizetype maxChars)
{
    if (text.size() <= maxChars)
        return text;
    qsizetype end = std::max<qsizetype>(maxChars - 1, 0);
    if (end > 0 && text.at(end - 1).isHighSurrogate())
        --end;
    return text.first(end).trimmed() + QChar(0x2026);
}

} // namespace

QString displayText(QStringView text, qsizetype maxChars)
{
    QString seen;
    bool spaceWaits = false;
    int marks = 0;
    for (const char32_t c : text.toUcs4()) { // half a character becomes U+FFFD
        if (seen.size() > maxChars)
            break;
        const Kind kind = kindOf(c);
        if (kind == Kind::Unseen)
            continue;
        if (kind == Kind::Space) {
            spaceWaits = !seen.isEmpty();
            continue;
        }
        marks = kind == Kind::Mark ? marks + 1 : 0;
        if (marks > kMarksInARowMax || (kind == Kind::Mark && seen.isEmpty()))
            continue;
        if (spaceWaits)
            seen += u' ';
        spaceWaits = false;
        seen += QChar::fromUcs4(c);
    }
    return shortened(seen, maxChars);
}

} // namespace ostiary::http
