// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/approval/approval_prompt.h"

#include "models/tables/states.h"
#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/parts/labels.h"

#include <QAccessible>
#include <QApplication>
#include <QKeyEvent>
#include <QPushButton>
#include <QVBoxLayout>

namespace ostiary::ui {

ApprovalPrompt::ApprovalPrompt(ApprovalTable &approvals, Admin &admin, const Clock &clock)
    : QWidget(nullptr, Qt::Dialog | Qt::WindowStaysOnTopHint), m_approvals(approvals), m_clock(clock),
      m_card(new ApprovalCard(admin, clock)), m_position(quietLabel())
{
    setWindowTitle(tr("Consent – Ostiary"));
    setWindowIcon(markIcon());
    setAttribute(Qt::WA_QuitOnClose, false);
    m_position->setFont(tabular(m_position->font()));
    auto *later = new QPushButton(tr("Decide &later"));
    later->setAutoDefault(false);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(3 * kGrid, 2 * kGrid, 3 * kGrid, 0);
    top->addWidget(m_position, 1);
    top->addWidget(later);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, kGrid);
    column->addLayout(top);
    column->addWidget(m_card, 1);
    setFixedWidth(58 * kGrid);

    connect(later, &QPushButton::clicked, this, &QWidget::close);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&approvals, signal, this, &ApprovalPrompt::update);
    connect(&approvals, &QAbstractItemModel::dataChanged, this, &ApprovalPrompt::update);
    connect(&m_second, &QTimer::timeout, this, &ApprovalPrompt::update);
    m_second.start(std::chrono::seconds(1));
}

void ApprovalPrompt::reopen()
{
    m_putOff.clear();
    update();
    raise();
    activateWindow();
}

/// Oldest first; those put off only count while the window is open anyway.
QList<Approval> ApprovalPrompt::waiting() const
{
    QList<Approval> rows;
    for (const Approval &row : m_approvals.records()) {
        if (stateWord(row, m_clock.now()) == QLatin1String("pending") && !m_putOff.contains(row.id))
            rows.append(row);
    }
    std::ranges::stable_sort(rows, {}, &Approval::createdAt);
    return rows;
}

void ApprovalPrompt::update()
{
    const QList<Approval> rows = waiting();
    if (rows.isEmpty())
        return hide();
    // The one being looked at stays until it is decided, whatever comes.
    const auto current = std::ranges::find(rows, m_card->current(), &Approval::id);
    const qsizetype at = current == rows.end() ? 0 : current - rows.begin();
    m_card->show(rows[at]);
    m_position->setText(rows.size() == 1 ? tr("An app asks for your consent")
                                         : tr("%1 of %2").arg(at + 1).arg(rows.size()));
    if (isVisible())
        return;
    adjustSize();
    show();
    raise();
    m_card->setFocus();
    QApplication::alert(this);
    QAccessibleAnnouncementEvent announcement(this, m_card->accessibleDescription());
    QAccessible::updateAccessibility(&announcement);
}

void ApprovalPrompt::putOff()
{
    for (const Approval &row : waiting())
        m_putOff.insert(row.id);
}

void ApprovalPrompt::closeEvent(QCloseEvent *event)
{
    putOff();
    QWidget::closeEvent(event);
}

void ApprovalPrompt::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

} // namespace ostiary::ui
