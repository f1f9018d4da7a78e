// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/request.h"

#include <QJsonDocument>
#include <QStringDecoder>

namespace ostiary::http {

QByteArrayView toString(Method method)
{
    switch (method) {
    case Method::Get: return "GET";
    case Method::Head: return "HEAD";
    case Method::Post: return "POST";
    case Method::Put: return "PUT";
    case Method::Patch: return "PATCH";
    case Method::Delete: return "DELETE";
    case Method::Options: return "OPTIONS";
    }
    Q_UNREACHABLE();
}

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

bool hasType(QByteArrayView contentType, QByteArrayView wanted)
{
    const qsizetype end = contentType.indexOf(';');
    return contentType.first(end < 0 ? contentType.size() : end).trimmed().compare(wanted, Qt::CaseInsensitive) == 0;
}

} // namespace

Result<Parameters> Parameters::parse(QByteArrayView encoded)
{
    Parameters parameters;
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
        parameters.m_pairs.emplace_back(name, value);
    }
    return parameters;
}

std::optional<QString> Parameters::value(QStringView name) const
{
    for (const auto &[key, value] : m_pairs) {
        if (key == name)
            return value;
    }
    return std::nullopt;
}

qsizetype Parameters::count(QStringView name) const
{
    return std::ranges::count_if(m_pairs, [&](const auto &pair) { return pair.first == name; });
}

Result<Parameters> Request::form() const
{
    if (!hasType(header("content-type"), "application/x-www-form-urlencoded")) {
        return fail(ErrorCode::UnsupportedMediaType,
                    QStringLiteral("Send the parameters as application/x-www-form-urlencoded."));
    }
    return Parameters::parse(body);
}

Result<QJsonObject> Request::json() const
{
    if (!hasType(header("content-type"), "application/json"))
        return fail(ErrorCode::UnsupportedMediaType, QStringLiteral("Send the request as application/json."));
    if (!body.isValidUtf8())
        return fail(ErrorCode::InvalidRequest, QStringLiteral("The body is not valid UTF-8."));
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(body, &problem);
    if (problem.error != QJsonParseError::NoError) {
        return fail(ErrorCode::InvalidRequest,
                    QStringLiteral("The body is not valid JSON: %1 (at byte %2).")
                        .arg(problem.errorString())
                        .arg(problem.offset));
    }
    if (!document.isObject())
        return fail(ErrorCode::InvalidRequest, QStringLiteral("The body must be one JSON object."));
    return document.object();
}

QStringList Request::languages() const
{
    constexpr qsizetype kMost = 20; // nobody reads more
    constexpr qsizetype kLongestTag = 35; // RFC 5646 §4.4.1
    QList<std::pair<double, QString>> wanted;
    for (const QByteArray &item : header("accept-language").toByteArray().split(',')) {
        const QByteArrayList parts = item.trimmed().split(';');
        const QByteArray weight = parts.value(1).trimmed();
        const double quality = weight.startsWith("q=") ? weight.sliced(2).toDouble() : 1.0;
        const QString tag = QString::fromLatin1(parts.first().trimmed());
        if (!tag.isEmpty() && tag.size() <= kLongestTag && tag != u"*" && quality > 0 && wanted.size() < kMost)
            wanted.emplace_back(quality, tag);
    }
    std::ranges::stable_sort(wanted, std::ranges::greater(), [](const auto &each) { return each.first; });
    QStringList tags;
    for (const auto &[quality, tag] : std::as_const(wanted))
        tags << tag;
    return tags;
}

Result<std::optional<QByteArray>> Request::cookie(QByteArrayView name) const
{
    std::optional<QByteArray> found;
    for (const auto &[key, value] : headers) {
        if (key.compare("cookie", Qt::CaseInsensitive) != 0)
            continue;
        for (const QByteArray &part : value.split(';')) {
            const QByteArray pair = part.trimmed();
            const qsizetype equals = pair.indexOf('=');
            if (equals < 0 || QByteArrayView(pair).first(equals) != name)
                continue;
            if (found) {
                return fail(ErrorCode::InvalidRequest,
                            QStringLiteral("The cookie %1 comes twice.").arg(QString::fromLatin1(name)));
            }
            found = pair.sliced(equals + 1);
        }
    }
    return found;
}

} // namespace ostiary::http
