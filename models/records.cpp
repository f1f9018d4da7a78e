// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/records.h"

#include <array>

namespace ostiary {

namespace {

constexpr std::array kRoles{"auditor", "member", "admin", "owner"};

} // namespace

QString toString(AccountKind kind)
{
    return kind == AccountKind::Agent ? QStringLiteral("agent") : QStringLiteral("person");
}

QString toString(Role role)
{
    return QLatin1String(kRoles.at(size_t(role)));
}

std::optional<Role> roleFromString(const QString &text)
{
    for (size_t i = 0; i < kRoles.size(); ++i) {
        if (text == QLatin1String(kRoles.at(i)))
            return Role(i);
    }
    return std::nullopt;
}

QString planAt(const QString &plan, const std::optional<Time> &trialEndsAt, Time now)
{
    const bool onTrial = plan == QLatin1String("free") && trialEndsAt && now < *trialEndsAt;
    return onTrial ? QStringLiteral("pro") : plan;
}

QString Organization::planAt(Time now) const
{
    return ostiary::planAt(plan, trialEndsAt, now);
}

QString toString(LinkPurpose purpose)
{
    switch (purpose) {
    case LinkPurpose::Reset: return QStringLiteral("reset");
    case LinkPurpose::Member: return QStringLiteral("member");
    case LinkPurpose::Agent: return QStringLiteral("agent");
    }
    Q_UNREACHABLE();
}

QString toString(LimitKind kind)
{
    return kind == LimitKind::Ai ? QStringLiteral("ai") : QStringLiteral("standard");
}

std::optional<LimitKind> limitKindFromString(const QString &text)
{
    for (const LimitKind kind : {LimitKind::Standard, LimitKind::Ai}) {
        if (text == toString(kind))
            return kind;
    }
    return std::nullopt;
}

QString toString(KeyKind kind)
{
    return kind == KeyKind::Fos ? QStringLiteral("fos") : QStringLiteral("fvk");
}

std::optional<KeyKind> keyKindFromString(const QString &text)
{
    if (text == QLatin1String("fos"))
        return KeyKind::Fos;
    if (text == QLatin1String("fvk"))
        return KeyKind::Fvk;
    return std::nullopt;
}

QString toString(KeyState state)
{
    switch (state) {
    case KeyState::Active: return QStringLiteral("active");
    case KeyState::Disabled: return QStringLiteral("disabled");
    case KeyState::Expired: return QStringLiteral("expired");
    case KeyState::Revoked: return QStringLiteral("revoked");
    }
    Q_UNREACHABLE();
}

QString toString(ClientOrigin origin)
{
    switch (origin) {
    case ClientOrigin::Registered: return QStringLiteral("registered");
    case ClientOrigin::Document: return QStringLiteral("document");
    case ClientOrigin::Operator: return QStringLiteral("operator");
    }
    Q_UNREACHABLE();
}

std::optional<ClientOrigin> clientOriginFromString(const QString &text)
{
    for (const ClientOrigin origin : {ClientOrigin::Registered, ClientOrigin::Document, ClientOrigin::Operator}) {
        if (toString(origin) == text)
            return origin;
    }
    return std::nullopt;
}

QString toString(GrantState state)
{
    switch (state) {
    case GrantState::Active: return QStringLiteral("active");
    case GrantState::Expired: return QStringLiteral("expired");
    case GrantState::Revoked: return QStringLiteral("revoked");
    }
    Q_UNREACHABLE();
}

QString toString(SigningKeyState state)
{
    switch (state) {
    case SigningKeyState::Next: return QStringLiteral("next");
    case SigningKeyState::Signing: return QStringLiteral("signing");
    case SigningKeyState::Retired: break;
    }
    return QStringLiteral("retired");
}

QString lifetimeWords(std::chrono::seconds lifetime)
{
    using namespace std::chrono;
    const auto say = [](qint64 count, const char *unit) {
        return QStringLiteral("%1 %2%3").arg(count).arg(QLatin1String(unit), QLatin1String(count == 1 ? "" : "s"));
    };
    if (lifetime % days(1) == seconds(0))
        return say(duration_cast<days>(lifetime).count(), "day");
    if (lifetime % hours(1) == seconds(0))
        return say(duration_cast<hours>(lifetime).count(), "hour");
    return say(ceil<minutes>(lifetime).count(), "minute");
}

QString toString(ApprovalState state)
{
    switch (state) {
    case ApprovalState::Pending: return QStringLiteral("pending");
    case ApprovalState::Approved: return QStringLiteral("approved");
    case ApprovalState::Denied: return QStringLiteral("denied");
    case ApprovalState::Expired: return QStringLiteral("expired");
    }
    Q_UNREACHABLE();
}

} // namespace ostiary
