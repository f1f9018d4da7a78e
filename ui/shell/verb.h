// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace ostiary::ui {

/// What a person can do on a page. The menus name them (shell/commands.cpp), pages carry them out.
enum class Verb {
    Create,
    Revoke,
    Approve,
    Deny,
    CreateAccount,
    CreateAgentCode,
    ResetLink,
    ChangePlan,
    SwitchAccount, ///< disables, or enables what is disabled
    SwitchAdmin, ///< makes an administrator, or takes that away
    RemoveFactors,
    Copy,
    Find,
    Export,
    Refresh,
};

} // namespace ostiary::ui
