// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/words.h"

#include "models/loopback.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace ostiary::ui {

namespace {

using namespace std::chrono;

QString say(const char *text)
{
    return QCoreApplication::translate("ostiary::ui::Words", text);
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
    {"under_way", {"clock", Tone::Warning}},      {"connected", {"active", Tone::Good}},
    {"stopped", {"warning", Tone::Bad}},          {"person", {"person", Tone::Neutral}},
    {"agent", {"agent", Tone::Neutral}},
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

QString scopeWords(const QString &scope, const QList<Scope> &known)
{
    if (scope == everyScope().name)
        return say(QT_TRANSLATE_NOOP("ostiary::ui::Words", "Everything: every scope, also those added later"));
    const auto found = std::ranges::find(known, scope, &Scope::name);
    return found == known.end() ? scope : wordsIn(found->words, QLocale().uiLanguages()).text;
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
    target.isLoopback = !target.isApp && isLoopbackHost(url.host());
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
