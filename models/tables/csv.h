// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

class QAbstractItemModel;

namespace ostiary {

/// The table with its header line as CSV (RFC 4180: CRLF, quotes where needed), UTF-8. Give it a filter over a
/// RecordTable to export what is shown. Text that a spreadsheet would take for a formula gets a leading apostrophe;
/// amounts are plain numbers, in dollars.
[[nodiscard]] QByteArray csv(const QAbstractItemModel &model);

} // namespace ostiary
