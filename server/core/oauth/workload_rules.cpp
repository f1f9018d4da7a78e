// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/workload_rules.h"

#include <QJsonArray>

#include <algorithm>

namespace ostiary {

namespace {

constexpr qsizetype kLongestName = 60; ///< characters
constexpr qsizetype kMostRules = 200; ///< of one issuer

std::unexpected<Error> wrong(const QString &why)
{
    return failField(QStringLiteral("oauth.trusted_issuers"), why);
}

// No regular expressions: what a pattern lets in must be plain to see.
bool fitsPattern(const QString &text, const QString &pattern)
{
    return pattern.endsWith(u'*') ? text.startsWith(QStringView(pattern).chopped(1)) : text == pattern;
}

Result<QList<std::pair<QString, QString>>> claimsOf(const QJsonObject &object, const QString &of)
{
    QList<std::pair<QString, QString>> claims;
    bool isNarrow = false; // the issuers of hosted CI sign for everybody there is
    for (auto claim = object.begin(); claim != object.end(); ++claim) {
        const QString pattern = claim.value().toString();
        if (pattern.isEmpty())
            return wrong(QStringLiteral("%1: the claim \"%2\" must be a text that is not empty.").arg(of, claim.key()));
        if (pattern.first(pattern.size() - 1).contains(u'*')) {
            return wrong(QStringLiteral("%1: in \"%2\" of the claim \"%3\" the * may only be the last character.")
                             .arg(of, pattern, claim.key()));
        }
        isNarrow |= pattern != QLatin1String("*");
        claims.emplace_back(claim.key(), pattern);
    }
    if (!isNarrow) {
        return wrong(
            QStringLiteral("%1: it needs \"claims\" that say which programs it is about, for example {\"sub\": "
                           "\"repo:me/app:*\"}; without them it would be all programs of the issuer.")
                .arg(of));
    }
    return claims;
}

Result<WorkloadRule> parseRule(const QJsonObject &object, const QString &issuer, const ScopeCatalogue &catalogue)
{
    WorkloadRule rule;
    rule.name = object.value(QLatin1String("name")).toString().simplified();
    if (rule.name.isEmpty() || rule.name.size() > kLongestName) {
        return wrong(
            QStringLiteral("A workload of %1 needs a \"name\" of 1 to %2 characters.").arg(issuer).arg(kLongestName));
    }
    const QString of = QStringLiteral("The workload \"%1\" of %2").arg(rule.name, issuer);
    for (const QString &member : object.keys()) {
        if (!QStringList{QStringLiteral("name"), QStringLiteral("claims"), QStringLiteral("account"),
                         QStringLiteral("scopes")}
                 .contains(member)) // a condition that nobody checks would be worse than none
            return wrong(QStringLiteral("%1: there is no \"%2\"; conditions go into \"claims\".").arg(of, member));
    }
    TRY(rule.claims, claimsOf(object.value(QLatin1String("claims")).toObject(), of));
    rule.account = object.value(QLatin1String("account")).toString().trimmed().toLower();
    if (!rule.account.contains(u'@'))
        return wrong(QStringLiteral("%1: \"account\" must be the e-mail address of who answers for it.").arg(of));
    QStringList wished;
    for (const QJsonValue &scope : object.value(QLatin1String("scopes")).toArray())
        wished << scope.toString();
    const Result<QStringList> scopes = catalogue.forKey(wished);
    if (!scopes)
        return wrong(QStringLiteral("%1: \"scopes\" is wrong. %2").arg(of, scopes.error().detail));
    rule.scopes = *scopes;
    return rule;
}

} // namespace

bool WorkloadRule::fits(const QJsonObject &said) const
{
    return std::ranges::all_of(claims, [&](const auto &claim) {
        const QJsonValue value = said.value(claim.first);
        return value.isString() && fitsPattern(value.toString(), claim.second);
    });
}

Result<QList<WorkloadRule>> WorkloadRule::parse(const QJsonValue &value, const QString &issuer,
                                                const ScopeCatalogue &scopes)
{
    if (value.isUndefined())
        return QList<WorkloadRule>();
    if (!value.isArray() || value.toArray().size() > kMostRules) {
        return wrong(
            QStringLiteral("\"workloads\" of %1 must be a list of at most %2 rules.").arg(issuer).arg(kMostRules));
    }
    QList<WorkloadRule> rules;
    for (const QJsonValue &item : value.toArray()) {
        TRY(WorkloadRule rule, parseRule(item.toObject(), issuer, scopes));
        if (std::ranges::contains(rules, rule.name, &WorkloadRule::name))
            return wrong(QStringLiteral("The workload \"%1\" of %2 is named twice.").arg(rule.name, issuer));
        rules << std::move(rule);
    }
    return rules;
}

} // namespace ostiary
