// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/mcp/strict_json.h"

#include <algorithm>
#include <tuple>

namespace ostiary {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

int hexDigit(char c)
{
    return isDigit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// The four digits of a \u escape; -1: there are no four.
int codeUnit(QByteArrayView digits)
{
    int unit = 0;
    for (qsizetype i = 0; i < 4; ++i) {
        const int digit = i < digits.size() ? hexDigit(digits[i]) : -1;
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

/// What stands behind the backslash of an escape of one character; 0: no such escape.
char16_t plainEscape(char c)
{
    switch (c) {
    case '"':
    case '\\':
    case '/': return char16_t(c);
    case 'b': return u'\b';
    case 'f': return u'\f';
    case 'n': return u'\n';
    case 'r': return u'\r';
    case 't': return u'\t';
    default: return 0;
    }
}

} // namespace

char StrictJson::next()
{
    while (m_at != m_end && (*m_at == ' ' || *m_at == '\t' || *m_at == '\n' || *m_at == '\r'))
        ++m_at;
    return m_at == m_end ? '\0' : *m_at;
}

bool StrictJson::atEnd()
{
    std::ignore = next();
    return m_at == m_end;
}

bool StrictJson::take(char wanted)
{
    if (next() != wanted || m_at == m_end)
        return false;
    ++m_at;
    return true;
}

bool StrictJson::list(char open, char close, const std::function<bool()> &item)
{
    if (m_depth == kDeepest || !take(open))
        return false;
    if (take(close))
        return true;
    ++m_depth;
    do {
        if (!item())
            return false;
    } while (take(','));
    --m_depth;
    return take(close);
}

bool StrictJson::object(const std::function<bool(const QString &name)> &member)
{
    return list('{', '}', [&] {
        const std::optional<QString> name = string();
        return name && take(':') && member(*name);
    });
}

bool StrictJson::array(const std::function<bool()> &element)
{
    return list('[', ']', element);
}

// Between its quotes, checked but for the escapes' meaning. Multi-byte characters are the caller's to check.
std::optional<QByteArrayView> StrictJson::rawString()
{
    if (!take('"'))
        return std::nullopt;
    const char *const begin = m_at;
    for (; m_at != m_end && *m_at != '"'; ++m_at) {
        if (uchar(*m_at) < 0x20)
            return std::nullopt;
        if (*m_at != '\\')
            continue;
        if (++m_at == m_end)
            return std::nullopt;
        if (*m_at == 'u') {
            if (codeUnit(QByteArrayView(m_at + 1, m_end)) < 0)
                return std::nullopt;
            m_at += 4;
        } else if (!plainEscape(*m_at)) {
            return std::nullopt;
        }
    }
    if (m_at == m_end)
        return std::nullopt;
    return QByteArrayView(begin, m_at++);
}

std::optional<QString> StrictJson::string()
{
    const std::optional<QByteArrayView> raw = rawString();
    if (!raw)
        return std::nullopt;
    QString text;
    qsizetype from = 0;
    for (qsizetype at = raw->indexOf('\\'); at >= 0; at = raw->indexOf('\\', from)) {
        text += QString::fromUtf8(raw->sliced(from, at - from));
        const char escape = raw->at(at + 1);
        text += escape == 'u' ? QChar(char16_t(codeUnit(raw->sliced(at + 2)))) : QChar(plainEscape(escape));
        from = at + (escape == 'u' ? 6 : 2);
    }
    return text + QString::fromUtf8(raw->sliced(from));
}

bool StrictJson::word(QByteArrayView wanted)
{
    if (!QByteArrayView(m_at, m_end).startsWith(wanted))
        return false;
    m_at += wanted.size();
    return true;
}

bool StrictJson::digits()
{
    const char *const begin = m_at;
    m_at = std::find_if_not(m_at, m_end, isDigit);
    return m_at != begin;
}

bool StrictJson::number()
{
    std::ignore = word("-");
    if (!word("0") && !digits())
        return false;
    if (word(".") && !digits())
        return false;
    if (word("e") || word("E")) {
        if (!word("+"))
            std::ignore = word("-");
        return digits();
    }
    return true;
}

bool StrictJson::skip()
{
    switch (next()) {
    case '{': return list('{', '}', [this] { return rawString() && take(':') && skip(); });
    case '[': return list('[', ']', [this] { return skip(); });
    case '"': return rawString().has_value();
    case 't': return word("true");
    case 'f': return word("false");
    case 'n': return word("null");
    default: return number();
    }
}

} // namespace ostiary
