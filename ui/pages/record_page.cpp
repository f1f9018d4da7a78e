// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/record_page.h"

#include "ui/dialogs/confirm_dialog.h"
#include "ui/parts/banner.h"

#include <QTableView>
#include <QVBoxLayout>

namespace ostiary::ui {

RecordPage::RecordPage(const QString &title, const QString &sentence, RecordTable &table, const Clock &clock,
                       const EmptyText &empty)
    : Page(title, sentence), m_list(new RecordView(table, clock, empty))
{
    m_list->view().setAccessibleName(title);
    body().addWidget(m_list, 1);
    connect(m_list, &RecordView::selectionChanged, this, &Page::verbsChanged);
    connect(&m_list->filter(), &QAbstractItemModel::dataChanged, this, &Page::verbsChanged);
    connect(&table, &RecordTable::loaded, this, &Page::verbsChanged);
}

QList<Verb> RecordPage::verbs() const
{
    return {Verb::Copy, Verb::Find, Verb::Export, Verb::Refresh};
}

bool RecordPage::can(Verb verb) const
{
    switch (verb) {
    case Verb::Copy: return !m_list->selectedIds().isEmpty();
    case Verb::Find:
    case Verb::Export: return m_list->table().rowCount() > 0;
    case Verb::Refresh: return true;
    default: return false;
    }
}

void RecordPage::run(Verb verb)
{
    switch (verb) {
    case Verb::Copy: return m_list->copySelection();
    case Verb::Find: return m_list->focusFilter();
    case Verb::Export: return m_list->exportCsv();
    case Verb::Refresh: return m_list->table().refresh();
    default: return;
    }
}

void RecordPage::confirm(const Question &question, const std::function<void()> &act)
{
    auto *dialog = new ConfirmDialog(question.title, question.what, question.names, question.goAhead, window());
    dialog->setGoAheadIcon(question.icon);
    connect(dialog, &QDialog::accepted, this, act);
    dialog->open();
}

void RecordPage::showError(const Error &error)
{
    m_list->banner().setRetryable(false);
    m_list->banner().showError(error);
}

Limits RecordPage::raised(Limits limits, bool raise, Time now)
{
    constexpr int kFactor = 2;
    constexpr std::chrono::hours kLength{1};
    limits.raise = raise ? std::optional(kFactor) : std::nullopt;
    limits.raisedUntil = raise ? std::optional<Time>(now + kLength) : std::nullopt;
    return limits;
}

} // namespace ostiary::ui
