// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QRadioButton;

namespace ostiary::ui {

/// Chooses what a key may do: everything, or of the scopes that the server has those that are ticked or typed.
class ScopePicker final : public QWidget
{
    Q_OBJECT

public:
    explicit ScopePicker(Admin &admin, QWidget *parent = nullptr);

    /// {"*"} for everything. Empty when nothing is chosen: the server says that this cannot be.
    [[nodiscard]] QStringList scopes() const;
    void setScopes(const QStringList &scopes);

signals:
    void changed();

private:
    void showChoice();
    void showMatches();
    void offer(const QList<Scope> &scopes);
    void buildRow(const Scope &scope);

    QRadioButton *m_everything;
    QRadioButton *m_some;
    QWidget *m_details;
    QLineEdit *m_search;
    QWidget *m_list;
    QLabel *m_nothingFound;
    QList<QCheckBox *> m_known;
    QLineEdit *m_others;
};

} // namespace ostiary::ui
