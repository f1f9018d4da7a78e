// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/key_secret_dialog.h"

#include "ui/guides/client_guides.h"
#include "ui/look/flat_style.h"
#include "ui/parts/banner.h"
#include "ui/parts/copy_line.h"
#include "ui/parts/labels.h"
#include "ui/parts/secret_clipboard.h"

#include <QCheckBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace ostiary::ui {

KeySecretDialog::KeySecretDialog(const CreatedApiKey &created, const QUrl &base, const QString &mcpUrl,
                                 SecretClipboard &clipboard, QWidget *parent)
    : FormDialog(
          tr("Store this key now"),
          tr("“%1” is ready. Only its fingerprint is kept here, so nobody can show it again.").arg(created.key.name),
          parent),
      m_secret(created.secret), m_key(new CopyLine(tr("API key"))), m_stored(new QCheckBox(tr("I &stored it")))
{
    m_key->setText(QString::fromUtf8(m_secret.reveal()));
    m_key->setCopier([this, &clipboard] { clipboard.copy(m_secret); });
    body().addWidget(m_key);
    body().addWidget(
        quietLabel(tr("A copied key leaves the clipboard after %1 seconds.").arg(SecretClipboard::kLifetime.count())));
    body().addSpacing(2 * kGrid);
    body().addWidget(headingLabel(tr("Use it")));
    body().addWidget(
        quietLabel(tr("The lines take the key from OSTIARY_KEY, so that it stays out of your shell's history. "
                      "Fill that first: read -rs OSTIARY_KEY")));
    const std::pair<QString, QString> lines[]{
        {tr("Try it with curl"), guides::curl(base, created.key.kind)},
        {tr("Add it to Claude Code"), guides::claudeWithKey(mcpUrl)},
    };
    for (const auto &[name, text] : lines) {
        auto *line = new CopyLine(name);
        line->setText(text);
        body().addWidget(plainLabel(name));
        body().addWidget(line);
    }
    body().addSpacing(2 * kGrid);
    body().addWidget(m_stored);
    body().addStretch(1);

    QPushButton *close = addMainButton(tr("&Close"));
    close->setEnabled(false);
    connect(m_stored, &QCheckBox::toggled, close, &QWidget::setEnabled);
    connect(m_stored, &QCheckBox::toggled, &banner(), &Banner::clear);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    setMinimumWidth(100 * kGrid);
    m_key->setFocus();
}

void KeySecretDialog::reject()
{
    if (m_stored->isChecked())
        return QDialog::reject();
    banner().showText(tr("This key is lost once the window closes. Store it, then tick “I stored it”."), Tone::Warning);
    m_stored->setFocus();
}

} // namespace ostiary::ui
