// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/control/control_methods.h"

#include "models/json.h"
#include "models/json_reader.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

using Answer = QFuture<Result<QJsonObject>>;

Answer answerNow(Result<QJsonObject> result)
{
    return QtFuture::makeReadyValueFuture(std::move(result));
}

/// The answer of the Admin, as JSON; `now` for the records that have a state.
template <typename T, typename... Now>
Answer rendered(QFuture<Result<T>> future, Now... now)
{
    return future.then([now...](const Result<T> &result) -> Result<QJsonObject> {
        if (!result)
            return std::unexpected(result.error());
        return toJson(*result, now...);
    });
}

template <typename T, typename... Now>
Answer listed(QFuture<Result<Page<T>>> (Admin::*list)(PageRequest), Admin &admin, const QJsonObject &params, Now... now)
{
    Result<PageRequest> page = fromJson<PageRequest>(params);
    if (!page)
        return answerNow(std::unexpected(page.error()));
    return rendered((admin.*list)(*std::move(page)), now...);
}

/// What is done to one record, named by its id.
template <typename T, typename IdType, typename... Now>
Answer changed(QFuture<Result<T>> (Admin::*change)(IdType), Admin &admin, const QJsonObject &params, Now... now)
{
    JsonReader read(params);
    const Result<IdType> id = read.finish(read.id<IdType>(u"id"_s));
    if (!id)
        return answerNow(std::unexpected(id.error()));
    return rendered((admin.*change)(*id), now...);
}

Answer createAccount(Admin &admin, const QJsonObject &params, Time)
{
    Result<NewAccount> account = newAccountFrom(params);
    if (!account)
        return answerNow(std::unexpected(account.error()));
    return rendered(admin.createAccount(*std::move(account)));
}

Answer createKey(Admin &admin, const QJsonObject &params, Time now)
{
    Result<NewApiKey> key = fromJson<NewApiKey>(params);
    if (!key)
        return answerNow(std::unexpected(key.error()));
    return rendered(admin.createApiKey(*std::move(key)), now);
}

// clang-format off
const QList<ControlMethod> kMethods{
    {u"status"_s,            [](Admin &a, const QJsonObject &, Time)           { return rendered(a.status()); }},
    {u"accounts.list"_s,     [](Admin &a, const QJsonObject &p, Time)          { return listed(&Admin::accounts, a, p); }},
    {u"accounts.create"_s,   createAccount},
    {u"keys.list"_s,         [](Admin &a, const QJsonObject &p, Time now)      { return listed(&Admin::apiKeys, a, p, now); }},
    {u"keys.create"_s,       createKey},
    {u"keys.revoke"_s,       [](Admin &a, const QJsonObject &p, Time now)      { return changed(&Admin::revokeApiKey, a, p, now); }},
    {u"sessions.list"_s,     [](Admin &a, const QJsonObject &p, Time now)      { return listed(&Admin::grants, a, p, now); }},
    {u"sessions.revoke"_s,   [](Admin &a, const QJsonObject &p, Time now)      { return changed(&Admin::revokeGrant, a, p, now); }},
    {u"clients.list"_s,      [](Admin &a, const QJsonObject &p, Time)          { return listed(&Admin::clients, a, p); }},
    {u"approvals.list"_s,    [](Admin &a, const QJsonObject &p, Time)          { return listed(&Admin::approvals, a, p); }},
    {u"approvals.approve"_s, [](Admin &a, const QJsonObject &p, Time)          { return changed(&Admin::approve, a, p); }},
    {u"approvals.deny"_s,    [](Admin &a, const QJsonObject &p, Time)          { return changed(&Admin::deny, a, p); }},
};
// clang-format on

} // namespace

const ControlMethod *findControlMethod(const QString &name)
{
    for (const ControlMethod &method : kMethods) {
        if (method.name == name)
            return &method;
    }
    return nullptr;
}

QJsonObject controlJson(const NewAccount &account)
{
    return {
        {u"email"_s, account.email},
        {u"password"_s, QString::fromUtf8(account.password.reveal())},
        {u"is_agent"_s, account.kind == AccountKind::Agent},
        {u"is_admin"_s, account.isAdmin},
    };
}

Result<NewAccount> newAccountFrom(const QJsonObject &params)
{
    JsonReader read(params);
    return read.finish(NewAccount{
        .email = read.text(u"email"_s),
        .password = Secret(read.text(u"password"_s).toUtf8()),
        .kind = read.boolean(u"is_agent"_s) ? AccountKind::Agent : AccountKind::Person,
        .isAdmin = read.boolean(u"is_admin"_s),
    });
}

} // namespace ostiary::app
