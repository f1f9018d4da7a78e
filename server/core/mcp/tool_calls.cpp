// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/mcp/tool_calls.h"

#include "server/core/mcp/strict_json.h"

#include <algorithm>

namespace ostiary::mcp {

namespace {

std::unexpected<Error> refused(const QString &why)
{
    return fail(ErrorCode::InvalidRequest,
                QStringLiteral("What a call may do and costs here depends on its body, and %1.").arg(why));
}

/// The one member of an object that counts, however its reader compares names: some take "Method" for "method", the
/// first of two, the last, or what stands before a zero character.
class TheOne
{
public:
    explicit TheOne(QLatin1StringView name) : m_name(name) { }

    /// Whether that is its name, to somebody.
    [[nodiscard]] bool isMeant(const QString &name) const
    {
        return name.section(QChar(), 0, 0).toCaseFolded() == m_name;
    }
    /// False: it is spelled in another way, or comes again.
    [[nodiscard]] bool meet(const QString &name) { return name == m_name && !std::exchange(m_met, true); }

private:
    QLatin1StringView m_name;
    bool m_met = false;
};

/// Reads a body and remembers what was wrong.
class Reader
{
public:
    explicit Reader(QByteArrayView body) : m_json(body) { }

    Result<QStringList> read()
    {
        const bool isBatch = m_json.next() == '[';
        const bool good = isBatch ? m_json.array([this] { return message(); }) : message();
        if (!m_problem.isEmpty())
            return refused(m_problem);
        if (!good || !m_json.atEnd())
            return refused(QStringLiteral("this one is not a JSON-RPC message, or none that every reader takes alike"));
        return m_tools;
    }

private:
    bool wrong(const QString &why)
    {
        m_problem = why;
        return false;
    }

    bool ambiguous(QLatin1StringView name)
    {
        return wrong(QStringLiteral("its \"%1\" comes twice or in another spelling").arg(name));
    }

    /// The value of a member that must be text.
    bool text(std::optional<QString> &into)
    {
        if (m_json.next() != '"') // some languages take ["tools/call"] for its only element
            return wrong(QStringLiteral("a name in it is no text"));
        into = m_json.string();
        if (into && into->contains(QChar::Null))
            return wrong(QStringLiteral("a name in it has a zero character"));
        return into.has_value();
    }

    bool message()
    {
        TheOne method(QLatin1StringView("method"));
        TheOne params(QLatin1StringView("params"));
        std::optional<QString> called;
        std::optional<QString> tool;
        const bool good = m_json.object([&](const QString &name) {
            if (method.isMeant(name))
                return method.meet(name) ? text(called) : ambiguous(QLatin1StringView("method"));
            if (params.isMeant(name))
                return params.meet(name) ? parameters(tool) : ambiguous(QLatin1StringView("params"));
            return m_json.skip();
        });
        if (!good || called != QLatin1String("tools/call"))
            return good;
        if (!tool || tool->isEmpty())
            return wrong(QStringLiteral("this tools/call does not name its tool"));
        m_tools << *tool;
        return true;
    }

    bool parameters(std::optional<QString> &tool)
    {
        if (m_json.next() != '{')
            return m_json.skip();
        TheOne one(QLatin1StringView("name"));
        return m_json.object([&](const QString &name) {
            if (!one.isMeant(name))
                return m_json.skip();
            if (!one.meet(name))
                return ambiguous(QLatin1StringView("name"));
            return m_json.next() == '"' ? text(tool) : m_json.skip();
        });
    }

    StrictJson m_json;
    QStringList m_tools;
    QString m_problem;
};

/// What each field of that name says, without blanks, also of "Content_Type", which some servers take for the same.
QByteArrayList valuesOf(const Headers &headers, QByteArrayView name)
{
    QByteArrayList values;
    for (const auto &[key, value] : headers) {
        if (key.toLower().replace('_', '-') == name)
            values << value.toLower().replace(' ', "").replace('\t', "");
    }
    return values;
}

/// An upstream that believes another charset reads other characters than we do: in UTF-7 "+AG0-ethod" is "method".
bool isUtf8(const Headers &headers)
{
    const QByteArrayList types = valuesOf(headers, "content-type");
    return types.size() <= 1 && std::ranges::all_of(types, [](const QByteArray &type) {
               return !type.contains("charset") || type == "application/json;charset=utf-8"
                   || type == "application/json;charset=utf8" || type == "application/json;charset=\"utf-8\"";
           });
}

bool isPlain(const Headers &headers)
{
    return std::ranges::all_of(valuesOf(headers, "content-encoding"),
                               [](const QByteArray &encoding) { return encoding.isEmpty() || encoding == "identity"; });
}

} // namespace

Result<QStringList> toolsCalled(const Headers &headers, const QByteArray &body)
{
    if (!isPlain(headers))
        return refused(QStringLiteral("this one is compressed; send it as it is"));
    if (!isUtf8(headers) || !body.isValidUtf8())
        return refused(QStringLiteral("this one is not UTF-8"));
    return Reader(body).read();
}

} // namespace ostiary::mcp
