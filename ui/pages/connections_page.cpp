// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/connections_page.h"

#include "ui/dialogs/test_request_dialog.h"
#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/pages/timeline_card.h"

#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace ostiary::ui {

ConnectionsPage::ConnectionsPage(Admin &admin, const Clock &clock, AttemptTable &attempts)
    : RecordPage(tr("Connections"),
                 tr("How clients came in, or why they did not: each attempt with its steps, a few seconds later."),
                 attempts, clock,
                 {QStringLiteral("connections"), tr("No client has tried to connect yet."),
                  tr("Add an address of this server to an MCP client; the overview has the lines for each. Every step "
                     "of it appears here, also the one where it fails."),
                  tr("Test an authorization request …")}),
      m_admin(admin), m_attempts(attempts), m_timeline(new TimelineCard(clock))
{
    auto *test = new QPushButton(tr("&Test a request …"));
    makePrimary(test);
    list().addButton(test);
    list().setFilterExample(tr("claude state:stopped"));
    list().sortBy(AttemptTable::StartedColumn, Qt::DescendingOrder);

    auto *both = new QSplitter(Qt::Horizontal);
    body().removeWidget(&list());
    both->addWidget(&list());
    both->addWidget(m_timeline);
    both->setChildrenCollapsible(false);
    both->setHandleWidth(2 * kGrid);
    both->setStretchFactor(0, 3);
    both->setStretchFactor(1, 2);
    both->setSizes({60 * kGrid, 40 * kGrid}); // shared out in this proportion
    m_timeline->setMinimumWidth(30 * kGrid);
    body().addWidget(both, 1);

    connect(test, &QPushButton::clicked, this, &ConnectionsPage::onTest);
    connect(&list(), &RecordView::emptyActivated, this, &ConnectionsPage::onTest);
    connect(&list(), &RecordView::selectionChanged, this, &ConnectionsPage::showChosen);
    connect(&attempts, &QAbstractItemModel::dataChanged, this, &ConnectionsPage::showChosen);
    const auto showOrHide = [this] { m_timeline->setVisible(m_attempts.rowCount() > 0); };
    connect(&attempts, &RecordTable::loaded, this, showOrHide);
    showOrHide();
}

QList<Verb> ConnectionsPage::verbs() const
{
    return QList<Verb>{Verb::TestRequest} + RecordPage::verbs();
}

bool ConnectionsPage::can(Verb verb) const
{
    return verb == Verb::TestRequest || RecordPage::can(verb);
}

void ConnectionsPage::run(Verb verb)
{
    if (verb == Verb::TestRequest)
        onTest();
    else
        RecordPage::run(verb);
}

void ConnectionsPage::showChosen()
{
    const QStringList ids = list().selectedIds();
    m_timeline->showAttempt(ids.isEmpty() ? nullptr : m_attempts.find(ids.first()));
}

void ConnectionsPage::onTest()
{
    (new TestRequestDialog(m_admin, window()))->open();
}

} // namespace ostiary::ui
