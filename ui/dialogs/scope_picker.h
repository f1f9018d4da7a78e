// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QLabel;
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
    void setScopes(const QStringList &scopes);

signals:
    void changed();

private:
    void showChoice();
    void showMatches();
    void buildRow(const QString &scope);

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
