// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/json.h"
#include "models/json_parts.h"

namespace ostiary {

using namespace Qt::StringLiterals;
using namespace json_parts;

namespace {

const QStringList kSteps{u"discovery"_s, u"registration"_s, u"authorize"_s, u"sign_in"_s,
                         u"consent"_s,   u"token"_s,        u"first_call"_s};
const QStringList kVerdicts{u"ok"_s, u"warning"_s, u"refused"_s};

QJsonObject toJson(const AuthorizeLine &line)
{
    QJsonObject object{{u"what"_s, line.what}};
    put(object, u"value"_s, line.value);
    object.insert(u"verdict"_s, toString(line.verdict));
    object.insert(u"sentence"_s, line.sentence);
    return object;
}

/// Each item of the array `name` as `fromJson` reads it.
template <typename T>
Result<QList<T>> listIn(const QJsonObject &object, const QString &name)
{
    QList<T> list;
    for (const QJsonValue &item : object.value(name).toArray()) {
        TRY(T one, fromJson<T>(item.toObject()));
        list.append(std::move(one));
    }
    return list;
}

} // namespace

template <>
Result<AttemptEntry> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    return read.finish(AttemptEntry{.at = read.time(u"at"_s),
                                    .step = read.oneOf<AttemptStep>(u"step"_s, kSteps),
                                    .ok = read.boolean(u"ok"_s),
                                    .detail = read.text(u"detail"_s),
                                    .count = read.count(u"count"_s)});
}

QJsonObject toJson(const AttemptEntry &entry)
{
    return {{u"at"_s, toJsonTime(entry.at)},
            {u"step"_s, toString(entry.step)},
            {u"ok"_s, entry.ok},
            {u"detail"_s, entry.detail},
            {u"count"_s, entry.count}};
}

QJsonObject toJson(const ConnectionAttempt &attempt)
{
    QJsonObject object{{u"id"_s, attempt.id.text()}};
    put(object, u"client_id"_s, attempt.clientId.text());
    put(object, u"client_name"_s, attempt.clientName);
    put(object, u"account_id"_s, attempt.account.text());
    put(object, u"account_email"_s, attempt.accountEmail);
    object.insert(u"address"_s, attempt.address);
    object.insert(u"user_agent"_s, attempt.userAgent);
    put(object, u"resource"_s, attempt.resource);
    object.insert(u"started_at"_s, toJsonTime(attempt.startedAt));
    object.insert(u"last_at"_s, toJsonTime(attempt.lastAt));
    object.insert(u"state"_s, toString(attempt.state()));
    object.insert(u"reached"_s, toString(attempt.reached));
    put(object, u"stopped_because"_s, attempt.stoppedBecause);
    put(object, u"hint"_s, hintOf(attempt));
    QJsonArray entries;
    for (const AttemptEntry &entry : attempt.entries)
        entries.append(toJson(entry));
    object.insert(u"entries"_s, entries);
    return object;
}

template <>
Result<ConnectionAttempt> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    TRY(const QList<AttemptEntry> entries, listIn<AttemptEntry>(object, u"entries"_s));
    return read.finish(ConnectionAttempt{
        .id = read.id<AttemptId>(u"id"_s),
        .clientId = ClientId(read.optionalText(u"client_id"_s)),
        .clientName = read.optionalText(u"client_name"_s),
        .account = AccountId(read.optionalText(u"account_id"_s)),
        .accountEmail = read.optionalText(u"account_email"_s),
        .address = read.text(u"address"_s),
        .userAgent = read.text(u"user_agent"_s),
        .resource = read.optionalText(u"resource"_s),
        .startedAt = read.time(u"started_at"_s),
        .lastAt = read.time(u"last_at"_s),
        .reached = read.oneOf<AttemptStep>(u"reached"_s, kSteps),
        .succeeded = read.text(u"state"_s) == toString(AttemptState::Connected),
        .stoppedBecause = read.optionalText(u"stopped_because"_s),
        .entries = entries,
    });
}

QJsonObject toJson(const AuthorizeReport &report)
{
    QJsonArray lines;
    for (const AuthorizeLine &line : report.lines)
        lines.append(toJson(line));
    return {{u"accepted"_s, report.isAccepted()}, {u"lines"_s, lines}, {u"outcome"_s, report.outcome}};
}

template <>
Result<AuthorizeLine> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    return read.finish(AuthorizeLine{.what = read.text(u"what"_s),
                                     .value = read.optionalText(u"value"_s),
                                     .verdict = read.oneOf<AuthorizeVerdict>(u"verdict"_s, kVerdicts),
                                     .sentence = read.text(u"sentence"_s)});
}

template <>
Result<AuthorizeReport> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    TRY(const QList<AuthorizeLine> lines, listIn<AuthorizeLine>(object, u"lines"_s));
    return read.finish(AuthorizeReport{.lines = lines, .outcome = read.text(u"outcome"_s)});
}

} // namespace ostiary
