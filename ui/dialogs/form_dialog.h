// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "ui/look/theme.h"

#include <QDialog>

class QGridLayout;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace ostiary::ui {

class Banner;

/// The frame of every dialog: a title, one sentence, a form, a place for errors, and buttons. While it is busy its
/// fields are locked; after an error everything typed is still there. Opens without a nested event loop and deletes
/// itself.
class FormDialog : public QDialog
{
    Q_OBJECT

public:
    FormDialog(const QString &title, const QString &sentence, QWidget *parent);

protected:
    /// The dialog is always as high as what it shows: wrapped lines, warnings and errors come and go.
    bool event(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

    [[nodiscard]] QVBoxLayout &body() const { return *m_body; }
    [[nodiscard]] Banner &banner() const { return *m_banner; }
    /// A row with its label at the left; the label is the field's buddy and its name for screen readers.
    void addRow(const QString &label, QWidget *field);
    /// A row under the last one's field.
    void addUnder(QWidget *widget);
    /// Buttons stand at the right, in the order given. The main one does what Enter does.
    QPushButton *addButton(const QString &text);
    QPushButton *addMainButton(const QString &text);

    /// `fields` tells which widget holds which of the server's field names.
    void nameField(const QString &field, QWidget *widget);
    void setBusy(bool busy);
    /// Shows the error and puts the cursor where it is to be mended.
    void showError(const Error &error);

private:
    void fit();

    QVBoxLayout *m_body;
    QGridLayout *m_form;
    QWidget *m_fields;
    Banner *m_banner;
    QHBoxLayout *m_buttons;
    QHash<QString, QWidget *> m_byName;
};

} // namespace ostiary::ui
