// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "server/http/request.h"

#include <QJsonArray>
#include <QJsonObject>

// The forms that make a key and change one.

namespace ostiary::http {

/// What the fields of a new key ask for. InvalidValue names the field.
[[nodiscard]] Result<NewApiKey> newKeyIn(const Parameters &form, Time now);
/// What the fields of a key that is there ask for. InvalidValue names the field.
[[nodiscard]] Result<ApiKeyChange> keyChangeIn(const Parameters &form, const ApiKey &before, Time now);

/// What can be chosen of, and in which languages it is said.
struct ScopeChoice {
    const QList<Scope> &scopes;
    QStringList languages;
};
/// The form of a new key: as it begins, or as it was sent.
[[nodiscard]] QJsonObject newKeyForm(const QList<Project> &projects, const ScopeChoice &scopes, const Parameters *sent);
/// The form of a key that is there: as it is, or as it was sent.
[[nodiscard]] QJsonObject keyForm(const ApiKey &key, const ScopeChoice &scopes, const Parameters *sent);

/// An error of the service, at the field of the form that it is about.
[[nodiscard]] Error atKeyField(Error error);

} // namespace ostiary::http
