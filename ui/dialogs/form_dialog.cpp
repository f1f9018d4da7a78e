// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/form_dialog.h"

#include "ui/look/flat_style.h"
#include "ui/parts/banner.h"
#include "ui/parts/labels.h"

#include <QEvent>
#include <QGridLayout>
#include <QPushButton>

namespace ostiary::ui {

FormDialog::FormDialog(const QString &title, const QString &sentence, QWidget *parent)
    : QDialog(parent), m_form(new QGridLayout), m_fields(new QWidget), m_banner(new Banner), m_buttons(new QHBoxLayout)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    m_body = new QVBoxLayout(m_fields);
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(kGrid);
    m_form->setHorizontalSpacing(2 * kGrid);
    m_form->setVerticalSpacing(kGrid + kGrid / 2);
    m_form->setColumnStretch(1, 1);
    m_body->addLayout(m_form);
    m_buttons->setSpacing(kGrid);
    m_buttons->addStretch(1);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(3 * kGrid, 3 * kGrid, 3 * kGrid, 3 * kGrid);
    column->setSpacing(kGrid);
    column->addWidget(titleLabel(title));
    column->addWidget(quietLabel(sentence));
    column->addSpacing(kGrid);
    column->addWidget(m_fields, 1);
    column->addWidget(m_banner);
    column->addSpacing(kGrid);
    column->addLayout(m_buttons);
}

bool FormDialog::event(QEvent *event)
{
    const bool handled = QDialog::event(event);
    if (event->type() == QEvent::LayoutRequest && isVisible())
        fit();
    return handled;
}

void FormDialog::showEvent(QShowEvent *event)
{
    fit();
    QDialog::showEvent(event);
}

void FormDialog::fit()
{
    if (const int height = layout()->totalHeightForWidth(width()); height > 0)
        resize(width(), height);
}

void FormDialog::addRow(const QString &text, QWidget *field)
{
    auto *label = new QLabel(text);
    label->setBuddy(field);
    if (field->accessibleName().isEmpty())
        field->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    const int row = m_form->rowCount();
    // The label stands on the first line's height, also beside a field of several lines.
    label->setMinimumHeight(4 * kGrid);
    m_form->addWidget(label, row, 0, Qt::AlignTop | Qt::AlignLeft);
    m_form->addWidget(field, row, 1);
}

void FormDialog::addUnder(QWidget *widget)
{
    m_form->addWidget(widget, m_form->rowCount(), 1);
}

QPushButton *FormDialog::addButton(const QString &text)
{
    auto *button = new QPushButton(text);
    button->setAutoDefault(false);
    m_buttons->addWidget(button);
    return button;
}

QPushButton *FormDialog::addMainButton(const QString &text)
{
    QPushButton *button = addButton(text);
    button->setDefault(true);
    makePrimary(button);
    return button;
}

void FormDialog::nameField(const QString &field, QWidget *widget)
{
    m_byName.insert(field, widget);
}

void FormDialog::setBusy(bool busy)
{
    m_fields->setEnabled(!busy);
    for (int i = 0; i < m_buttons->count(); ++i) {
        if (QWidget *button = m_buttons->itemAt(i)->widget())
            button->setEnabled(!busy);
    }
    if (busy)
        m_banner->clear();
}

void FormDialog::showError(const Error &error)
{
    setBusy(false);
    QWidget *field = m_byName.value(error.field);
    Error shown = error;
    if (field)
        shown.field.clear(); // the cursor shows which one it is
    m_banner->showError(shown);
    if (field)
        field->setFocus(Qt::OtherFocusReason);
}

} // namespace ostiary::ui
