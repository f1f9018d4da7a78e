// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/verb.h"

#include <QWidget>

class QVBoxLayout;

namespace ostiary::ui {

/// A page of the console: a title, one sentence that says what it is for, and its body.
class Page : public QWidget
{
    Q_OBJECT

public:
    Page(const QString &title, const QString &sentence);

    /// What it can ever do: its context menu.
    [[nodiscard]] virtual QList<Verb> verbs() const { return {Verb::Refresh}; }
    /// Whether `verb` makes sense now; verbsChanged() when that changes.
    [[nodiscard]] virtual bool can(Verb) const { return false; }
    virtual void run(Verb) { }
    /// What the side bar shows beside the page's name; 0: nothing.
    [[nodiscard]] virtual int badge() const { return 0; }

signals:
    void verbsChanged();
    void badgeChanged();

protected:
    [[nodiscard]] QVBoxLayout &body() const { return *m_body; }

private:
    QVBoxLayout *m_body;
};

} // namespace ostiary::ui
