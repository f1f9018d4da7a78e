// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/clients_page.h"

namespace ostiary::ui {

ClientsPage::ClientsPage(const Clock &clock, ClientTable &clients)
    : RecordPage(
          tr("Clients"),
          tr("Apps that registered themselves. Being here gives them nothing: each still needs somebody's consent. "
             "Nobody has checked their names."),
          clients, clock,
          {QStringLiteral("clients"),
           tr("No app has registered yet."),
           tr("Apps do so by themselves when they connect the first time; the overview says how."),
           {}})
{
    list().setFilterExample(tr("claude localhost"));
    list().sortBy(ClientTable::CreatedColumn, Qt::DescendingOrder);
}

} // namespace ostiary::ui
