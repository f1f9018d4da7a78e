// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "ui/dialogs/form_dialog.h"

class QComboBox;
class QLineEdit;

namespace ostiary::ui {

/// Says what calls cost from now on.
class PriceDialog final : public FormDialog
{
    Q_OBJECT

public:
    /// `upstreams`: their names; `from`: whose place it takes, to begin with.
    PriceDialog(Admin &admin, const QStringList &upstreams, const std::optional<Price> &from, QWidget *parent);

private:
    void showKind();
    void save();
    [[nodiscard]] Result<Price> price() const;

    Admin &m_admin;
    QComboBox *m_upstream;
    QComboBox *m_kind;
    QLineEdit *m_subject;
    QLineEdit *m_call;
    QLineEdit *m_input;
    QLineEdit *m_output;
    QLineEdit *m_maxOutput;
};

} // namespace ostiary::ui
