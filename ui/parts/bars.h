// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/spend.h"
#include "ui/look/theme.h"

#include <QWidget>

namespace ostiary::ui {

/// How much of a budget is spent and held. Words beside it say the same.
class BudgetBar final : public QWidget
{
    Q_OBJECT

public:
    /// `state` has a cap.
    BudgetBar(const BudgetState &state, Tone tone, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const BudgetState m_state;
    const Tone m_tone;
};

/// What each day of a month cost. Its tool tips and its accessible description have the figures.
class DayBars final : public QWidget
{
    Q_OBJECT

public:
    explicit DayBars(QWidget *parent = nullptr);

    /// `days`: as of a SpendReport, those without spending left out.
    void setDays(const QList<SpendShare> &days, Time startsAt, Time resetsAt);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QRectF column(int day) const;

    QList<SpendShare> m_days; ///< every day of the month
    qint64 m_most = 0;
};

} // namespace ostiary::ui
