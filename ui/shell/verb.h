// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace ostiary::ui {

/// What a person can do on a page. The menus name them (shell/commands.cpp), pages carry them out.
enum class Verb {
    Create,
    Revoke,
    Rotate, ///< makes a key in the place of another
    SwitchKey, ///< disables, or enables what is disabled
    EditKey,
    Raise, ///< lets a key or an organization make more requests for an hour, or ends that
    TryLimit,
    CheckKey,
    RevokeEverything,
    Approve,
    Deny,
    CreateAccount,
    CreateAgentCode,
    ResetLink,
    ChangePlan,
    EditLimits, ///< of an organization
    SwitchAccount, ///< disables, or enables what is disabled
    SwitchAdmin, ///< makes an administrator, or takes that away
    RemoveFactors,
    CreateClient,
    SwitchMachine, ///< lets a client have tokens in its own name, or ends that
    DeleteClient,
    TestRequest, ///< says what of an authorization request is accepted
    SetPrice,
    EndPrice,
    Copy,
    Find,
    Export,
    Refresh,
};

} // namespace ostiary::ui
