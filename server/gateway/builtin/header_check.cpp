// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/builtin/header_check.h"

namespace ostiary::gateway {

namespace {

using Check = std::expected<void, QString>;

// What cannot stand in a header as it is comes as =?base64?…?= (ibid., Value Encoding).
std::optional<QString> decoded(const QByteArray &value)
{
    constexpr QByteArrayView kStart{"=?base64?"};
    constexpr QByteArrayView kEnd{"?="};
    if (!value.startsWith(kStart) || !value.endsWith(kEnd) || value.size() < kStart.size() + kEnd.size())
        return QString::fromUtf8(value);
    const QByteArray inner = value.sliced(kStart.size(), value.size() - kStart.size() - kEnd.size());
    const auto bytes = QByteArray::fromBase64Encoding(inner, QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes)
        return std::nullopt;
    return QString::fromUtf8(*bytes);
}

Check checkOne(const Headers &headers, const char *name, const QString &expected)
{
    const QString label = QString::fromLatin1(name);
    if (headers.count(name) == 0)
        return std::unexpected(QStringLiteral("Header mismatch: %1 is missing.").arg(label));
    if (headers.count(name) > 1)
        return std::unexpected(QStringLiteral("Header mismatch: %1 comes more than once.").arg(label));
    if (decoded(headers.value(name).toByteArray()) != expected)
        return std::unexpected(QStringLiteral("Header mismatch: %1 differs from the body.").arg(label));
    return {};
}

/// The member of `params` that Mcp-Name repeats, or nothing.
QString nameMember(const QString &method)
{
    if (method == u"tools/call" || method == u"prompts/get")
        return QStringLiteral("name");
    return method == u"resources/read" ? QStringLiteral("uri") : QString();
}

} // namespace

QJsonObject metaOf(const rpc::Message &message)
{
    return message.params().value(u"_meta").toObject();
}

Check checkHeaders(const Headers &headers, const rpc::Message &message)
{
    const QJsonValue version = metaOf(message).value(kMetaVersion);
    if (version.isString()) {
        if (auto same = checkOne(headers, "MCP-Protocol-Version", version.toString()); !same)
            return same;
    }
    if (auto same = checkOne(headers, "Mcp-Method", message.method); !same)
        return same;
    const QString member = nameMember(message.method);
    return member.isEmpty() ? Check{} : checkOne(headers, "Mcp-Name", message.params().value(member).toString());
}

} // namespace ostiary::gateway
