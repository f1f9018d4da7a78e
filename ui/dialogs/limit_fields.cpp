// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/limit_fields.h"

#include "models/money.h"
#include "ui/look/flat_style.h"
#include "ui/parts/labels.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>

namespace ostiary::ui {

namespace {

constexpr int kMostPerMinute = 1'000'000;

QString shown(const std::optional<int> &count)
{
    return count ? QString::number(*count) : QString();
}

QString shown(const std::optional<qint64> &micros)
{
    return micros ? dollars(*micros).sliced(1) : QString(); // the label says what of
}

Result<std::optional<int>> readCount(const QLineEdit &field, const QString &name)
{
    const QString text = field.text().trimmed();
    if (text.isEmpty())
        return std::nullopt;
    bool isNumber = false;
    const int count = text.toInt(&isNumber);
    if (isNumber && count >= 1 && count <= kMostPerMinute)
        return count;
    return failField(name,
                     LimitFields::tr("%1: type a whole number from 1 to %2, or nothing.")
                         .arg(field.accessibleName())
                         .arg(kMostPerMinute));
}

Result<std::optional<qint64>> readMoney(const QLineEdit &field, const QString &name)
{
    const QString text = field.text().trimmed();
    if (text.isEmpty())
        return std::nullopt;
    if (const std::optional<qint64> micros = parseDollars(text))
        return micros;
    return failField(name,
                     LimitFields::tr("%1: type dollars like 25 or 0.50, or nothing.").arg(field.accessibleName()));
}

} // namespace

LimitFields::LimitFields(const QString &inherited, QWidget *parent) : QWidget(parent)
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(2 * kGrid);
    grid->setVerticalSpacing(kGrid / 2);
    m_standard = add(tr("Requests a &minute"), inherited, 0, 0);
    m_ai = add(tr("A&I requests a minute"), inherited, 0, 1);
    m_cap = add(tr("&Budget a month, in $"), inherited, 0, 2);
    m_alert = add(tr("A&lert at, in $"), tr("the budget"), 0, 3);
    const QString alerts
        = tr("Told at 50, 80 and 100 % of this. Empty: of the budget. 0: never. Calls go on all the same.");
    m_alert->setToolTip(plainToolTip(alerts));
    m_alert->setAccessibleDescription(alerts);
    grid->setRowMinimumHeight(1, 4 * kGrid);
    setFocusProxy(m_standard);
}

QLineEdit *LimitFields::add(const QString &label, const QString &placeholder, int row, int column)
{
    auto *grid = static_cast<QGridLayout *>(layout());
    grid->setColumnStretch(column, 1);
    auto *field = new QLineEdit;
    auto *name = new QLabel(label);
    name->setBuddy(field);
    field->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    field->setPlaceholderText(placeholder);
    field->setMaxLength(20);
    grid->addWidget(name, row, column);
    grid->addWidget(field, row + 1, column);
    return field;
}

void LimitFields::set(const Limits &limits, const Budget &budget)
{
    m_before = limits;
    m_standard->setText(shown(limits.standard));
    m_ai->setText(shown(limits.ai));
    m_cap->setText(shown(budget.capMicros));
    m_alert->setText(shown(budget.alertMicros));
}

Result<Limits> LimitFields::limits() const
{
    Limits limits = m_before;
    TRY(limits.standard, readCount(*m_standard, QStringLiteral("limits.standard")));
    TRY(limits.ai, readCount(*m_ai, QStringLiteral("limits.ai")));
    return limits;
}

Result<Budget> LimitFields::budget() const
{
    Budget budget;
    TRY(budget.capMicros, readMoney(*m_cap, QStringLiteral("budget.cap_micros")));
    TRY(budget.alertMicros, readMoney(*m_alert, QStringLiteral("budget.alert_micros")));
    return budget;
}

QHash<QString, QWidget *> LimitFields::fields() const
{
    QHash<QString, QWidget *> fields;
    const std::pair<const char *, QWidget *> names[]{{"limits", m_standard},
                                                     {"limits.standard", m_standard},
                                                     {"standard", m_standard},
                                                     {"limits.ai", m_ai},
                                                     {"ai", m_ai},
                                                     {"budget", m_cap},
                                                     {"budget.cap_micros", m_cap},
                                                     {"cap_micros", m_cap},
                                                     {"budget.alert_micros", m_alert},
                                                     {"alert_micros", m_alert}};
    for (const auto &[name, widget] : names)
        fields.insert(QLatin1String(name), widget);
    return fields;
}

} // namespace ostiary::ui
