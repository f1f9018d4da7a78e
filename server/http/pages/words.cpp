// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pages/words.h"

#include <QLocale>

#include <array>

namespace ostiary::http {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QString amount(std::chrono::milliseconds duration)
{
    struct Unit {
        std::chrono::seconds size;
        const char *one;
        const char *many;
    };
    static constexpr std::array kUnits{Unit{24h, "day", "days"}, Unit{1h, "h", "h"}, Unit{1min, "min", "min"}};
    for (const Unit &unit : kUnits) {
        if (duration < unit.size)
            continue;
        const qint64 count = duration / unit.size;
        return u"%1 %2"_s.arg(count).arg(QLatin1String(count == 1 ? unit.one : unit.many));
    }
    return u"a moment"_s;
}

QString relative(Time at, Time now)
{
    const std::chrono::milliseconds past = now - at;
    if (past < 0ms) { // "in 14 days" until half a day of it is gone
        const std::chrono::milliseconds left = -past;
        return u"in "_s + amount(left + (left > 24h ? 12h : left > 1h ? 30min : 30s));
    }
    return past < 1min ? u"just now"_s : amount(past) + u" ago"_s;
}

template <size_t N>
QString firstNamed(const QString &text, const std::array<std::pair<const char *, const char *>, N> &names)
{
    for (const auto &[mark, name] : names) {
        if (text.contains(QLatin1String(mark)))
            return QLatin1String(name);
    }
    return {};
}

template <size_t N>
QString wordsOf(const QString &code, const std::array<std::pair<const char *, const char *>, N> &words)
{
    for (const auto &[known, text] : words) {
        if (code == QLatin1String(known))
            return QLatin1String(text);
    }
    return code;
}

} // namespace

QJsonObject timeValue(Time at, Time now)
{
    return {{u"text"_s, relative(at, now)}, {u"iso"_s, toIso(at)}};
}

QJsonValue timeValue(const std::optional<Time> &at, Time now)
{
    return at ? QJsonValue(timeValue(*at, now)) : QJsonValue();
}

QString numberWords(qint64 number)
{
    static const QLocale kEnglish(QLocale::English, QLocale::UnitedStates);
    return kEnglish.toString(number);
}

QString browserWords(const QString &userAgent)
{
    using Names = std::pair<const char *, const char *>;
    // In this order: each claims to be those after it as well.
    static constexpr std::array kBrowsers{
        Names{"Edg/", "Edge"},          Names{"OPR/", "Opera"},     Names{"Firefox/", "Firefox"},
        Names{"Chromium/", "Chromium"}, Names{"Chrome/", "Chrome"}, Names{"Safari/", "Safari"},
        Names{"curl/", "curl"},         Names{"python", "Python"},  Names{"node", "Node.js"}};
    static constexpr std::array kSystems{
        Names{"iPhone", "iPhone"},  Names{"iPad", "iPad"},     Names{"Android", "Android"}, Names{"Windows", "Windows"},
        Names{"Mac OS X", "macOS"}, Names{"CrOS", "ChromeOS"}, Names{"Linux", "Linux"}};
    const QString browser = firstNamed(userAgent, kBrowsers);
    const QString system = firstNamed(userAgent, kSystems);
    if (browser.isEmpty())
        return userAgent.isEmpty() ? u"Unknown browser"_s : userAgent.left(60);
    return system.isEmpty() ? browser : u"%1 on %2"_s.arg(browser, system);
}

QString methodWords(const QString &method)
{
    using Words = std::pair<const char *, const char *>;
    static constexpr std::array kWords{Words{"totp", "password and code"},
                                       Words{"recovery_code", "password and recovery code"},
                                       Words{"reset_link", "reset link"}};
    return wordsOf(method, kWords);
}

QString outcomeWords(const QString &outcome)
{
    using Words = std::pair<const char *, const char *>;
    static constexpr std::array kWords{Words{"ok", "signed in"}, Words{"wrong_password", "wrong password"},
                                       Words{"wrong_code", "wrong code"}};
    return wordsOf(outcome, kWords);
}

QString roleWords(Role role)
{
    switch (role) {
    case Role::Auditor: return u"You can look at everything there and change nothing."_s;
    case Role::Member: return u"You can have keys and connect apps there."_s;
    case Role::Admin: return u"You can also manage its members and projects."_s;
    case Role::Owner: return u"You can do everything there."_s;
    }
    Q_UNREACHABLE();
}

} // namespace ostiary::http
