// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/form_data.h"

#include <QStringDecoder>

namespace ostiary {

namespace {

int hexDigit(char c)
{
    return c >= '0' && c <= '9' ? c - '0'
        : c >= 'a' && c <= 'f'  ? c - 'a' + 10
        : c >= 'A' && c <= 'F'  ? c - 'A' + 10
                                : -1;
}

Result<QString> decoded(QByteArrayView encoded)
{
    QByteArray bytes;
    bytes.reserve(encoded.size());
    for (qsizetype i = 0; i < encoded.size(); ++i) {
        const char c = encoded[i];
        if (c == '+') {
            bytes.append(' ');
        } else if (c != '%') {
            bytes.append(c);
        } else {
            const int high = i + 2 < encoded.size() ? hexDigit(encoded[i + 1]) : -1;
            const int low = i + 2 < encoded.size() ? hexDigit(encoded[i + 2]) : -1;
            if (high < 0 || low < 0)
                return fail(ErrorCode::InvalidRequest,
                            QStringLiteral("A '%' must be followed by two hexadecimal digits."));
            bytes.append(char(high * 16 + low));
            i += 2;
        }
    }
    QStringDecoder decoder(QStringDecoder::Utf8);
    QString text = decoder(bytes);
    if (decoder.hasError() || text.contains(QChar::Null))
        return fail(ErrorCode::InvalidRequest, QStringLiteral("The parameters are not valid UTF-8 text."));
    return text;
}

} // namespace

Result<QList<std::pair<QString, QString>>> parseFormData(QByteArrayView encoded)
{
    QList<std::pair<QString, QString>> pairs;
    qsizetype from = 0;
    while (from < encoded.size()) {
        qsizetype to = encoded.indexOf('&', from);
        if (to < 0)
            to = encoded.size();
        const QByteArrayView pair = encoded.sliced(from, to - from);
        from = to + 1;
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        TRY(const QString name, decoded(equals < 0 ? pair : pair.first(equals)));
        TRY(const QString value, decoded(equals < 0 ? QByteArrayView() : pair.sliced(equals + 1)));
        pairs.emplace_back(name, value);
    }
    return pairs;
}

} // namespace ostiary
