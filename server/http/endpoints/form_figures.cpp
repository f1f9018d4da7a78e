// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/form_figures.h"

#include "models/money.h"

namespace ostiary::http::form_figures {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongest = 20;

} // namespace

QString text(const Parameters &form, QStringView name)
{
    return form.value(name).value_or(QString()).left(kLongest).trimmed();
}

Result<std::optional<int>> count(const Parameters &form, const QString &name, int most)
{
    const QString written = text(form, name);
    if (written.isEmpty())
        return std::nullopt;
    bool isNumber = false;
    const int count = written.toInt(&isNumber);
    if (!isNumber || count < 1 || count > most)
        return failField(name, u"Write a whole number from 1 to %1, or nothing."_s.arg(most));
    return count;
}

Result<std::optional<qint64>> dollars(const Parameters &form, const QString &name)
{
    QString written = text(form, name);
    if (written.startsWith(u'$'))
        written = written.sliced(1).trimmed();
    if (written.isEmpty())
        return std::nullopt;
    const std::optional<qint64> micros = parseDollars(written);
    if (!micros)
        return failField(name, u"Write an amount in dollars like 12.50, or nothing."_s);
    return micros;
}

QString plain(const std::optional<int> &count)
{
    return count ? QString::number(*count) : QString();
}

QString plain(const std::optional<qint64> &micros)
{
    return micros ? ostiary::dollars(*micros).sliced(1) : QString();
}

} // namespace ostiary::http::form_figures
