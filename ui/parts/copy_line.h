// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <functional>

class QLineEdit;
class QToolButton;

namespace ostiary::ui {

/// One line of text to take along: a read-only field and a button that copies it and says so.
class CopyLine final : public QWidget
{
    Q_OBJECT

public:
    /// `name` tells screen readers what the line is: "Public URL".
    explicit CopyLine(const QString &name, QWidget *parent = nullptr);

    [[nodiscard]] QString text() const;
    void setText(const QString &text);
    /// Instead of the plain way onto the clipboard.
    void setCopier(std::function<void()> copier) { m_copier = std::move(copier); }
    void copy();

private:
    QLineEdit *m_field;
    QToolButton *m_button;
    std::function<void()> m_copier;
};

/// The button alone: copies, and shows a tick for two seconds.
[[nodiscard]] QToolButton *copyButton(const QString &name, const std::function<void()> &copy);

} // namespace ostiary::ui
