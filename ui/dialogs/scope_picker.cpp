// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/scope_picker.h"

#include "ui/look/flat_style.h"
#include "ui/look/words.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QRadioButton>

namespace ostiary::ui {

namespace {

/// The scopes that every server knows, each area on a line.
constexpr const char *kKnownScopes[]{
    "projects:read",     "projects:write", "aso:read",    "aso:write",       "screenshots:read",
    "screenshots:write", "store:read",     "store:write", "review:simulate",
};

} // namespace

ScopePicker::ScopePicker(QWidget *parent)
    : QWidget(parent), m_everything(new QRadioButton(tr("E&verything"))), m_some(new QRadioButton(tr("&Only these:"))),
      m_details(new QWidget), m_others(new QLineEdit)
{
    auto *grid = new QGridLayout(m_details);
    grid->setContentsMargins(3 * kGrid, 0, 0, 0);
    grid->setHorizontalSpacing(2 * kGrid);
    grid->setVerticalSpacing(kGrid);
    for (const char *scope : kKnownScopes) {
        const QString name = QLatin1String(scope);
        auto *box = new QCheckBox(name);
        box->setToolTip(scopeWords(name));
        box->setAccessibleDescription(scopeWords(name));
        connect(box, &QCheckBox::toggled, this, &ScopePicker::changed);
        grid->addWidget(box, int(m_known.size() / 2), int(m_known.size() % 2));
        m_known.append(box);
    }
    m_others->setPlaceholderText(tr("other scopes, with spaces between them"));
    m_others->setAccessibleName(tr("Other scopes"));
    grid->addWidget(m_others, grid->rowCount(), 0, 1, 2);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, kGrid / 2, 0, 0);
    column->setSpacing(kGrid);
    column->addWidget(m_everything);
    column->addWidget(m_some);
    column->addWidget(m_details);
    connect(m_everything, &QRadioButton::toggled, this, &ScopePicker::showChoice);
    connect(m_others, &QLineEdit::textChanged, this, &ScopePicker::changed);
    m_everything->setChecked(true);
    setFocusProxy(m_everything);
}

QStringList ScopePicker::scopes() const
{
    if (m_everything->isChecked())
        return {QStringLiteral("*")};
    QStringList scopes;
    for (const QCheckBox *box : m_known) {
        if (box->isChecked())
            scopes.append(box->text());
    }
    return scopes + m_others->text().simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

void ScopePicker::showChoice()
{
    m_details->setVisible(!m_everything->isChecked());
    emit changed();
}

} // namespace ostiary::ui
