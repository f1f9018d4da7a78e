// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/confirm_dialog.h"

#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/parts/labels.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace ostiary::ui {

namespace {

constexpr qsizetype kNamesShown = 6;

} // namespace

ConfirmDialog::ConfirmDialog(const QString &question, const QString &what, const QStringList &names,
                             const QString &goAhead, QWidget *parent)
    : FormDialog(question, what, parent)
{
    for (const QString &name : names.first(std::min(names.size(), kNamesShown)))
        body().addWidget(plainLabel(QStringLiteral("•  %1").arg(name)));
    if (names.size() > kNamesShown)
        body().addWidget(quietLabel(tr("and %1 more").arg(names.size() - kNamesShown)));
    body().addStretch(1);
    QPushButton *keep = addButton(tr("&Cancel"));
    m_goAhead = addButton(goAhead);
    setGoAheadIcon(QStringLiteral("revoke"));
    connect(keep, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_goAhead, &QPushButton::clicked, this, &QDialog::accept);
    keep->setDefault(true);
    keep->setFocus();
    setMinimumWidth(56 * kGrid);
}

void ConfirmDialog::setGoAheadIcon(const QString &icon)
{
    m_goAhead->setIcon(lineIcon(icon, icon == QLatin1String("check") ? Tone::Good : Tone::Bad));
}

} // namespace ostiary::ui
