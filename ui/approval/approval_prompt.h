// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/approval_table.h"
#include "ui/approval/approval_card.h"

#include <QSet>

namespace ostiary::ui {

/// A small window of its own that comes up when somebody waits for a consent. It has no parent, so it never brings the
/// console along. Several queue; what was decided elsewhere or ran out leaves by itself.
class ApprovalPrompt final : public QWidget
{
    Q_OBJECT

public:
    ApprovalPrompt(ApprovalTable &approvals, Admin &admin, const Clock &clock);

    /// Shows what is pending, also what was put off before.
    void reopen();

protected:
    void closeEvent(QCloseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void update();
    void putOff();
    [[nodiscard]] QList<Approval> waiting() const;

    ApprovalTable &m_approvals;
    const Clock &m_clock;
    ApprovalCard *m_card;
    QLabel *m_position;
    QSet<ApprovalId> m_putOff;
    QTimer m_second;
};

} // namespace ostiary::ui
