// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/scope_catalogue.h"

#include <QJsonObject>
#include <QStringList>

namespace ostiary {

/// Which programs of an issuer may come without a client of their own, and as what (MCP SEP-1933, a draft).
struct WorkloadRule {
    QString name; ///< unique for its issuer; what lists show
    QList<std::pair<QString, QString>> claims; ///< what the assertion must say; a `*` at the end stands for any rest
    QString account; ///< e-mail of who answers for it, normalised
    QStringList scopes; ///< the most that it can get; {"*"}: all

    /// Whether every claim is there, is a text, and is as the rule says.
    [[nodiscard]] bool fits(const QJsonObject &said) const;

    /// `value`: `workloads` of an issuer, a list of {"name", "claims": {NAME: PATTERN}, "account", "scopes"};
    /// undefined: none. InvalidValue (`oauth.trusted_issuers`) with one sentence.
    [[nodiscard]] static Result<QList<WorkloadRule>> parse(const QJsonValue &value, const QString &issuer,
                                                           const ScopeCatalogue &scopes);
};

} // namespace ostiary
