// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener/target.h"

#include <algorithm>

namespace ostiary::http {

namespace {

int hexDigit(char c)
{
    return c >= '0' && c <= '9' ? c - '0'
        : c >= 'a' && c <= 'f'  ? c - 'a' + 10
        : c >= 'A' && c <= 'F'  ? c - 'A' + 10
                                : -1;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isNameCharacter(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_';
}

/// `encoded` starts at a '%'.
bool isHarmlessEscape(QByteArrayView encoded)
{
    const int high = encoded.size() > 2 ? hexDigit(encoded[1]) : -1;
    const int low = encoded.size() > 2 ? hexDigit(encoded[2]) : -1;
    if (high < 0 || low < 0)
        return false;
    const int byte = high * 16 + low;
    return byte >= 0x20 && byte != 0x7f && byte != '/' && byte != '\\' && byte != '.';
}

bool isDotSegment(QByteArrayView segment)
{
    return segment == "." || segment == "..";
}

bool isPort(QByteArrayView port)
{
    return !port.isEmpty() && port.size() <= 5 && std::ranges::all_of(port, isDigit) && port.toInt() <= 65535;
}

} // namespace

bool isPlainTarget(QByteArrayView target)
{
    if (!target.startsWith('/') || target.startsWith("//"))
        return false;
    qsizetype segment = 1;
    bool inPath = true;
    for (qsizetype i = 1; i < target.size(); ++i) {
        const char c = target[i];
        const auto byte = uchar(c);
        if (byte <= 0x20 || byte >= 0x7f || c == '#' || c == '\\')
            return false;
        if (!inPath)
            continue;
        if (c == '%' && !isHarmlessEscape(target.sliced(i)))
            return false;
        if (c == '/' || c == '?') {
            if (isDotSegment(target.sliced(segment, i - segment)))
                return false;
            segment = i + 1;
            inPath = c != '?';
        }
    }
    return !inPath || !isDotSegment(target.sliced(segment));
}

bool isPlainHost(QByteArrayView host)
{
    qsizetype end = 0;
    if (host.startsWith('[')) {
        end = host.indexOf(']') + 1;
        const bool filled = end > 3 && std::ranges::all_of(host.sliced(1, end - 2), [](char c) {
                                return hexDigit(c) >= 0 || c == ':' || c == '.';
                            });
        if (!filled)
            return false;
    } else {
        while (end < host.size() && isNameCharacter(host[end]))
            ++end;
        if (end == 0)
            return false;
    }
    return end == host.size() || (host[end] == ':' && isPort(host.sliced(end + 1)));
}

} // namespace ostiary::http
