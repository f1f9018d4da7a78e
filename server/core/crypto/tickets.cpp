// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/crypto/tickets.h"

#include <QJsonDocument>

namespace ostiary {

namespace {

const QString kExpiry = QStringLiteral("expires_at_ms");
constexpr qsizetype kLongest = 4096;
constexpr auto kEncoding = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

} // namespace

QByteArray Tickets::make(const QByteArray &use, QJsonObject values, std::chrono::seconds lifetime) const
{
    values.insert(kExpiry, qint64((m_clock.now() + lifetime).time_since_epoch().count()));
    return m_keys.seal(Purpose::Ticket, QJsonDocument(values).toJson(QJsonDocument::Compact), use, m_random)
        .toBase64(kEncoding);
}

Result<QJsonObject> Tickets::open(const QByteArray &use, QByteArrayView ticket) const
{
    const auto refused = [] {
        return fail(ErrorCode::InvalidRequest, QStringLiteral("This step has run out of time; please start again."));
    };
    if (ticket.size() > kLongest)
        return refused();
    const auto sealed
        = QByteArray::fromBase64Encoding(ticket.toByteArray(), kEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!sealed)
        return refused();
    const std::optional<Secret> plain = m_keys.open(Purpose::Ticket, *sealed, use);
    if (!plain)
        return refused();
    const QJsonObject values = QJsonDocument::fromJson(plain->reveal().toByteArray()).object();
    if (values.value(kExpiry).toInteger() <= m_clock.now().time_since_epoch().count())
        return refused();
    return values;
}

} // namespace ostiary
