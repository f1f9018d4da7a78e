// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/core_fixture.h"

#include <QTest>

using namespace ostiary;
using namespace std::chrono_literals;

class TestOrganizations : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<CoreFixture> m_core;

    // As a key of the account would act.
    Principal as(const Account &account)
    {
        const QByteArray secret
            = (*await(m_core->apiKeys.create(account.id, {.name = QStringLiteral("k")}))).secret.reveal().toByteArray();
        return *m_core->authenticator.bearer(secret);
    }
    Account join(const QString &email, const OrganizationId &organization, Role role)
    {
        const Account account = m_core->account(email);
        const CreatedLink link = *await(m_core->links.createInvitation(organization, role, {}));
        const Result<Organization> joined
            = await(m_core->organizations.accept(link.token.reveal().toByteArray(), account.id));
        return joined ? *m_core->accounts.find(account.id) : Account();
    }

private slots:
    void init() { m_core = std::make_unique<CoreFixture>(); }
    void cleanup() { m_core.reset(); }

    // F7
    void newAccount_hasProForFourteenDays_toTheMillisecond()
    {
        const Account ann = m_core->account();
        const QByteArray secret
            = (*await(m_core->apiKeys.create(ann.id, {.name = QStringLiteral("k")}))).secret.reveal().toByteArray();
        const auto plan = [&] { return m_core->authenticator.bearer(secret)->planAt(m_core->clock.now()); };
        QCOMPARE(plan(), QStringLiteral("pro"));
        m_core->clock.advance(24h * 14 - 1ms);
        QCOMPARE(plan(), QStringLiteral("pro"));
        m_core->clock.advance(1ms);
        QCOMPARE(plan(), QStringLiteral("free")); // from memory, without anybody having done anything
        QCOMPARE(m_core->organizations.find(ann.organization)->planAt(m_core->clock.now()), QStringLiteral("free"));
    }

    void plan_isChangedByTheOperator_atOnce_andATrialNeverLowersIt()
    {
        const Account ann = m_core->account();
        const Principal who = as(ann);
        QVERIFY(await(m_core->plans.change(ann.organization, {.plan = QStringLiteral("gold")})).error().field
                == QLatin1String("plan"));
        const Time later = m_core->clock.now() + 1h;
        QVERIFY(await(m_core->plans.change(ann.organization, {QStringLiteral("enterprise"), later})));
        QCOMPARE(m_core->organizations.find(ann.organization)->planAt(m_core->clock.now()),
                 QStringLiteral("enterprise"));
        QVERIFY(await(m_core->plans.change(OrganizationId(QStringLiteral("org_x")), {QStringLiteral("pro"), {}}))
                    .error()
                    .code
                == ErrorCode::NotFound);
    }

    void planFigures_areData()
    {
        const Account ann = m_core->account();
        const Principal who = as(ann);
        QCOMPARE(m_core->limits.ruleOf(who, LimitKind::Standard).count, 100);
        Plan pro = m_core->plans.find(QStringLiteral("pro"));
        pro.standardLimit = 250;
        QVERIFY(await(m_core->plans.update(pro)));
        QCOMPARE(m_core->limits.ruleOf(who, LimitKind::Standard).count, 250);
        pro.standardLimit = 0;
        QCOMPARE(await(m_core->plans.update(pro)).error().field, QStringLiteral("standard_limit"));
    }

    void planLimit_namesThePlanThatIsMissing()
    {
        const Account ann = m_core->account();
        QVERIFY(await(m_core->organizations.createProject(ann.organization, QStringLiteral("Second"))));
        m_core->clock.advance(24h * 14); // the trial is over: Free has one project
        const Error refused
            = await(m_core->organizations.createProject(ann.organization, QStringLiteral("Third"))).error();
        QVERIFY(refused.code == ErrorCode::PlanRequired);
        QCOMPARE(refused.members.value(QLatin1String("plan")).toString(), QStringLiteral("free"));
        QCOMPARE(refused.members.value(QLatin1String("required_plan")).toString(), QStringLiteral("pro"));
        QVERIFY(refused.detail.contains(QLatin1String("Pro")));
    }

    void project_ofAnotherOrganization_isForbidden()
    {
        const Account ann = m_core->account();
        const Account bob = m_core->account(QStringLiteral("bob@example.org"));
        const Project bobs = m_core->organizations.projects(bob.organization)->first();
        QVERIFY(m_core->organizations.project(ann.organization, bobs.id).error().code == ErrorCode::Forbidden);
        QVERIFY(await(m_core->organizations.changeProject(ann.organization, bobs.id, {.name = QStringLiteral("mine")}))
                    .error()
                    .code
                == ErrorCode::Forbidden);
        QVERIFY(await(m_core->apiKeys.create(ann.id, {.name = QStringLiteral("k"), .project = bobs.id})).error().code
                == ErrorCode::Forbidden);
        QVERIFY(m_core->organizations.project(ann.organization, ProjectId(QStringLiteral("prj_x"))).error().code
                == ErrorCode::NotFound);
    }

    void project_goesOnlyWithoutActiveKeys_andNotTheLastOne()
    {
        const Account ann = m_core->account();
        const Project first = m_core->organizations.projects(ann.organization)->first();
        QVERIFY(await(m_core->organizations.removeProject(ann.organization, first.id)).error().code
                == ErrorCode::Conflict);
        const Project second = *await(m_core->organizations.createProject(ann.organization, QStringLiteral("Second")));
        QVERIFY(await(m_core->organizations.createProject(ann.organization, QStringLiteral("Second"))).error().code
                == ErrorCode::Conflict);
        const CreatedApiKey key
            = *await(m_core->apiKeys.create(ann.id, {.name = QStringLiteral("k"), .project = second.id}));
        QVERIFY(await(m_core->organizations.removeProject(ann.organization, second.id)).error().code
                == ErrorCode::Conflict);
        QVERIFY(await(m_core->apiKeys.revoke(key.key.id)));
        QVERIFY(await(m_core->organizations.removeProject(ann.organization, second.id)));
        QCOMPARE(m_core->apiKeys.find(key.key.id, ann.id)->project, first.id); // it stays listed
    }

    void invitation_worksOnce_andBringsOneInWithItsRole()
    {
        const Account ann = m_core->account();
        const Account bob = m_core->account(QStringLiteral("bob@example.org"));
        const CreatedLink link = *await(m_core->links.createInvitation(ann.organization, Role::Auditor, ann.id));
        const QByteArray token = link.token.reveal().toByteArray();
        QCOMPARE(m_core->organizations.invitations(ann.organization)->size(), 1);
        QVERIFY(await(m_core->organizations.accept(token, bob.id)));
        QVERIFY(await(m_core->organizations.accept(token, bob.id)).error().code == ErrorCode::InvalidRequest);
        QVERIFY(m_core->organizations.invitations(ann.organization)->isEmpty());
        const Principal who = as(*m_core->accounts.find(bob.id));
        QCOMPARE(who.organization, ann.organization);
        QVERIFY(who.role == Role::Auditor);
        QCOMPARE(m_core->organizations.of(bob.id)->size(), 2);
        QVERIFY(await(m_core->organizations.switchTo(bob.id, bob.organization)));
        QVERIFY(as(*m_core->accounts.find(bob.id)).role == Role::Owner);
        QVERIFY(await(m_core->organizations.switchTo(ann.id, bob.organization)).error().code == ErrorCode::NotFound);
    }

    void invitation_isRefusedWhenThePlanHasNoRoom()
    {
        const Account ann = m_core->account();
        m_core->clock.advance(24h * 14);
        QVERIFY(m_core->organizations.checkRoom(ann.organization).error().code == ErrorCode::PlanRequired);
        const Account bob = m_core->account(QStringLiteral("bob@example.org"));
        const CreatedLink link = *await(m_core->links.createInvitation(ann.organization, Role::Member, {}));
        const QByteArray token = link.token.reveal().toByteArray();
        QVERIFY(await(m_core->organizations.accept(token, bob.id)).error().code == ErrorCode::PlanRequired);
        QVERIFY(await(m_core->plans.change(ann.organization, {QStringLiteral("pro"), {}})));
        QVERIFY(await(m_core->organizations.accept(token, bob.id))); // being refused did not spend it
    }

    void member_whoIsRemoved_losesKeysAtOnce_andFallsBackToTheirOwn()
    {
        const Account ann = m_core->account();
        const Account bob = join(QStringLiteral("bob@example.org"), ann.organization, Role::Member);
        const QByteArray secret
            = (*await(m_core->apiKeys.create(bob.id, {.name = QStringLiteral("k")}))).secret.reveal().toByteArray();
        QCOMPARE(m_core->authenticator.bearer(secret)->organization, ann.organization);
        QVERIFY(await(m_core->organizations.remove(as(ann), bob.id)));
        QVERIFY(!m_core->authenticator.bearer(secret));
        QVERIFY(m_core->accounts.find(bob.id)->organization != ann.organization);
    }

    void nobody_actsAboveTheirRole_andTheLastOwnerStays()
    {
        const Account ann = m_core->account();
        const Account bob = join(QStringLiteral("bob@example.org"), ann.organization, Role::Admin);
        const Principal owner = as(ann);
        const Principal admin = as(bob);
        const auto code = [&](const Principal &by, const Account &whom, Role role) {
            const Result<Member> done = await(m_core->organizations.setRole(by, whom.id, role));
            return done ? ErrorCode::Internal : done.error().code;
        };
        QVERIFY(code(admin, bob, Role::Owner) == ErrorCode::Forbidden);
        QVERIFY(code(admin, ann, Role::Member) == ErrorCode::Forbidden);
        QVERIFY(code(owner, ann, Role::Member) == ErrorCode::Conflict);
        QVERIFY(await(m_core->organizations.remove(admin, ann.id)).error().code == ErrorCode::Forbidden);
        QVERIFY(await(m_core->organizations.remove(owner, ann.id)).error().code == ErrorCode::Conflict);
        QVERIFY(code(owner, bob, Role::Owner) == ErrorCode::Internal);
        QVERIFY(code(owner, ann, Role::Admin) == ErrorCode::Internal);
    }
};

QTEST_GUILESS_MAIN(TestOrganizations)
#include "test_organizations.moc"
