// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "ui/dialogs/form_dialog.h"

class QLineEdit;

namespace ostiary::ui {

/// Paste a key: which one it is, and why it would fail. The key is never shown, and leaves the field at once.
class CheckKeyDialog final : public FormDialog
{
    Q_OBJECT

public:
    CheckKeyDialog(Admin &admin, const Clock &clock, QWidget *parent);

private:
    void check();
    void showAnswer(const KeyCheck &check);

    Admin &m_admin;
    const Clock &m_clock;
    QLineEdit *m_field;
    QWidget *m_answer = nullptr;
};

} // namespace ostiary::ui
