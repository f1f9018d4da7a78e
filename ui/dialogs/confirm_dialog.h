// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/form_dialog.h"

namespace ostiary::ui {

/// Asks before something that cannot be undone. `what` says what stops; the cancelling button has the focus.
/// accepted() when the person went ahead.
class ConfirmDialog final : public FormDialog
{
    Q_OBJECT

public:
    ConfirmDialog(const QString &question, const QString &what, const QStringList &names, const QString &goAhead,
                  QWidget *parent);

    /// "revoke" unless told otherwise; "check" for what gives instead of takes.
    void setGoAheadIcon(const QString &icon);

private:
    QPushButton *m_goAhead;
};

} // namespace ostiary::ui
