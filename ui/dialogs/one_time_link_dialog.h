// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "ui/dialogs/form_dialog.h"

namespace ostiary::ui {

class SecretClipboard;

/// Shows a link or code that works once, the only time that anybody can.
class OneTimeLinkDialog final : public FormDialog
{
    Q_OBJECT

public:
    struct Texts {
        QString title;
        QString sentence; ///< who does what with it
        QString name; ///< of the line to copy: "Reset link"
        QString after; ///< what holds besides that it works once
    };
    OneTimeLinkDialog(const Texts &texts, const CreatedLink &created, SecretClipboard &clipboard, QWidget *parent);

private:
    Secret m_secret;
};

} // namespace ostiary::ui
