// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <QUrl>

namespace ostiary::ui {

namespace {

using namespace std::chrono;

QString say(const char *text)
{
    return QCoreApplication::translate("ostiary::ui::Words", text);
}

struct Area {
    const char *name;
    const char *words;
};

constexpr Area kAreas[]{
    {"projects", QT_TRANSLATE_NOOP("ostiary::ui::Words", "projects")},
    {"aso", QT_TRANSLATE_NOOP("ostiary::ui::Words", "app store optimization")},
    {"screenshots", QT_TRANSLATE_NOOP("ostiary::ui::Words", "screenshots")},
    {"store", QT_TRANSLATE_NOOP("ostiary::ui::Words", "store listings")},
    {"review", QT_TRANSLATE_NOOP("ostiary::ui::Words", "reviews")},
};

constexpr Area kVerbs[]{
    {"read", QT_TRANSLATE_NOOP("ostiary::ui::Words", "Read %1")},
    {"write", QT_TRANSLATE_NOOP("ostiary::ui::Words", "Change %1")},
    {"simulate", QT_TRANSLATE_NOOP("ostiary::ui::Words", "Simulate %1")},
};

QString lookUp(std::span<const Area> table, QStringView name)
{
    for (const Area &entry : table) {
        if (name == QLatin1String(entry.name))
            return say(entry.words);
    }
    return {};
}

/// Literal addresses and the one name that RFC 8252 §8.3 allows for; `127.evil.example` is none of them.
bool isLoopback(const QString &host)
{
    static const QRegularExpression kIpv4(QStringLiteral("^127(\\.[0-9]{1,3}){3}$"));
    return host == QLatin1String("localhost") || host == QLatin1String("::1") || kIpv4.match(host).hasMatch();
}

struct NamedLook {
    const char *word;
    StateLook look;
};

constexpr NamedLook kLooks[]{
    {"active", {"active", Tone::Good}},           {"working", {"active", Tone::Good}},
    {"approved", {"active", Tone::Good}},         {"expiring", {"clock", Tone::Warning}},
    {"pending", {"clock", Tone::Warning}},        {"expired", {"expired", Tone::Neutral}},
    {"revoked", {"revoke", Tone::Bad}},           {"denied", {"revoke", Tone::Bad}},
    {"failing", {"warning", Tone::Bad}},          {"disabled", {"revoke", Tone::Bad}},
    {"expiring_month", {"clock", Tone::Neutral}}, {"expiring_day", {"warning", Tone::Bad}},
    {"in_force", {"active", Tone::Good}},         {"ended", {"expired", Tone::Neutral}},
    {"tool", {"gauge", Tone::Neutral}},           {"route", {"sessions", Tone::Neutral}},
    {"model", {"agent", Tone::Neutral}},          {"hold", {"clock", Tone::Neutral}},
    {"settle", {"spend", Tone::Neutral}},         {"release", {"refresh", Tone::Neutral}},
    {"expire", {"expired", Tone::Neutral}},       {"budget_free", {"active", Tone::Good}},
    {"budget_50", {"info", Tone::Neutral}},       {"budget_80", {"warning", Tone::Warning}},
    {"budget_100", {"warning", Tone::Bad}},       {"budget_full", {"revoke", Tone::Bad}},
    {"person", {"person", Tone::Neutral}},        {"agent", {"agent", Tone::Neutral}},
};

} // namespace

QString relativeTime(Time time, Time now)
{
    const bool past = time <= now;
    const auto distance = past ? now - time : time - now;
    const auto phrase = [past](const char *before, const char *after, auto count) {
        return say(past ? before : after).arg(count.count());
    };
    if (distance < 1min)
        return past ? say(QT_TRANSLATE_NOOP("ostiary::ui::Words", "just now"))
                    : say(QT_TRANSLATE_NOOP("ostiary::ui::Words", "in a moment"));
    if (distance < 1h)
        return phrase(QT_TRANSLATE_NOOP("ostiary::ui::Words", "%1 min ago"),
                      QT_TRANSLATE_NOOP("ostiary::ui::Words", "in %1 min"), duration_cast<minutes>(distance));
    if (distance < 24h)
        return phrase(QT_TRANSLATE_NOOP("ostiary::ui::Words", "%1 h ago"),
                      QT_TRANSLATE_NOOP("ostiary::ui::Words", "in %1 h"), duration_cast<hours>(distance));
    if (distance < 48h)
        return past ? say(QT_TRANSLATE_NOOP("ostiary::ui::Words", "yesterday"))
                    : say(QT_TRANSLATE_NOOP("ostiary::ui::Words", "tomorrow"));
    if (distance < days(60))
        return phrase(QT_TRANSLATE_NOOP("ostiary::ui::Words", "%1 days ago"),
                      QT_TRANSLATE_NOOP("ostiary::ui::Words", "in %1 days"), duration_cast<days>(distance));
    if (distance < days(730))
        return phrase(QT_TRANSLATE_NOOP("ostiary::ui::Words", "%1 months ago"),
                      QT_TRANSLATE_NOOP("ostiary::ui::Words", "in %1 months"), duration_cast<months>(distance));
    return phrase(QT_TRANSLATE_NOOP("ostiary::ui::Words", "%1 years ago"),
                  QT_TRANSLATE_NOOP("ostiary::ui::Words", "in %1 years"), duration_cast<years>(distance));
}

QString countdown(Time until, Time now)
{
    const auto left = std::max(ceil<seconds>(until - now), 0s);
    return QStringLiteral("%1:%2").arg(left.count() / 60).arg(left.count() % 60, 2, 10, QLatin1Char('0'));
}

QString exactTime(Time time)
{
    return QLocale().toString(toDateTime(time).toLocalTime(), QLocale::ShortFormat);
}

QString scopeWords(const QString &scope)
{
    if (scope == QLatin1String("*"))
        return say(QT_TRANSLATE_NOOP("ostiary::ui::Words", "Everything: every scope, also those added later"));
    const qsizetype colon = scope.indexOf(QLatin1Char(':'));
    const QString area = lookUp(kAreas, QStringView(scope).first(std::max<qsizetype>(colon, 0)));
    const QString verb = lookUp(kVerbs, QStringView(scope).sliced(colon + 1));
    return area.isEmpty() || verb.isEmpty() ? scope : verb.arg(area);
}

QString lifetimeWords(seconds lifetime)
{
    const auto count
        = [](const char *one, const char *many, auto number) { return number == 1 ? say(one) : say(many).arg(number); };
    if (lifetime % days(1) == 0s)
        return count(QT_TRANSLATE_NOOP("ostiary::ui::Words", "1 day"),
                     QT_TRANSLATE_NOOP("ostiary::ui::Words", "%1 days"), duration_cast<days>(lifetime).count());
    if (lifetime % hours(1) == 0s)
        return count(QT_TRANSLATE_NOOP("ostiary::ui::Words", "1 hour"),
                     QT_TRANSLATE_NOOP("ostiary::ui::Words", "%1 hours"), duration_cast<hours>(lifetime).count());
    return count(QT_TRANSLATE_NOOP("ostiary::ui::Words", "1 minute"),
                 QT_TRANSLATE_NOOP("ostiary::ui::Words", "%1 minutes"), ceil<minutes>(lifetime).count());
}

QStringList networksIn(const QString &text)
{
    static const QRegularExpression kBetween(QStringLiteral("[\\s,;]+"));
    return text.split(kBetween, Qt::SkipEmptyParts);
}

RedirectTarget redirectTarget(const QString &uri)
{
    const QUrl url(uri);
    RedirectTarget target;
    if (uri.isEmpty()) {
        target.isDevice = true;
        target.host = say(QT_TRANSLATE_NOOP("ostiary::ui::Words", "the device that shows the code"));
        return target;
    }
    target.isApp = url.scheme() != QLatin1String("https") && url.scheme() != QLatin1String("http");
    target.isLoopback = !target.isApp && isLoopback(url.host());
    target.host = target.isApp ? url.scheme() : url.authority(QUrl::FullyEncoded);
    return target;
}

StateLook stateLook(const QString &word)
{
    for (const NamedLook &entry : kLooks) {
        if (word == QLatin1String(entry.word))
            return entry.look;
    }
    return {"info", Tone::Neutral};
}

} // namespace ostiary::ui
