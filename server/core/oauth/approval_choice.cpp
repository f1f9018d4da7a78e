// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/approval_choice.h"

namespace ostiary::approval_choice {

namespace {

Result<QStringList> scopesOf(const Approval &approval, const QStringList &chosen)
{
    if (chosen.isEmpty())
        return approval.scopes;
    for (const QString &scope : chosen) {
        if (!approval.scopes.contains(scope)) {
            return failField(
                QStringLiteral("scopes"),
                QStringLiteral("The app did not ask for \"%1\"; you can allow: %2. To allow nothing, deny it instead.")
                    .arg(scope.left(60), approval.scopes.join(u' ')));
        }
    }
    QStringList scopes = approval.scopes;
    scopes.removeIf([&](const QString &scope) { return !chosen.contains(scope); });
    return scopes;
}

} // namespace

Result<ApprovalChoice> settled(const Approval &approval, const ApprovalChoice &choice, std::chrono::seconds longest)
{
    ApprovalChoice settled = choice;
    TRY(settled.scopes, scopesOf(approval, choice.scopes));
    if (choice.lifetime && (*choice.lifetime < kShortest || *choice.lifetime > longest)) {
        return failField(QStringLiteral("lifetime"),
                         QStringLiteral("Access can be given for %1 at least and %2 at most.")
                             .arg(lifetimeWords(kShortest), lifetimeWords(longest)));
    }
    if (choice.lifetime == longest)
        settled.lifetime.reset();
    return settled;
}

QStringList leftOut(const QStringList &asked, const QStringList &allowed)
{
    QStringList rest = asked;
    rest.removeIf([&](const QString &scope) { return allowed.contains(scope); });
    return rest;
}

} // namespace ostiary::approval_choice
