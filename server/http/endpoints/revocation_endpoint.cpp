// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/revocation_endpoint.h"

#include "models/json.h"
#include "server/http/endpoints/body.h"

#include <QCryptographicHash>

namespace ostiary::http {

namespace {

constexpr qsizetype kMostReported = 100;
constexpr qsizetype kLongestReported = 512;

Result<RevocationTarget> targetOf(const QString &scope, const Principal &who)
{
    if (scope.isEmpty() || scope == QLatin1String("account"))
        return RevocationTarget{.account = who.account, .organization = {}};
    if (scope != QLatin1String("organization"))
        return failField(QStringLiteral("scope"), QStringLiteral("The scope must be account or organization."));
    if (who.role < Role::Admin)
        return fail(ErrorCode::Forbidden,
                    QStringLiteral("To revoke everything of the organization takes one of its admins."));
    return RevocationTarget{.account = {}, .organization = who.organization};
}

// Whoever presses the button stays signed in, to see what became of it.
SessionId keptBy(const Principal &who)
{
    return who.via == Principal::Via::BrowserSession ? SessionId(who.credentialId) : SessionId();
}

// The array that GitHub's secret scanning partners get; other scanners send the same, or one object.
Result<QList<QByteArray>> tokensIn(const Request &request)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(request.body, &problem);
    const QJsonArray reports = document.isArray() ? document.array() : QJsonArray{document.object()};
    QList<QByteArray> tokens;
    for (const QJsonValue &report : reports) {
        const QString token = report[u"token"].toString();
        if (token.isEmpty() || token.size() > kLongestReported) {
            return failField(QStringLiteral("token"),
                             QStringLiteral("Send [{\"token\": \"…\", \"type\": \"…\", \"url\": \"…\"}], as GitHub's "
                                            "secret scanning does."));
        }
        tokens << token.toUtf8();
    }
    if (tokens.isEmpty() || tokens.size() > kMostReported)
        return failField(QStringLiteral("token"), QStringLiteral("Report 1 to %1 keys at a time.").arg(kMostReported));
    return tokens;
}

} // namespace

QList<Route> RevocationEndpoint::routes()
{
    const Stack look{.access = Access::Manager, .limit = LimitClass::Standard};
    const Stack act{.access = Access::Manager, .limit = LimitClass::Standard, .recent = true};
    const Stack report{.access = Access::Public, .limit = LimitClass::Auth, .cors = Cors::Open};
    // clang-format off
    return {
        {Method::Get,  "/api/revoke-all",  look,   "RevocationEndpoint::preview",      [this](const Context &c) { return preview(c); }},
        {Method::Post, "/api/revoke-all",  act,    "RevocationEndpoint::revokeAll",    [this](const Context &c) { return revokeAll(c); }},
        {Method::Post, "/api/leaked-keys", report, "RevocationEndpoint::reportLeaked", [this](const Context &c) { return reportLeaked(c); }},
    };
    // clang-format on
}

Task<Result<Response>> RevocationEndpoint::preview(const Context &context)
{
    CO_TRY(const Parameters query, context.request.query());
    CO_TRY(const RevocationTarget target, targetOf(query.value(u"scope").value_or(QString()), *context.principal));
    CO_TRY(const Revocation revocation, m_revocations.preview(target, keptBy(*context.principal)));
    co_return json(toJson(revocation));
}

Task<Result<Response>> RevocationEndpoint::revokeAll(const Context &context)
{
    QString scope;
    if (!context.request.body.isEmpty()) {
        CO_TRY(Body body, Body::of(context.request));
        CO_TRY(scope, body.finish(body.optionalText(QStringLiteral("scope"))));
    }
    CO_TRY(RevocationTarget target, targetOf(scope, *context.principal));
    CO_TRY(const Revocation revocation,
           co_await m_revocations.revokeAll(std::move(target), keptBy(*context.principal)));
    co_return json(toJson(revocation));
}

// No credential: to know a key is all it takes to use it, so that it is all it takes to end it. What is reported is
// never repeated; a finder knows it by its hash.
Task<Result<Response>> RevocationEndpoint::reportLeaked(const Context &context)
{
    static const RateRule kRule{"auth", 10, std::chrono::minutes(1), true};
    const RateDecision rate = m_limiter.admit("leaked:" + context.request.client.toString().toLatin1(), kRule);
    if (!rate.allowed) {
        co_return std::unexpected(
            Error{.code = ErrorCode::RateLimited,
                  .detail = QStringLiteral("Too many reports; come back in %1 seconds.").arg(rate.retryAfter.count()),
                  .retryAfter = rate.retryAfter});
    }
    CO_TRY(const QList<QByteArray> tokens, tokensIn(context.request));
    CO_TRY(const QList<bool> found, co_await m_keys.reportLeaked(tokens));
    QJsonArray answers;
    for (qsizetype i = 0; i < tokens.size(); ++i) {
        const QByteArray hash = QCryptographicHash::hash(tokens[i], QCryptographicHash::Sha256).toBase64();
        answers.append(QJsonObject{
            {QStringLiteral("token_hash"), QString::fromLatin1(hash)},
            {QStringLiteral("token_type"), QStringLiteral("ostiary_api_key")},
            {QStringLiteral("label"), found[i] ? QStringLiteral("true_positive") : QStringLiteral("false_positive")}});
    }
    co_return jsonArray(answers);
}

} // namespace ostiary::http
