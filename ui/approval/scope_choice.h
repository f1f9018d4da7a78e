// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/records.h"
#include "models/scope.h"

#include <QScrollArea>

class QCheckBox;

namespace ostiary::ui {

/// The scopes that a client asks for, each with a box to leave it out. Many of them scroll.
class ScopeChoice final : public QScrollArea
{
    Q_OBJECT

public:
    explicit ScopeChoice(QWidget *parent = nullptr);

    /// The server's scopes, with their words.
    void setKnown(const QList<Scope> &known);
    /// Once for each question; what is ticked afterwards stays until it is decided.
    void show(const Approval &approval);
    [[nodiscard]] QStringList chosen() const;
    /// False: everything was unticked, which is a no.
    [[nodiscard]] bool isGood() const { return m_boxes.isEmpty() || !chosen().isEmpty(); }

signals:
    void changed();

private:
    void fit();
    void showWords();

    QList<QCheckBox *> m_boxes;
    QStringList m_scopes;
    QList<Scope> m_known;
};

} // namespace ostiary::ui
