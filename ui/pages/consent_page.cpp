// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/consent_page.h"

#include "models/tables/states.h"
#include "ui/approval/approval_card.h"
#include "ui/look/flat_style.h"

#include <QHBoxLayout>
#include <QTableView>

namespace ostiary::ui {

namespace {

constexpr int kCardWidth = 46 * kGrid;

} // namespace

ConsentPage::ConsentPage(Admin &admin, const Clock &clock, ApprovalTable &approvals)
    : RecordPage(tr("Consent"), tr("Apps that wait for your yes or no. Nothing is open to them until you approve."),
                 approvals, clock,
                 {QStringLiteral("consent"),
                  tr("Nobody is waiting."),
                  tr("When an app asks to act in somebody's name, it appears here and in a window of its own."),
                  {}}),
      m_clock(clock), m_approvals(approvals), m_card(new ApprovalCard(admin, clock))
{
    list().setFilterExample(tr("state:waiting"));
    list().showOnly({ApprovalTable::ClientColumn, ApprovalTable::StateColumn, ApprovalTable::AccountColumn,
                     ApprovalTable::CreatedColumn});
    list().sortBy(ApprovalTable::CreatedColumn, Qt::DescendingOrder);
    list().view().setSelectionMode(QAbstractItemView::SingleSelection);
    m_card->setFrameShape(QFrame::StyledPanel);
    m_card->setFixedWidth(kCardWidth);
    m_card->hide();

    auto *row = new QHBoxLayout;
    row->setSpacing(2 * kGrid);
    row->addWidget(&list(), 1);
    row->addWidget(m_card);
    body().addLayout(row, 1);

    connect(&list(), &RecordView::selectionChanged, this, &ConsentPage::showSelected);
    connect(&approvals, &QAbstractItemModel::dataChanged, this, &ConsentPage::showSelected);
    connect(&approvals, &RecordTable::loaded, this, &ConsentPage::selectFirstWaiting);
    connect(m_card, &ApprovalCard::decided, this, &Page::verbsChanged);
}

bool ConsentPage::can(Verb verb) const
{
    const bool shown = !m_card->isHidden() && m_card->canDecide();
    return verb == Verb::Approve || verb == Verb::Deny ? shown : RecordPage::can(verb);
}

void ConsentPage::run(Verb verb)
{
    switch (verb) {
    case Verb::Approve: return m_card->approve();
    case Verb::Deny: return m_card->deny();
    default: RecordPage::run(verb);
    }
}

int ConsentPage::badge() const
{
    return int(std::ranges::count_if(m_approvals.records(), [this](const Approval &row) {
        return stateWord(row, m_clock.now()) == QLatin1String("pending");
    }));
}

void ConsentPage::showSelected()
{
    const QStringList ids = list().selectedIds();
    const Approval *selected = ids.isEmpty() ? nullptr : m_approvals.find(ids.first());
    m_card->setVisible(selected != nullptr);
    if (selected)
        m_card->show(*selected);
    emit verbsChanged();
}

void ConsentPage::selectFirstWaiting()
{
    if (const int waiting = badge(); waiting != std::exchange(m_badge, waiting))
        emit badgeChanged();
    if (!list().selectedIds().isEmpty())
        return showSelected();
    for (const Approval &row : m_approvals.records()) {
        if (stateWord(row, m_clock.now()) == QLatin1String("pending"))
            return list().select(row.id.text());
    }
    showSelected();
}

} // namespace ostiary::ui
