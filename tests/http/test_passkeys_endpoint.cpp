// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/software_authenticator.h"
#include "tests/http/passkey_site.h"

#include <QJsonArray>
#include <QTest>

using namespace ostiary;
using namespace ostiary::http;
using namespace Qt::StringLiterals;

namespace {

QJsonObject bodyOf(const Response &response)
{
    return QJsonDocument::fromJson(response.body).object();
}

/// What a request brings along; the session of whoever is signed in, unless it says otherwise.
struct Sent {
    std::optional<QJsonObject> body = QJsonObject();
    bool withCookie = true;
    bool withCsrf = true;
    QByteArray more = {}; ///< "Name: value"
};

} // namespace

/// /auth/passkeys behind its real stacks, each status in turn.
class TestPasskeysEndpoint : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<PasskeySite> m_site;
    std::unique_ptr<Dispatcher> m_dispatcher;
    Account m_ann;
    std::optional<SessionService::Opened> m_session;

    Response send(Method method, const QByteArray &path, const Sent &sent = {})
    {
        Request request;
        request.method = method;
        request.path = path;
        request.client = QHostAddress(QHostAddress::LocalHost);
        request.headers.add("Host", "gate.example");
        if (sent.withCookie)
            request.headers.add("Cookie", "forge_session=" + m_session->cookie.reveal().toByteArray());
        if (sent.withCsrf)
            request.headers.add("X-CSRF-Token", m_session->csrfToken);
        if (const qsizetype colon = sent.more.indexOf(": "); colon > 0)
            request.headers.add(sent.more.first(colon), sent.more.sliced(colon + 2));
        if (sent.body && method == Method::Post) {
            request.headers.add("Content-Type", "application/json");
            request.body = QJsonDocument(*sent.body).toJson();
        }
        return await(m_dispatcher->handle(request));
    }
    Response publicPost(const QByteArray &path, const QJsonObject &body)
    {
        return send(Method::Post, path, {.body = body, .withCookie = false, .withCsrf = false});
    }

    Response add(SoftwareAuthenticator &key)
    {
        const QJsonObject question = bodyOf(send(Method::Post, "/auth/passkeys/options"));
        const QJsonObject publicKey = question.value("public_key"_L1).toObject();
        const QString handle = publicKey.value("user"_L1).toObject().value("id"_L1).toString();
        key.userHandle = *fromBase64Url(handle.toLatin1());
        return send(Method::Post, "/auth/passkeys",
                    {.body = QJsonObject{{u"name"_s, u"Phone"_s},
                                         {u"ticket"_s, question.value("ticket"_L1)},
                                         {u"credential"_s, key.create(publicKey)}}});
    }
    Response signIn(SoftwareAuthenticator &key, const QJsonObject &asked = {}, const QJsonObject &answered = {})
    {
        const QJsonObject question = bodyOf(publicPost("/auth/passkeys/sign-in/options", asked));
        QJsonObject body = answered;
        body.insert(u"ticket"_s, question.value("ticket"_L1));
        body.insert(u"credential"_s, key.get(question.value("public_key"_L1).toObject()));
        return publicPost("/auth/passkeys/sign-in", body);
    }

private slots:
    void init()
    {
        m_site = std::make_unique<PasskeySite>(QUrl(u"https://gate.example"_s));
        m_dispatcher = std::make_unique<Dispatcher>(m_site->site, nullptr);
        m_ann = m_site->core.account();
        m_session = *await(m_site->core.sessions.open(m_ann.id, u"127.0.0.1"_s, u"test"_s));
    }
    void adding_takesASignInOfTheLastFiveMinutes()
    {
        QCOMPARE(send(Method::Post, "/auth/passkeys/options").status, 200);
        m_site->core.clock.advance(std::chrono::minutes(5));
        const Response refused = send(Method::Post, "/auth/passkeys/options");
        QCOMPARE(refused.status, 403);
        QCOMPARE(bodyOf(refused).value("code"_L1).toString(), u"reauthentication_required"_s);
        QCOMPARE(send(Method::Get, "/auth/passkeys").status, 200); // looking is no change
        QVERIFY(await(m_site->core.sessions.confirm(m_session->session.id)));
        QCOMPARE(send(Method::Post, "/auth/passkeys/options").status, 200);
    }
    void cleanup()
    {
        m_dispatcher.reset();
        m_site.reset();
    }

    void create_201_list_200_remove_204()
    {
        SoftwareAuthenticator key(SoftwareAuthenticator::Es256);
        const Response made = add(key);
        QCOMPARE(made.status, 201);
        const QString id = bodyOf(made).value("id"_L1).toString();
        QVERIFY(id.startsWith("pky_"_L1));

        const Response listed = send(Method::Get, "/auth/passkeys");
        QCOMPARE(listed.status, 200);
        const QJsonArray items = bodyOf(listed).value("items"_L1).toArray();
        QCOMPARE(items.size(), 1);
        QCOMPARE(items.first().toObject().keys(), (QStringList{u"created_at"_s, u"id"_s, u"name"_s}));

        QCOMPARE(send(Method::Delete, "/auth/passkeys/" + id.toLatin1()).status, 204);
        QCOMPARE(send(Method::Delete, "/auth/passkeys/" + id.toLatin1()).status, 404);
    }

    void signIn_200_asTheOnlyFactor_opensASession()
    {
        SoftwareAuthenticator key(SoftwareAuthenticator::EdDsa);
        QCOMPARE(add(key).status, 201);
        const Response entered = signIn(key);
        QCOMPARE(entered.status, 200);
        QCOMPARE(bodyOf(entered).value("account_id"_L1).toString(), m_ann.id.text());
        QVERIFY(entered.headers.contains("Set-Cookie"));
    }

    void options_areNotKept()
    {
        QCOMPARE(publicPost("/auth/passkeys/sign-in/options", {}).headers.value("Cache-Control"),
                 QByteArrayView("no-store"));
    }

    void signIn_200_asTheSecondFactor_withItsLoginTicketOnly()
    {
        SoftwareAuthenticator key(SoftwareAuthenticator::EdDsa);
        QCOMPARE(add(key).status, 201);
        key.flags = SoftwareAuthenticator::Up; // a touch is enough beside a password, and for nothing else
        m_site->door.waiting = {{u"ann's"_s, m_ann.id}, {u"bob's"_s, AccountId(u"acc_bob"_s)}};
        const QJsonObject anns{{u"login_ticket"_s, u"ann's"_s}};
        QCOMPARE(signIn(key).status, 401);
        const Response without = signIn(key, anns);
        QCOMPARE(without.status, 422);
        QCOMPARE(bodyOf(without).value("field"_L1).toString(), u"login_ticket"_s);
        QCOMPARE(signIn(key, anns, {{u"login_ticket"_s, u"bob's"_s}}).status, 422);
        QCOMPARE(signIn(key, anns, anns).status, 200);
        QVERIFY(!m_site->door.waiting.contains(u"ann's"_s));
    }

    void anything_401_withoutASession()
    {
        const Sent stranger{.withCookie = false};
        QCOMPARE(send(Method::Get, "/auth/passkeys", stranger).status, 401);
        QCOMPARE(send(Method::Post, "/auth/passkeys/options", stranger).status, 401);
        QCOMPARE(send(Method::Post, "/auth/passkeys", stranger).status, 401);
        QCOMPARE(send(Method::Delete, "/auth/passkeys/pky_1", stranger).status, 401);
    }

    void signIn_401_withAPasskeyOfNobody_orARanOutLogin()
    {
        SoftwareAuthenticator stranger(SoftwareAuthenticator::Es256);
        stranger.userHandle = "acc_x";
        const Response refused = signIn(stranger);
        QCOMPARE(refused.status, 401);
        QCOMPARE(bodyOf(refused).value("code"_L1).toString(), u"invalid_credentials"_s);
        QCOMPARE(publicPost("/auth/passkeys/sign-in/options", {{u"login_ticket"_s, u"old"_s}}).status, 401);
    }

    void changes_403_withoutCsrf_orWithAKey()
    {
        QCOMPARE(send(Method::Post, "/auth/passkeys/options", {.withCsrf = false}).status, 403);
        QCOMPARE(send(Method::Delete, "/auth/passkeys/pky_1", {.withCsrf = false}).status, 403);
        const CreatedApiKey key = *await(m_site->core.apiKeys.create(m_ann.id, {.name = u"all"_s, .scopes = {u"*"_s}}));
        const Sent withKey{.withCookie = false,
                           .withCsrf = false,
                           .more = "Authorization: Bearer " + key.secret.reveal().toByteArray()};
        QCOMPARE(send(Method::Get, "/auth/passkeys", withKey).status, 200);
        QCOMPARE(send(Method::Post, "/auth/passkeys/options", withKey).status, 403);
        QCOMPARE(send(Method::Post, "/auth/passkeys", withKey).status, 403);
        QCOMPARE(send(Method::Delete, "/auth/passkeys/pky_1", withKey).status, 403);
    }

    void signIn_403_fromAPageOfSomebodyElse()
    {
        const Sent elsewhere{.withCookie = false, .withCsrf = false, .more = "Origin: https://evil.example"};
        QCOMPARE(send(Method::Post, "/auth/passkeys/sign-in/options", elsewhere).status, 403);
        QCOMPARE(send(Method::Post, "/auth/passkeys/sign-in", elsewhere).status, 403);
    }

    void signInOptions_404_forAnAccountWithoutPasskeys()
    {
        m_site->door.waiting = {{u"ann's"_s, m_ann.id}};
        QCOMPARE(publicPost("/auth/passkeys/sign-in/options", {{u"login_ticket"_s, u"ann's"_s}}).status, 404);
    }

    void create_409_whenItIsThere()
    {
        SoftwareAuthenticator key(SoftwareAuthenticator::Es256);
        QCOMPARE(add(key).status, 201);
        QCOMPARE(add(key).status, 409);
    }

    void bodies_415_422_whereTheyAreWrong()
    {
        const Sent none{.body = std::nullopt};
        QCOMPARE(send(Method::Post, "/auth/passkeys", none).status, 415);
        QCOMPARE(send(Method::Post, "/auth/passkeys/sign-in", none).status, 415);
        const auto fieldOf = [this](const QByteArray &path, const QJsonObject &body) {
            const Response response = send(Method::Post, path, {.body = body});
            return response.status == 422 ? bodyOf(response).value("field"_L1).toString() : QString();
        };
        QCOMPARE(fieldOf("/auth/passkeys", {}), u"name"_s);
        QCOMPARE(fieldOf("/auth/passkeys", {{u"name"_s, u"n"_s}}), u"ticket"_s);
        QCOMPARE(fieldOf("/auth/passkeys", {{u"name"_s, u"n"_s}, {u"ticket"_s, u"t"_s}, {u"credential"_s, 1}}),
                 u"credential"_s);
        QCOMPARE(fieldOf("/auth/passkeys/sign-in", {{u"ticket"_s, 7}}), u"ticket"_s);
        QCOMPARE(fieldOf("/auth/passkeys/sign-in", {{u"ticket"_s, u"t"_s}, {u"credential"_s, QJsonObject()}}),
                 u"ticket"_s);
        QCOMPARE(fieldOf("/auth/passkeys/sign-in/options", {{u"login_ticket"_s, 7}}), u"login_ticket"_s);
    }

    void signIn_429_whenItFloods()
    {
        m_site->door.isFlooded = true;
        for (const char *path : {"/auth/passkeys/sign-in/options", "/auth/passkeys/sign-in"}) {
            const Response refused = publicPost(path, {});
            QCOMPARE(refused.status, 429);
            QCOMPARE(refused.headers.value("Retry-After"), QByteArrayView("7"));
        }
    }
};

QTEST_GUILESS_MAIN(TestPasskeysEndpoint)
#include "test_passkeys_endpoint.moc"
