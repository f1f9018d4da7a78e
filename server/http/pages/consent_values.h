// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/scope.h"

#include <QJsonArray>
#include <QString>
#include <QStringList>

#include <chrono>

// What the consent page says of scopes, tools and time.

namespace ostiary::http {

/// A tool of the server that an app asks for, or a pattern of the operator that stands for several. Name and title are
/// a stranger's text.
struct ConsentTool {
    QString name;
    QString title = {}; ///< empty: it has none
    bool readsOnly = false; ///< as the server says
    QStringList also = {}; ///< other scopes that it needs beside the one it stands under
};

/// A scope to be decided about.
struct ConsentScope {
    QString scope;
    bool isTicked = true;
    bool isNew = false; ///< this app may do other things already, but not this
    bool wasAllowed = false;
    QList<ConsentTool> opens = {};
};

/// The page's `groups`: [{title, kind, scopes: [{scope_value, words, lang, name, checked?, is_new?, was_allowed?,
/// opens? TOOLS}]}]. `known`: the scopes that there are; words come in the first of `languages` that they have.
[[nodiscard]] QJsonArray consentGroups(const QList<ConsentScope> &scopes, const QList<Scope> &known,
                                       const QStringList &languages);

/// TOOLS: {label, summary, is_long?, tools [{name, title, reads_only?, also?}], left?}; {}: there are none.
[[nodiscard]] QJsonObject toolsValue(const QString &label, const QList<ConsentTool> &tools);

/// [{value (seconds), label, selected?}]: the shorter ones on offer, and `longest`.
[[nodiscard]] QJsonArray lifetimeOptions(std::chrono::seconds longest, std::chrono::seconds selected);

} // namespace ostiary::http
