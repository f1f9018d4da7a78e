// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/key_form.h"

#include "server/http/endpoints/limit_form.h"
#include "server/http/pages/scope_words.h"

#include <QRegularExpression>

#include <array>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestName = 300; // the service says what is too long
constexpr qsizetype kLongestNetworks = 4096;

struct Expiry {
    const char *value;
    const char *label;
    std::optional<std::chrono::days> lifetime;
};
constexpr std::array kExpiries{
    Expiry{"30", "in 30 days", std::chrono::days(30)},
    Expiry{"90", "in 90 days", std::chrono::days(90)},
    Expiry{"365", "in a year", std::chrono::days(365)},
    Expiry{"never", "never", std::nullopt},
};
constexpr const char *kUsualExpiry = "90";

struct Kind {
    KeyKind kind;
    const char *label;
};
constexpr std::array kKinds{
    Kind{KeyKind::Fos, "fos_, for programs, CI and ForgeOS clients"},
    Kind{KeyKind::Fvk, "fvk_live_, for MCP clients"},
};

QStringList chosenScopes(const Parameters &form)
{
    QStringList scopes;
    for (const auto &[name, value] : form.all()) {
        if (name == u"scope"_s)
            scopes << value;
    }
    return scopes;
}

Result<QStringList> scopesIn(const Parameters &form)
{
    const QStringList scopes = form.value(u"everything") ? QStringList{u"*"_s} : chosenScopes(form);
    if (scopes.isEmpty())
        return failField(u"scope"_s, u"Choose what the key may do."_s);
    return scopes;
}

// One per line; people paste lists with commas, too.
QStringList networksIn(const Parameters &form)
{
    static const QRegularExpression kBetween(u"[\\s,;]+"_s);
    return form.value(u"networks").value_or(QString()).left(kLongestNetworks).split(kBetween, Qt::SkipEmptyParts);
}

QJsonArray scopeChoices(const ScopeChoice &choice, const QStringList &chosen)
{
    QStringList names;
    for (const Scope &scope : choice.scopes)
        names << scope.name;
    QJsonArray groups = scopeGroups(names, choice.scopes, choice.languages);
    for (qsizetype i = 0; i < groups.size(); ++i) {
        QJsonObject group = groups[i].toObject();
        QJsonArray items = group.value(u"scopes"_s).toArray();
        for (qsizetype j = 0; j < items.size(); ++j) {
            QJsonObject item = items[j].toObject();
            item.insert(u"checked"_s, chosen.contains(item.value(u"value"_s).toString()));
            items[j] = item;
        }
        group.insert(u"scopes"_s, items);
        const QString kind = group.value(u"kind"_s).toString();
        for (const QString &mark : {u"read"_s, u"write"_s, u"act"_s})
            group.insert(u"is_"_s + mark, kind == mark);
        groups[i] = group;
    }
    return groups;
}

QJsonObject scopeFields(bool isEverything, const QStringList &chosen, const ScopeChoice &choice)
{
    return {{u"everything_checked"_s, isEverything}, {u"scope_groups"_s, scopeChoices(choice, chosen)}};
}

void add(QJsonObject &form, const QJsonObject &fields)
{
    for (auto field = fields.begin(); field != fields.end(); ++field)
        form.insert(field.key(), field.value());
}

QJsonObject sentFields(const Parameters &sent, const ScopeChoice &choice)
{
    QJsonObject form{{u"name"_s, sent.value(u"name").value_or(QString()).left(kLongestName)},
                     {u"networks"_s, QJsonArray::fromStringList(networksIn(sent))}};
    add(form, scopeFields(sent.value(u"everything").has_value(), chosenScopes(sent), choice));
    add(form, limitFormValues(sent));
    return form;
}

QJsonArray kindChoices(const QString &chosen)
{
    QJsonArray kinds;
    for (const Kind &one : kKinds) {
        kinds.append(QJsonObject{{u"value"_s, toString(one.kind)},
                                 {u"label"_s, QLatin1String(one.label)},
                                 {u"checked"_s, chosen == toString(one.kind)}});
    }
    return kinds;
}

QJsonArray expiryChoices(const QString &chosen)
{
    QJsonArray expiries;
    for (const Expiry &one : kExpiries) {
        expiries.append(QJsonObject{{u"value"_s, QLatin1String(one.value)},
                                    {u"label"_s, QLatin1String(one.label)},
                                    {u"selected"_s, chosen == QLatin1String(one.value)}});
    }
    return expiries;
}

QJsonArray projectChoices(const QList<Project> &projects, const QString &chosen)
{
    QJsonArray choices;
    for (const Project &project : projects) {
        choices.append(QJsonObject{
            {u"id"_s, project.id.text()}, {u"name"_s, project.name}, {u"selected"_s, project.id.text() == chosen}});
    }
    return choices;
}

// Folded away as long as nothing is in there.
void unfoldWhatIsUsed(QJsonObject &form)
{
    const auto isSaid = [&](const QString &name) { return !form.value(name).toString().isEmpty(); };
    const bool hasLimits = isSaid(u"standard"_s) || isSaid(u"ai"_s) || isSaid(u"cap"_s) || isSaid(u"alert"_s);
    form.insert(u"more_open"_s, hasLimits || !form.value(u"networks"_s).toArray().isEmpty());
}

} // namespace

Result<NewApiKey> newKeyIn(const Parameters &form, Time now)
{
    NewApiKey wish;
    wish.name = form.value(u"name").value_or(QString()).left(kLongestName);
    const std::optional<KeyKind> kind = keyKindFromString(form.value(u"kind").value_or(u"fos"_s));
    if (!kind)
        return failField(u"kind"_s, u"Choose one of the kinds."_s);
    wish.kind = *kind;
    TRY(wish.scopes, scopesIn(form));
    const QString expires = form.value(u"expires").value_or(QLatin1String(kUsualExpiry));
    const auto expiry
        = std::ranges::find_if(kExpiries, [&](const Expiry &one) { return expires == QLatin1String(one.value); });
    if (expiry == kExpiries.end())
        return failField(u"expires"_s, u"Choose one of the ends."_s);
    if (expiry->lifetime)
        wish.expiresAt = now + *expiry->lifetime;
    wish.project = ProjectId(form.value(u"project").value_or(QString()).left(100));
    wish.networks = networksIn(form);
    TRY(wish.limits, limitsIn(form, {}, now));
    TRY(wish.budget, budgetIn(form));
    return wish;
}

Result<ApiKeyChange> keyChangeIn(const Parameters &form, const ApiKey &before, Time now)
{
    ApiKeyChange change;
    change.name = form.value(u"name").value_or(QString()).left(kLongestName);
    change.networks = networksIn(form);
    TRY(change.scopes, scopesIn(form));
    TRY(change.limits, limitsIn(form, before.limits, now));
    TRY(change.budget, budgetIn(form));
    return change;
}

QJsonObject newKeyForm(const QList<Project> &projects, const ScopeChoice &scopes, const Parameters *sent)
{
    QJsonObject form{{u"name"_s, QString()}, {u"networks"_s, QJsonArray()}};
    if (sent) {
        form = sentFields(*sent, scopes);
    } else {
        add(form, scopeFields(true, {}, scopes));
        add(form, limitFormValues(Limits{}, Budget{}));
    }
    const auto chosen = [&](QStringView name, const char *usual) {
        const QString otherwise = QLatin1String(usual);
        return sent ? sent->value(name).value_or(otherwise) : otherwise;
    };
    form.insert(u"kinds"_s, kindChoices(chosen(u"kind", "fos")));
    form.insert(u"expiries"_s, expiryChoices(chosen(u"expires", kUsualExpiry)));
    form.insert(u"projects"_s, projectChoices(projects, chosen(u"project", "")));
    unfoldWhatIsUsed(form);
    return form;
}

QJsonObject keyForm(const ApiKey &key, const ScopeChoice &scopes, const Parameters *sent)
{
    QJsonObject form{{u"name"_s, key.name}, {u"networks"_s, QJsonArray::fromStringList(key.networks)}};
    if (sent) {
        form = sentFields(*sent, scopes);
    } else {
        add(form, scopeFields(key.scopes.contains(u"*"_s), key.scopes, scopes));
        add(form, limitFormValues(key.limits, key.budget));
    }
    unfoldWhatIsUsed(form);
    return form;
}

Error atKeyField(Error error)
{
    static constexpr std::array kFields{std::pair{"scopes", "scope"}, std::pair{"project_id", "project"},
                                        std::pair{"limits", "standard"}, std::pair{"budget", "cap"}};
    for (const auto &[theirs, ours] : kFields) {
        if (error.field == QLatin1String(theirs))
            error.field = QLatin1String(ours);
    }
    return error;
}

} // namespace ostiary::http
