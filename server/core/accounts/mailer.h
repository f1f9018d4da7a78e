// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "models/task.h"

namespace ostiary {

/// Sends mail to people, where the operator has set up a way. The composition root connects one.
class Mailer
{
public:
    virtual ~Mailer() = default;
    /// UpstreamFailed, UpstreamTimeout: the mail server's fault; `cause` says what.
    [[nodiscard]] virtual Task<Result<bool>> send(QString to, QString subject, QString text) = 0;
};

} // namespace ostiary
