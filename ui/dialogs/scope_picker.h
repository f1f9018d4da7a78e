// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QLineEdit;
class QRadioButton;

namespace ostiary::ui {

/// Chooses what a key may do: everything, or the scopes that are ticked or typed.
class ScopePicker final : public QWidget
{
    Q_OBJECT

public:
    explicit ScopePicker(QWidget *parent = nullptr);

    /// {"*"} for everything. Empty when nothing is chosen: the server says that this cannot be.
    [[nodiscard]] QStringList scopes() const;

signals:
    void changed();

private:
    void showChoice();

    QRadioButton *m_everything;
    QRadioButton *m_some;
    QWidget *m_details;
    QList<QCheckBox *> m_known;
    QLineEdit *m_others;
};

} // namespace ostiary::ui
