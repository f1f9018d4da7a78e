// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/request.h"

#include "models/form_data.h"

#include <QJsonDocument>

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

bool hasType(QByteArrayView contentType, QByteArrayView wanted)
{
    const qsizetype end = contentType.indexOf(';');
    return contentType.first(end < 0 ? contentType.size() : end).trimmed().compare(wanted, Qt::CaseInsensitive) == 0;
}

} // namespace

Result<Parameters> Parameters::parse(QByteArrayView encoded)
{
    Parameters parameters;
    TRY(parameters.m_pairs, parseFormData(encoded));
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
