// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "ui/dialogs/form_dialog.h"

class QCheckBox;

namespace ostiary::ui {

class CopyLine;
class SecretClipboard;

/// Shows a new key, the only time that anybody can. Closes only after "I stored it".
class KeySecretDialog final : public FormDialog
{
    Q_OBJECT

public:
    /// `base`: the public URL that clients use. `mcpUrl`: what an MCP client is given.
    KeySecretDialog(const CreatedApiKey &created, const QUrl &base, const QString &mcpUrl, SecretClipboard &clipboard,
                    QWidget *parent);

    void reject() override; ///< Esc and the window's own button: not before it is stored

private:
    Secret m_secret;
    CopyLine *m_key;
    QCheckBox *m_stored;
};

} // namespace ostiary::ui
