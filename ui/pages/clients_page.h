// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/client_table.h"
#include "ui/pages/record_page.h"

namespace ostiary::ui {

/// Who registered as an OAuth client.
class ClientsPage final : public RecordPage
{
    Q_OBJECT

public:
    ClientsPage(const Clock &clock, ClientTable &clients);
};

} // namespace ostiary::ui
