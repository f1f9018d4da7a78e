// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"

#include <QHash>
#include <QWidget>

class QLineEdit;

namespace ostiary::ui {

/// Requests a minute and dollars a month of a key, a project or an organization; an empty field means that there is
/// none of its own.
class LimitFields final : public QWidget
{
    Q_OBJECT

public:
    /// `inherited` says what holds where a field is empty: "as its plan".
    explicit LimitFields(const QString &inherited, QWidget *parent = nullptr);

    void set(const Limits &limits, const Budget &budget);
    /// What is typed, with the raise that set() brought. InvalidValue: `field` is one of fields().
    [[nodiscard]] Result<Limits> limits() const;
    [[nodiscard]] Result<Budget> budget() const;

    /// The fields by the names that errors have for them.
    [[nodiscard]] QHash<QString, QWidget *> fields() const;

private:
    QLineEdit *add(const QString &label, const QString &placeholder, int row, int column);

    QLineEdit *m_standard;
    QLineEdit *m_ai;
    QLineEdit *m_cap;
    QLineEdit *m_alert;
    Limits m_before;
};

} // namespace ostiary::ui
