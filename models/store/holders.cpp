// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/holders.h"

#include "models/store/accounts.h"
#include "models/store/figures.h"

namespace ostiary::store {

Holder readHolder(Row &row)
{
    Holder holder;
    holder.kind = accounts::kindFromText(row.text());
    holder.isAdmin = row.flag();
    holder.isDisabled = row.maybeTime().has_value();
    holder.role = roleFromString(row.text());
    holder.plan = row.text();
    holder.trialEndsAt = row.maybeTime();
    holder.limits = readLimits(row);
    return holder;
}

} // namespace ostiary::store
