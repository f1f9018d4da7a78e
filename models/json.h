// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"

#include <QJsonArray>
#include <QJsonObject>

// The JSON of each record, one form for the API, `--json` and the control socket. Names are snake_case; times are RFC
// 3339 in UTC with milliseconds; what is absent is left out, never null.

namespace ostiary {

[[nodiscard]] QJsonObject toJson(const Account &account);
[[nodiscard]] QJsonObject toJson(const Organization &organization, Time now); ///< with its "effective_plan"
[[nodiscard]] QJsonObject toJson(const Plan &plan);
[[nodiscard]] QJsonObject toJson(const Limits &limits);
[[nodiscard]] QJsonObject toJson(const Budget &budget);
[[nodiscard]] QJsonObject toJson(const LimitSimulation &simulation);
[[nodiscard]] QJsonObject toJson(const Member &member);
[[nodiscard]] QJsonObject toJson(const Project &project);
[[nodiscard]] QJsonObject toJson(const OneTimeLink &link);
[[nodiscard]] QJsonObject toJson(const SignInRecord &record);
[[nodiscard]] QJsonObject toJson(const ApiKey &key, Time now); ///< with its "state"
[[nodiscard]] QJsonObject toJson(const OAuthClient &client);
[[nodiscard]] QJsonObject toJson(const Grant &grant, Time now); ///< with its "state"
[[nodiscard]] QJsonObject toJson(const SigningKeyInfo &key);
[[nodiscard]] QJsonObject toJson(const ApprovalChoice &choice);
[[nodiscard]] QJsonObject toJson(const Approval &approval);
[[nodiscard]] QJsonObject toJson(const KeyCheck &check, Time now);
[[nodiscard]] QJsonObject toJson(const Revocation &revocation);
[[nodiscard]] QJsonObject toJson(const Price &price);
[[nodiscard]] QJsonObject toJson(const BudgetState &state);
[[nodiscard]] QJsonObject toJson(const SpendReport &report);
[[nodiscard]] QJsonObject toJson(const SpendEntry &entry);
[[nodiscard]] QJsonObject toJson(const AttemptEntry &entry);
[[nodiscard]] QJsonObject toJson(const ConnectionAttempt &attempt); ///< with its "state" and "hint"
[[nodiscard]] QJsonObject toJson(const AuthorizeReport &report); ///< with "accepted"
[[nodiscard]] QJsonObject toJson(const UpstreamStatus &upstream);
[[nodiscard]] QJsonObject toJson(const Scope &scope);
[[nodiscard]] QJsonObject toJson(const ScopeUse &use);
[[nodiscard]] QJsonObject toJson(const ServerStatus &status);
[[nodiscard]] QJsonObject toJson(const Change &change);
[[nodiscard]] QJsonObject toJson(const Error &error); ///< RFC 9457 members: title, status, detail, code, field

/// The key's members and "secret", the key itself: only ever the answer to whoever just made it.
[[nodiscard]] QJsonObject toJson(const CreatedApiKey &created, Time now);
[[nodiscard]] QJsonObject toJson(const CreatedClient &created);
[[nodiscard]] QJsonObject toJson(const NewApiKey &key);
/// The link's members, "token" and, where it has one, "url": only ever the answer to whoever just made it.
[[nodiscard]] QJsonObject toJson(const CreatedLink &created);
[[nodiscard]] QJsonObject toJson(const SetupCode &code);
[[nodiscard]] QJsonObject toJson(const PageRequest &page);

/// {"items": […], "next_cursor"}; `now` for the records that have a state.
template <typename T, typename... Now>
[[nodiscard]] QJsonObject toJson(const Page<T> &page, Now... now)
{
    QJsonArray items;
    for (const T &row : page.rows)
        items.append(toJson(row, now...));
    QJsonObject object{{QStringLiteral("items"), items}};
    if (!page.nextCursor.isEmpty())
        object.insert(QStringLiteral("next_cursor"), page.nextCursor);
    return object;
}

/// The way back, for the control socket's client. InvalidRequest names the member that is missing or wrong. Members
/// that it does not know are passed over, so that an older client can talk to a newer server.
template <typename T>
[[nodiscard]] Result<T> fromJson(const QJsonObject &object);

template <>
Result<Account> fromJson(const QJsonObject &object);
template <>
Result<Organization> fromJson(const QJsonObject &object);
template <>
Result<Plan> fromJson(const QJsonObject &object);
template <>
Result<Project> fromJson(const QJsonObject &object);
template <>
Result<Limits> fromJson(const QJsonObject &object);
template <>
Result<Budget> fromJson(const QJsonObject &object);
template <>
Result<LimitSimulation> fromJson(const QJsonObject &object);
template <>
Result<KeyCheck> fromJson(const QJsonObject &object);
template <>
Result<Revocation> fromJson(const QJsonObject &object);
template <>
Result<Price> fromJson(const QJsonObject &object);
template <>
Result<BudgetState> fromJson(const QJsonObject &object);
template <>
Result<SpendReport> fromJson(const QJsonObject &object);
template <>
Result<SpendEntry> fromJson(const QJsonObject &object);
template <>
Result<OneTimeLink> fromJson(const QJsonObject &object);
template <>
Result<CreatedLink> fromJson(const QJsonObject &object);
template <>
Result<SetupCode> fromJson(const QJsonObject &object);
template <>
Result<ApiKey> fromJson(const QJsonObject &object);
template <>
Result<OAuthClient> fromJson(const QJsonObject &object);
template <>
Result<Grant> fromJson(const QJsonObject &object);
template <>
Result<SigningKeyInfo> fromJson(const QJsonObject &object);
Result<ApprovalChoice> fromJson(const QJsonObject &object);
template <>
Result<Approval> fromJson(const QJsonObject &object);
template <>
Result<AttemptEntry> fromJson(const QJsonObject &object);
template <>
Result<ConnectionAttempt> fromJson(const QJsonObject &object);
template <>
Result<AuthorizeReport> fromJson(const QJsonObject &object);
template <>
Result<UpstreamStatus> fromJson(const QJsonObject &object);
template <>
Result<Scope> fromJson(const QJsonObject &object);
template <>
Result<ServerStatus> fromJson(const QJsonObject &object);
template <>
Result<Change> fromJson(const QJsonObject &object);
template <>
Result<Error> fromJson(const QJsonObject &object);
template <>
Result<CreatedApiKey> fromJson(const QJsonObject &object);
template <>
Result<CreatedClient> fromJson(const QJsonObject &object);
template <>
Result<NewApiKey> fromJson(const QJsonObject &object);
template <>
Result<PageRequest> fromJson(const QJsonObject &object);

/// A Page as toJson() writes it.
template <typename T>
[[nodiscard]] Result<Page<T>> pageFromJson(const QJsonObject &object)
{
    const QJsonValue items = object.value(QStringLiteral("items"));
    if (!items.isArray())
        return fail(ErrorCode::InvalidRequest, QStringLiteral("The member \"items\" must be an array."));
    Page<T> page;
    for (const QJsonValue &item : items.toArray()) {
        TRY(T row, fromJson<T>(item.toObject()));
        page.rows.append(std::move(row));
    }
    page.nextCursor = object.value(QStringLiteral("next_cursor")).toString();
    return page;
}

} // namespace ostiary
