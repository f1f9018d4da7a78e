// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/spend/meter.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace ostiary {

namespace {

std::unexpected<Error> unreadable()
{
    return fail(ErrorCode::InvalidRequest,
                QStringLiteral("What this call costs depends on its body, and the body is not valid JSON."));
}

Charge flat(const QString &upstream, const QString &subject, const Price &price)
{
    return {.upstream = upstream, .subject = subject, .price = price.id, .callMicros = price.callMicros, .most = {}};
}

// A request names its own limit under one of three names; several answers to one question each may have as many.
qint64 mostOutput(const QJsonObject &request, const Price &price)
{
    qint64 most = 0;
    for (const QLatin1String name : {QLatin1String("max_completion_tokens"), QLatin1String("max_output_tokens"),
                                     QLatin1String("max_tokens"), QLatin1String("max_tokens_to_sample")})
        most = std::max(most, request.value(name).toInteger());
    if (most <= 0)
        most = price.maxOutputTokens;
    const qint64 answers
        = std::max({qint64(1), request.value(u"n").toInteger(1), request.value(u"best_of").toInteger(1)});
    return std::min(most, Charge::kMostTokens / std::min<qint64>(answers, 1000)) * std::min<qint64>(answers, 1000);
}

Charge byTokens(const QString &upstream, const QString &model, const Price &price, const QJsonObject &request,
                qint64 bytes)
{
    return {.upstream = upstream,
            .subject = model,
            .price = price.id,
            .callMicros = price.callMicros,
            .inputMicros = price.inputMicros,
            .outputMicros = price.outputMicros,
            .most = {.input = bytes, .output = mostOutput(request, price)}};
}

/// Whether a body looks as if its reader would take it for JSON, whatever its Content-Type says.
bool looksLikeJson(const QByteArray &body)
{
    const QByteArrayView text = QByteArrayView(body).trimmed();
    return text.startsWith('{') || text.startsWith("\xef\xbb\xbf") || text.contains('\0');
}

} // namespace

bool Meter::isFree(const QString &upstream) const
{
    return !m_upstreams.value(upstream).isMetered && !m_prices.knows(upstream);
}

Result<std::optional<Charge>> Meter::unknown(const QString &upstream, const QString &subject) const
{
    const Metering metering = m_upstreams.value(upstream);
    if (!metering.isMetered)
        return std::nullopt;
    if (metering.unknownMicros)
        return Charge{
            .upstream = upstream, .subject = subject, .price = {}, .callMicros = *metering.unknownMicros, .most = {}};
    return fail(ErrorCode::PriceUnknown,
                QStringLiteral("Calls of \"%1\" at the upstream %2 have no price, so that they are not let through; "
                               "the operator can set one.")
                    .arg(subject, upstream));
}

Result<std::optional<Charge>> Meter::ofTool(const QString &upstream, const QString &tool) const
{
    if (const std::optional<Price> price = m_prices.find(upstream, PriceKind::Tool, tool))
        return flat(upstream, tool, *price);
    return unknown(upstream, tool);
}

Result<std::optional<Charge>> Meter::ofMcp(const QString &upstream, const QStringList &tools) const
{
    if (isFree(upstream))
        return std::nullopt;
    std::optional<Charge> total;
    for (const QString &tool : tools) {
        TRY(const std::optional<Charge> charge, ofTool(upstream, tool));
        if (!charge)
            continue;
        if (total) { // a batch is one call with the sum of its prices
            total->subject = QStringLiteral("batch");
            total->price = {};
            total->callMicros += charge->callMicros;
        } else {
            total = charge;
        }
    }
    return total;
}

Result<std::optional<Charge>> Meter::ofRequest(const QString &upstream, const QString &path, const Headers &headers,
                                               const QByteArray &body) const
{
    if (isFree(upstream))
        return std::nullopt;
    const QByteArrayView encoding = headers.value("content-encoding");
    if (!body.isEmpty() && !encoding.isEmpty() && encoding.compare("identity", Qt::CaseInsensitive) != 0) {
        return fail(ErrorCode::UnsupportedMediaType,
                    QStringLiteral("What this call costs depends on its body; send it uncompressed."));
    }
    const QJsonDocument document = QJsonDocument::fromJson(body);
    if (document.isNull() && looksLikeJson(body))
        return unreadable();
    const QJsonObject request = document.object();
    const QString model = request.value(u"model").toString();
    if (!model.isEmpty()) {
        if (const std::optional<Price> price = m_prices.find(upstream, PriceKind::Model, model))
            return byTokens(upstream, model, *price, request, body.size());
    }
    if (const std::optional<Price> price = m_prices.find(upstream, PriceKind::Route, path))
        return flat(upstream, path, *price);
    return unknown(upstream, model.isEmpty() ? path : model);
}

} // namespace ostiary
