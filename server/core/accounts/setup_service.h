// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/accounts/account_service.h"
#include "server/core/crypto/key_ring.h"

namespace ostiary {

/// The first run: whoever can read the code at the server makes the first administrator in a browser. The code is
/// derived from the master key and the time, so that it can be printed again and is kept nowhere.
class SetupService
{
public:
    SetupService(AccountService &accounts, const KeyRing &keys, const Clock &clock, QString publicUrl);

    /// NotFound once there is an administrator.
    [[nodiscard]] Result<bool> isOpen();
    /// Good for 15 to 30 minutes. NotFound.
    [[nodiscard]] Result<SetupCode> code();
    /// InvalidValue: code, email or password. Conflict: the e-mail is taken. NotFound: somebody was faster.
    [[nodiscard]] Task<Result<Account>> finish(QString code, QString email, Secret password);

private:
    [[nodiscard]] QString codeOf(qint64 window) const;
    [[nodiscard]] qint64 window() const;

    AccountService &m_accounts;
    const KeyRing &m_keys;
    const Clock &m_clock;
    const QString m_publicUrl;
};

} // namespace ostiary
