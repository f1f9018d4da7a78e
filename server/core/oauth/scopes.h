// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

#include <QStringList>

/// What a credential may be good for (V6).
namespace ostiary::scopes {

/// Everything that can be asked for, in the order in which it is shown.
[[nodiscard]] const QStringList &supported();

/// For a new key: known scopes, or "*" for all of them. InvalidValue (`scopes`).
[[nodiscard]] Result<QStringList> forKey(const QStringList &wish);

/// For an authorization request (RFC 6749 §3.3): unknown scopes are dropped, since clients in the wild ask for `openid`
/// and the like and give up on a refusal; nothing left means all. InvalidScope: longer than any honest request.
[[nodiscard]] Result<QStringList> forRequest(const QString &scope);

/// Whether `granted` is good for `scope`: "*" for all, X:write for X:read too.
[[nodiscard]] bool includes(const QStringList &granted, const QString &scope);
[[nodiscard]] bool includeAll(const QStringList &granted, const QStringList &scopes);

/// What a step-up has to ask for, all at once: what was granted and what is missing (MCP "Scope Challenge Handling").
[[nodiscard]] QStringList challenge(const QStringList &granted, const QStringList &needed);

/// For a refresh: InvalidScope unless all of it was granted.
[[nodiscard]] Result<QStringList> narrowed(const QString &scope, const QStringList &granted);

constexpr qsizetype kLongest = 1024; ///< characters of a `scope` parameter

} // namespace ostiary::scopes
