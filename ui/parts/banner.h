// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "ui/look/theme.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace ostiary::ui {

/// One sentence across a page or dialog: what went wrong, in the server's own words. Hidden while there is nothing to
/// say; announced to screen readers when there is.
class Banner final : public QFrame
{
    Q_OBJECT

public:
    explicit Banner(QWidget *parent = nullptr);

    void showError(const Error &error);
    void showText(const QString &text, Tone tone);
    void clear() { hide(); }
    [[nodiscard]] QString text() const;
    /// With a button "Try again", which emits retry().
    void setRetryable(bool retryable);

signals:
    void retry();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_text;
    QPushButton *m_retry;
    Tone m_tone = Tone::Bad;
};

} // namespace ostiary::ui
