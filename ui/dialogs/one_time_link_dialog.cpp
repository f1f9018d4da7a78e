// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/one_time_link_dialog.h"

#include "ui/look/flat_style.h"
#include "ui/look/words.h"
#include "ui/parts/copy_line.h"
#include "ui/parts/labels.h"
#include "ui/parts/secret_clipboard.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace ostiary::ui {

OneTimeLinkDialog::OneTimeLinkDialog(const Texts &texts, const CreatedLink &created, SecretClipboard &clipboard,
                                     QWidget *parent)
    : FormDialog(texts.title, texts.sentence, parent),
      m_secret(created.url.isEmpty() ? created.token : Secret(created.url.toString().toUtf8()))
{
    auto *line = new CopyLine(texts.name);
    line->setText(QString::fromUtf8(m_secret.reveal()));
    line->setCopier([this, &clipboard] { clipboard.copy(m_secret); });
    body().addWidget(line);
    body().addWidget(toneLine(QStringLiteral("clock"),
                              tr("It works once, until %1, and is not shown again. Whoever has it can use it.")
                                  .arg(exactTime(created.link.expiresAt)),
                              Tone::Warning));
    body().addWidget(quietLabel(tr("%1 A copy leaves the clipboard after %2 seconds.")
                                    .arg(texts.after)
                                    .arg(SecretClipboard::kLifetime.count())));
    body().addStretch(1);
    connect(addMainButton(tr("&Close")), &QPushButton::clicked, this, &QDialog::accept);
    setMinimumWidth(84 * kGrid);
    line->setFocus();
}

} // namespace ostiary::ui
