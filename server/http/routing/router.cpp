// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/routing/router.h"

namespace ostiary::http {

namespace {

constexpr QByteArrayView kRest = "/{rest…}";

QString describe(const Route &route)
{
    static constexpr std::array kAccess{"public", "optional", "protected", "manager", "session"};
    static constexpr std::array kLimit{"-", "limit:standard", "limit:auth", "limit:upstream"};
    static constexpr std::array kCors{"", "  cors:any", "  cors:mcp"};
    QString more = QLatin1String(kCors[size_t(route.stack.cors)]);
    if (route.stack.role > Role::Auditor)
        more += QStringLiteral("  role:") + toString(route.stack.role);
    if (route.stack.serverAdmin)
        more += QStringLiteral("  server-admin");
    if (route.stack.recent)
        more += QStringLiteral("  recent");
    return QStringLiteral("%1 %2  %3  %4  %5%6")
        .arg(QString::fromLatin1(toString(route.method)), -7)
        .arg(QString::fromUtf8(route.path), -50)
        .arg(QLatin1String(kAccess.at(size_t(route.stack.access))), -9)
        .arg(QLatin1String(kLimit[size_t(route.stack.limit)]), -14)
        .arg(QLatin1String(route.name), more);
}

} // namespace

const Route *Router::Entry::find(Method method) const
{
    const Method wanted
        = method == Method::Head ? Method::Get : method; // RFC 9110 §9.3.2: HEAD is GET without the body
    const auto route = std::ranges::find(routes, wanted, &Route::method);
    return route == routes.end() ? nullptr : &*route;
}

QByteArray Router::Entry::allow() const
{
    QByteArrayList methods;
    for (const Route &route : routes) {
        methods << toString(route.method).toByteArray();
        if (route.method == Method::Get)
            methods << "HEAD";
    }
    methods << "OPTIONS";
    return methods.join(", ");
}

void Router::add(QList<Route> routes)
{
    for (Route &route : routes) {
        const qsizetype brace = route.path.indexOf('{');
        const qsizetype behind = route.path.indexOf('}') + 1;
        if (brace < 0)
            m_exact[route.path].routes << std::move(route);
        else if (route.path.endsWith(kRest))
            m_below[route.path.chopped(kRest.size())].routes << std::move(route);
        else if (behind == route.path.size())
            m_withParameter[route.path.first(brace)].routes << std::move(route);
        else
            m_inTheMiddle[route.path.first(brace) + route.path.sliced(behind)].routes << std::move(route);
    }
}

Router::Match Router::match(const QByteArray &path) const
{
    if (const auto exact = m_exact.constFind(path); exact != m_exact.constEnd())
        return {&*exact, {}};
    for (const auto &[prefix, entry] : m_below) {
        if (path.startsWith(prefix) && (path.size() == prefix.size() || path.at(prefix.size()) == '/'))
            return {&entry, QString::fromLatin1(path.sliced(prefix.size()))};
    }
    const qsizetype slash = path.lastIndexOf('/');
    if (slash + 1 == path.size()) // one slash too many at the end: clients differ
        return path.size() > 1 && !path.endsWith("//") ? match(path.chopped(1)) : Match{};
    if (const auto found = m_withParameter.constFind(path.first(slash + 1)); found != m_withParameter.constEnd())
        return {&*found, QString::fromLatin1(path.sliced(slash + 1))};
    const qsizetype before = path.lastIndexOf('/', slash - 1) + 1;
    if (slash <= 0 || before == slash)
        return {};
    const auto found = m_inTheMiddle.constFind(path.first(before) + path.sliced(slash));
    if (found == m_inTheMiddle.constEnd())
        return {};
    return {&*found, QString::fromLatin1(path.sliced(before, slash - before))};
}

std::optional<QByteArray> Router::conflict(const QByteArray &path) const
{
    for (const QString &line : list()) {
        const QByteArray other = line.simplified().section(u' ', 1, 1).toUtf8();
        if (other == path || other.startsWith(path + '/'))
            return other;
    }
    const Entry *const hidden = match(path).entry;
    return hidden ? std::optional(hidden->routes.first().path) : std::nullopt;
}

QStringList Router::list() const
{
    QStringList lines;
    for (const auto *entries : {&m_exact, &m_withParameter, &m_inTheMiddle}) {
        for (const Entry &entry : *entries) {
            for (const Route &route : entry.routes)
                lines << describe(route);
        }
    }
    for (const auto &[prefix, entry] : m_below) {
        for (const Route &route : entry.routes)
            lines << describe(route);
    }
    std::ranges::sort(lines, {}, [](const QString &line) { return line.sliced(8) + line.first(8); });
    return lines;
}

} // namespace ostiary::http
