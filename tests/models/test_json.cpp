// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/json.h"

#include <QTest>

using namespace ostiary;
using namespace Qt::StringLiterals;

namespace {

constexpr Time kNow{std::chrono::milliseconds{1'795'282'200'123}}; // 2026-11-21T17:30:00.123Z

ApiKey someKey()
{
    return {
        .id = ApiKeyId(u"key_1"_s),
        .account = AccountId(u"acc_1"_s),
        .organization = OrganizationId(u"org_1"_s),
        .accountEmail = u"ada@example.org"_s,
        .kind = KeyKind::Fvk,
        .name = u"Ärger \"laptop\""_s,
        .hint = u"fvk_live_…9xQ2"_s,
        .scopes = {u"projects:read"_s, u"aso:read"_s},
        .createdAt = kNow,
        .expiresAt = kNow + std::chrono::hours{1},
        .lastUsedAt = std::nullopt,
        .revokedAt = std::nullopt,
    };
}

Grant someGrant()
{
    return {
        .id = GrantId(u"ses_1"_s),
        .account = AccountId(u"acc_1"_s),
        .organization = OrganizationId(u"org_1"_s),
        .accountEmail = u"ada@example.org"_s,
        .client = ClientId(u"cli_1"_s),
        .clientName = u"Claude"_s,
        .scopes = {u"*"_s},
        .resource = u"http://127.0.0.1:8420/mcp"_s,
        .createdAt = kNow,
        .expiresAt = kNow + std::chrono::hours{24 * 90},
        .lastUsedAt = kNow + std::chrono::milliseconds{1},
        .revokedAt = kNow + std::chrono::seconds{1},
        .reusedAt = kNow + std::chrono::seconds{1},
        .isMachine = true,
        .vouchedBy = u"https://idp.example.org"_s,
        .keyThumbprint = u"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"_s,
        .workload = u"ci"_s,
    };
}

Approval someApproval()
{
    return {
        .id = ApprovalId(u"apr_1"_s),
        .account = AccountId(u"acc_1"_s),
        .accountEmail = u"ada@example.org"_s,
        .client = ClientId(u"cli_1"_s),
        .clientName = u"Claude"_s,
        .redirectUri = u"http://127.0.0.1:9/callback"_s,
        .scopes = {u"projects:read"_s},
        .resource = u"http://127.0.0.1:8420/mcp"_s,
        .matchCode = u"K7QX"_s,
        .createdAt = kNow,
        .expiresAt = kNow + std::chrono::minutes{5},
        .state = ApprovalState::Denied,
    };
}

OAuthClient someClient()
{
    return {
        .id = ClientId(u"cli_1"_s),
        .name = u"Claude"_s,
        .redirectUris = {u"http://127.0.0.1/callback"_s},
        .tokenEndpointAuthMethod = u"none"_s,
        .grantTypes = {u"authorization_code"_s, u"refresh_token"_s},
        .scope = {},
        .createdAt = kNow,
        .lastUsedAt = std::nullopt,
        .owner = AccountId(u"acc_1"_s),
    };
}

ConnectionAttempt someAttempt()
{
    return {
        .id = AttemptId(u"con_1"_s),
        .clientId = ClientId(u"cli_1"_s),
        .clientName = u"Claude"_s,
        .account = AccountId(u"acc_1"_s),
        .accountEmail = u"ada@example.org"_s,
        .address = u"192.0.2.7"_s,
        .userAgent = u"Claude-User"_s,
        .resource = u"http://127.0.0.1:8420/mcp"_s,
        .startedAt = kNow,
        .lastAt = kNow + std::chrono::seconds{5},
        .reached = AttemptStep::Token,
        .succeeded = false,
        .stoppedBecause = u"The code has run out."_s,
        .entries = {{.at = kNow, .step = AttemptStep::Discovery, .detail = u"It read the metadata."_s, .count = 3},
                    {.at = kNow, .step = AttemptStep::Token, .ok = false, .detail = u"The code has run out."_s}},
    };
}

} // namespace

class TestJson final : public QObject
{
    Q_OBJECT

private slots:
    void records_comeBackAsTheyWere()
    {
        const Account account{.id = AccountId(u"acc_1"_s),
                              .organization = OrganizationId(u"org_1"_s),
                              .email = u"ada@example.org"_s,
                              .kind = AccountKind::Agent,
                              .isAdmin = true,
                              .createdAt = kNow};
        QCOMPARE(*fromJson<Account>(toJson(account)), account);
        QCOMPARE(*fromJson<ApiKey>(toJson(someKey(), kNow)), someKey());
        QCOMPARE(*fromJson<OAuthClient>(toJson(someClient())), someClient());
        QCOMPARE(*fromJson<Grant>(toJson(someGrant(), kNow)), someGrant());
        QCOMPARE(*fromJson<Approval>(toJson(someApproval())), someApproval());
        ConnectionAttempt attempt = someAttempt();
        QCOMPARE(*fromJson<ConnectionAttempt>(toJson(attempt)), attempt);
        QCOMPARE(toJson(attempt).value(u"state"_s), u"stopped"_s);
        QCOMPARE(toJson(attempt).value(u"hint"_s), hintOf(attempt));
        attempt.stoppedBecause.clear();
        attempt.succeeded = true;
        QCOMPARE(*fromJson<ConnectionAttempt>(toJson(attempt)), attempt);
        QVERIFY(!toJson(attempt).contains(u"hint"_s));
        const AuthorizeReport report{.lines
                                     = {{u"client_id"_s, u"cli_1"_s, AuthorizeVerdict::Ok, u"It is registered."_s},
                                        {u"state"_s, {}, AuthorizeVerdict::Warning, u"It is not there."_s},
                                        {u"scope"_s, u"x"_s, AuthorizeVerdict::Refused, u"It is too long."_s}},
                                     .outcome = u"The browser is sent back."_s};
        QCOMPARE(*fromJson<AuthorizeReport>(toJson(report)), report);
        QVERIFY(!toJson(report).value(u"accepted"_s).toBool());
        Approval narrowed = someApproval();
        narrowed.choice = {.scopes = {u"a"_s}, .lifetime = std::chrono::hours(1), .accountEmail = u"a@b.example"_s};
        QCOMPARE(*fromJson<Approval>(toJson(narrowed)), narrowed);
    }

    void serverStatus_comesBackAsItWas()
    {
        const ServerStatus status{.version = u"0.1.0"_s,
                                  .url = QUrl(u"http://127.0.0.1:8420"_s),
                                  .publicUrl = {},
                                  .dataFolder = u"/data"_s,
                                  .pendingApprovals = 2,
                                  .upstreams = {{.name = u"files"_s,
                                                 .target = u"stdio: npx"_s,
                                                 .isStdio = true,
                                                 .isDefault = true,
                                                 .sessions = 3,
                                                 .lastError = u"It ended."_s,
                                                 .publicUrl = u"http://127.0.0.1:8420/mcp/files"_s}}};
        const QJsonObject object = toJson(status);
        QVERIFY(!object.contains(u"public_url"_s));
        const Result<ServerStatus> back = fromJson<ServerStatus>(object);
        QVERIFY(back);
        QCOMPARE(toJson(*back), object);
        QCOMPARE(back->upstreams.first().sessions, 3);
        QVERIFY(back->publicUrl.isEmpty());
    }

    void everyStep_hasAWord_andAHintForWhoStopsThere()
    {
        for (int step = 0; step < kAttemptSteps; ++step) {
            QVERIFY(attemptStepFromString(toString(AttemptStep(step))) == AttemptStep(step));
            ConnectionAttempt attempt = someAttempt();
            attempt.reached = AttemptStep(step);
            attempt.entries = {{.at = kNow, .step = AttemptStep(step), .ok = false, .detail = u"No."_s}};
            const QString whenRefused = hintOf(attempt);
            attempt.entries.first().ok = true;
            QVERIFY(!whenRefused.isEmpty() && !hintOf(attempt).isEmpty());
            QVERIFY(whenRefused != hintOf(attempt));
        }
        QVERIFY(!attemptStepFromString(u"none"_s));
    }

    /// A kind that came over as another would take rows away that are only touched.
    void changeOfEveryTableAndKind_comesBackAsItWas()
    {
        for (int table = int(Table::Accounts); table <= int(Table::Attempts); ++table) {
            for (int kind = int(ChangeKind::Inserted); kind <= int(ChangeKind::Deleted); ++kind) {
                const Change change{.sequence = 7, .table = Table(table), .id = u"x_1"_s, .kind = ChangeKind(kind)};
                const Result<Change> back = fromJson<Change>(toJson(change));
                QVERIFY(back);
                QCOMPARE(back->sequence, change.sequence);
                QCOMPARE(back->table, change.table);
                QCOMPARE(back->id, change.id);
                QCOMPARE(back->kind, change.kind);
            }
        }
        QCOMPARE(toJson(Change{.sequence = 1, .table = {}, .id = {}, .kind = ChangeKind::Deleted}).value(u"kind"_s),
                 u"deleted"_s);
    }

    void everyError_comesBackWithItsCode_andWithoutItsCause()
    {
        for (const ErrorEntry &entry : errorCatalogue()) {
            const Error error{.code = entry.code,
                              .detail = u"What is wrong."_s,
                              .field = u"name"_s,
                              .cause = u"disk I/O error"_s,
                              .retryAfter = std::chrono::seconds{12}};
            const QJsonObject object = toJson(error);
            QCOMPARE(object.value(u"status"_s).toInt(), entry.status);
            const Result<Error> back = fromJson<Error>(object);
            QVERIFY(back);
            QCOMPARE(back->code, error.code);
            QCOMPARE(back->detail, error.detail);
            QCOMPARE(back->field, error.field);
            QVERIFY(back->cause.isEmpty());
            QVERIFY(back->retryAfter == error.retryAfter);
        }
    }

    void keyRequests_comeBackAsTheyWere()
    {
        const NewApiKey key{.accountEmail = u"ada@example.org"_s,
                            .kind = KeyKind::Fvk,
                            .name = u"CI"_s,
                            .scopes = {u"a"_s},
                            .expiresAt = kNow};
        const Result<NewApiKey> back = fromJson<NewApiKey>(toJson(key));
        QVERIFY(back);
        QCOMPARE(toJson(*back), toJson(key));
        QVERIFY(back->expiresAt == key.expiresAt);

        const CreatedApiKey created{.key = someKey(), .secret = Secret("fvk_live_abc")};
        const Result<CreatedApiKey> createdBack = fromJson<CreatedApiKey>(toJson(created, kNow));
        QVERIFY(createdBack);
        QCOMPARE(createdBack->key, created.key);
        QVERIFY(createdBack->secret == created.secret);
    }

    void pages_comeBackWithRowsAndCursor()
    {
        const Page<ApiKey> page{.rows = {someKey(), someKey()}, .nextCursor = u"c1"_s};
        const Result<Page<ApiKey>> back = pageFromJson<ApiKey>(toJson(page, kNow));
        QVERIFY(back);
        QCOMPARE(back->rows, page.rows);
        QCOMPARE(back->nextCursor, page.nextCursor);

        const PageRequest request{.limit = 5, .cursor = u"c1"_s};
        QCOMPARE(fromJson<PageRequest>(toJson(request))->limit, 5);
        QCOMPARE(fromJson<PageRequest>(toJson(request))->cursor, request.cursor);
        QCOMPARE(fromJson<PageRequest>({})->limit, 200);
    }

    void times_areRfc3339InUtcWithMilliseconds()
    {
        QCOMPARE(toJson(someKey(), kNow).value(u"created_at"_s).toString(), u"2026-11-21T17:30:00.123Z"_s);
    }

    void absentMembers_areLeftOut()
    {
        const QJsonObject object = toJson(someKey(), kNow);
        QVERIFY(!object.contains(u"last_used_at"_s));
        QVERIFY(!object.contains(u"revoked_at"_s));
        QVERIFY(!toJson(Error{}).contains(u"detail"_s));
        QVERIFY(!toJson(Page<Approval>{}).contains(u"next_cursor"_s));
    }

    void state_followsTheTimeAskedFor()
    {
        QCOMPARE(toJson(someKey(), kNow).value(u"state"_s), QJsonValue(u"active"_s));
        QCOMPARE(toJson(someKey(), kNow + std::chrono::hours{1}).value(u"state"_s), QJsonValue(u"expired"_s));
        QCOMPARE(toJson(someGrant(), kNow).value(u"state"_s), QJsonValue(u"revoked"_s));
    }

    void fromJson_namesTheMemberThatIsWrong_data()
    {
        QTest::addColumn<QString>("member");
        QTest::addColumn<QJsonValue>("value");
        QTest::newRow("missing") << u"id"_s << QJsonValue(QJsonValue::Undefined);
        QTest::newRow("number for text") << u"name"_s << QJsonValue(7);
        QTest::newRow("unknown kind") << u"kind"_s << QJsonValue(u"gold"_s);
        QTest::newRow("text for array") << u"scopes"_s << QJsonValue(u"*"_s);
        QTest::newRow("number in array") << u"scopes"_s << QJsonValue(QJsonArray{1});
        QTest::newRow("no time") << u"created_at"_s << QJsonValue(u"yesterday"_s);
        QTest::newRow("local time") << u"expires_at"_s << QJsonValue(u"2026-11-21T17:30:00.000"_s);
        QTest::newRow("null") << u"expires_at"_s << QJsonValue(QJsonValue::Null);
    }
    void fromJson_namesTheMemberThatIsWrong()
    {
        QFETCH(const QString, member);
        QFETCH(const QJsonValue, value);
        QJsonObject object = toJson(someKey(), kNow);
        if (value.isUndefined())
            object.remove(member);
        else
            object.insert(member, value);
        const Result<ApiKey> key = fromJson<ApiKey>(object);
        QVERIFY(!key);
        QCOMPARE(key.error().code, ErrorCode::InvalidRequest);
        QVERIFY2(key.error().detail.contains(u'"' + member + u'"'), qPrintable(key.error().detail));
    }

    void fromJson_refusesNumbersThatAreNotWhole()
    {
        QVERIFY(!fromJson<PageRequest>({{u"limit"_s, 1.5}}));
        QVERIFY(!fromJson<PageRequest>({{u"limit"_s, 1e300}}));
        QVERIFY(!fromJson<PageRequest>({{u"limit"_s, -1}}));
        QVERIFY(!fromJson<PageRequest>({{u"limit"_s, qint64(4'294'967'297)}}));
    }
};

QTEST_GUILESS_MAIN(TestJson)
#include "test_json.moc"
