// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "ui/dialogs/form_dialog.h"

class QCheckBox;

namespace ostiary::ui {

class SecretClipboard;

/// Shows what a new client's software is given: its id, and its secret the only time that anybody can. With a secret,
/// it closes only after "I stored it".
class ClientSecretDialog final : public FormDialog
{
    Q_OBJECT

public:
    ClientSecretDialog(const CreatedClient &created, SecretClipboard &clipboard, QWidget *parent);

    void reject() override; ///< Esc and the window's own button: not before it is stored

private:
    void addSecret(SecretClipboard &clipboard);

    Secret m_secret;
    QCheckBox *m_stored = nullptr; ///< null: there is no secret
};

} // namespace ostiary::ui
