// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/spend/usage_reader.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

namespace ostiary {

namespace {

bool isType(QByteArrayView header, QByteArrayView type)
{
    return header.size() >= type.size() && header.first(type.size()).compare(type, Qt::CaseInsensitive) == 0;
}

qint64 textBytes(const QJsonValue &value)
{
    if (value.isString())
        return value.toString().toUtf8().size();
    qint64 bytes = 0;
    for (const QJsonValue &item : value.toArray())
        bytes += textBytes(item);
    for (const QJsonValue &item : value.toObject())
        bytes += textBytes(item);
    return bytes;
}

} // namespace

UsageReader::UsageReader(const Headers &headers)
{
    const QByteArrayView type = headers.value("content-type");
    const QByteArrayView encoding = headers.value("content-encoding");
    m_isStream = isType(type, "text/event-stream");
    m_isReadable = encoding.isEmpty() || encoding.compare("identity", Qt::CaseInsensitive) == 0;
}

void UsageReader::feed(QByteArrayView bytes)
{
    m_bytes += bytes.size();
    if (!m_isReadable)
        return;
    if (!m_isStream) {
        if (!m_overlong && m_kept.size() + bytes.size() <= kMostKept)
            m_kept.append(bytes);
        else
            m_overlong = true;
        return;
    }
    while (!bytes.isEmpty()) {
        const qsizetype end = bytes.indexOf('\n');
        const QByteArrayView part = end < 0 ? bytes : bytes.first(end);
        if (m_kept.size() + part.size() <= kMostKept)
            m_kept.append(part);
        else
            m_overlong = true;
        if (end < 0)
            return;
        takeLine(m_kept);
        m_kept.clear();
        bytes = bytes.sliced(end + 1);
    }
}

// WHATWG HTML §9.2.6, as far as data is concerned.
void UsageReader::takeLine(QByteArrayView line)
{
    if (line.endsWith('\r'))
        line.chop(1);
    if (line.isEmpty()) {
        if (!m_overlong)
            takeJson(m_data);
        m_data.clear();
        m_overlong = false;
        return;
    }
    if (!line.startsWith("data:"))
        return;
    line = line.sliced(5);
    if (line.startsWith(' '))
        line = line.sliced(1);
    if (m_data.size() + line.size() > kMostKept) {
        m_overlong = true;
        return;
    }
    if (!m_data.isEmpty())
        m_data.append('\n');
    m_data.append(line);
}

void UsageReader::finish()
{
    if (!m_isReadable || m_overlong)
        return;
    if (m_isStream) { // a last event without its empty line
        takeLine(m_kept);
        takeLine({});
    } else {
        takeJson(m_kept);
    }
    m_kept.clear();
}

void UsageReader::takeJson(const QByteArray &json)
{
    if (json.isEmpty() || json == "[DONE]")
        return;
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (document.isObject())
        takeObject(document.object());
    for (const QJsonValue &item : document.array())
        takeObject(item.toObject());
}

void UsageReader::takeObject(const QJsonObject &object)
{
    if (object.contains(u"jsonrpc")) {
        m_rpcErrors += object.contains(u"error") ? 1 : 0;
        m_rpcResults += object.contains(u"result") ? 1 : 0;
        return;
    }
    m_deltaBytes += textBytes(object.value(u"delta")); // Anthropic; OpenAI responses
    for (const QJsonValue &choice : object.value(u"choices").toArray())
        m_deltaBytes += textBytes(choice[u"delta"]);
    takeUsage(object.value(u"usage"));
    takeUsage(object.value(u"message").toObject().value(u"usage")); // Anthropic: message_start
    takeUsage(object.value(u"response").toObject().value(u"usage")); // OpenAI: response.completed
}

// Streams repeat themselves with growing figures, so that the largest counts.
void UsageReader::takeUsage(const QJsonValue &value)
{
    if (!value.isObject())
        return;
    const QJsonObject usage = value.toObject();
    std::optional<qint64> input = count(usage, "prompt_tokens");
    if (!input)
        input = count(usage, "input_tokens");
    for (const char *cached : {"cache_creation_input_tokens", "cache_read_input_tokens"}) {
        if (const std::optional<qint64> more = count(usage, cached))
            input = std::min(input.value_or(0) + *more, Charge::kMostTokens);
    }
    std::optional<qint64> output = count(usage, "completion_tokens");
    if (!output)
        output = count(usage, "output_tokens");
    if (input)
        m_input = std::max(m_input.value_or(0), *input);
    if (output)
        m_output = std::max(m_output.value_or(0), *output);
}

std::optional<qint64> UsageReader::count(const QJsonObject &usage, const char *name)
{
    const QJsonValue value = usage.value(QLatin1String(name));
    if (value.isUndefined() || value.isNull())
        return std::nullopt;
    const double number = value.toDouble(-1);
    if (!value.isDouble() || number < 0 || number > double(Charge::kMostTokens) || std::floor(number) != number) {
        m_absurd = true;
        return std::nullopt;
    }
    return value.toInteger();
}

std::optional<TokenUsage> UsageReader::usage() const
{
    if (m_absurd || (!m_input && !m_output))
        return std::nullopt;
    return TokenUsage{m_input.value_or(0), m_output.value_or(0)};
}

} // namespace ostiary
