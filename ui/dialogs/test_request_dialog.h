// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "ui/dialogs/form_dialog.h"

class QPlainTextEdit;
class QScrollArea;

namespace ostiary::ui {

/// Paste the address that a client opened in the browser: what of it is accepted, line by line. Nothing is let in.
class TestRequestDialog final : public FormDialog
{
    Q_OBJECT

public:
    TestRequestDialog(Admin &admin, QWidget *parent);

private:
    void test();
    void showReport(const AuthorizeReport &report);

    Admin &m_admin;
    QPlainTextEdit *m_field;
    QScrollArea *m_answer;
};

} // namespace ostiary::ui
