// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/meta.h"
#include "server/core/accounts/setup_service.h"
#include "server/core/accounts/sign_in_service.h"
#include "server/core/credentials/api_key_service.h"
#include "server/core/credentials/authenticator.h"
#include "server/core/credentials/key_care.h"
#include "server/core/credentials/revocation_service.h"
#include "server/core/limits/limit_service.h"
#include "server/core/oauth/client_service.h"
#include "server/core/oauth/consent_service.h"
#include "server/core/oauth/token_service.h"
#include "server/core/organizations/organization_service.h"
#include "server/core/sessions/session_service.h"
#include "server/core/spend/meter.h"
#include "server/core/spend/spend_service.h"
#include "tests/core/await.h"

#include <QTemporaryDir>

namespace ostiary {

/// The rules on a real database in a folder of their own, with a clock that stands still.
struct CoreFixture {
    static constexpr auto kIssuer = "https://gate.example";

    QTemporaryDir folder;
    ManualClock clock;
    SystemRandom random;
    KeyRing keys{Secret(QByteArray(32, 'k'))};
    std::unique_ptr<store::Store> store = *store::Store::open(folder.filePath(QStringLiteral("ostiary.db")));
    std::unique_ptr<TokenSigner> signer = *TokenSigner::load(*store, keys, clock, random);
    Resources resources{QLatin1String(kIssuer), {QStringLiteral("files")}};
    ScopeCatalogue scopes;
    PasswordHasher hasher{{8ull * 1024 * 1024, 1}}; // the real function at a price that tests can pay
    RateLimiter limiter{clock};
    PlanService plans{*store, clock};
    LimitService limits{*store, plans, limiter, {}, clock};
    PriceBook prices{*store, clock, random};
    SpendService spend{*store, plans, clock, random};
    RevocationService revocations{*store, clock};
    KeyCare keyCare{*store, keys, clock};
    LinkService links{*store, keys, clock, random, QLatin1String(kIssuer)};
    OrganizationService organizations{*store, links, plans, clock, random};
    AccountService accounts{*store, hasher, links, clock, random};
    SetupService setup{accounts, keys, clock, QLatin1String(kIssuer)};
    SecondFactorService secondFactors{*store, keys, clock, random, QStringLiteral("gate.example")};
    ApiKeyService apiKeys{*store, keys, scopes, clock, random};
    SessionService sessions{*store, keys, clock, random, {}};
    SignInService signIns{*store, accounts, secondFactors, sessions, limiter, {"auth", 5, std::chrono::seconds(60)},
                          keys,   clock,    random};
    ClientService clients{*store, keys, scopes, limiter, clock, random, {.issuer = resources.issuer()}};
    ConsentService consents{*store, keys, scopes, resources.issuer(), clock, random};
    TokenService tokens{*store, keys, *signer, resources, scopes, clock, random, TokenService::Policy{}};
    Authenticator authenticator{*store, keys, *signer, resources.issuer(), clock, std::chrono::minutes(30)};

    Account account(const QString &email = QStringLiteral("ann@example.org"))
    {
        return *await(accounts.create({.email = email, .password = Secret("correct horse battery")}));
    }
};

} // namespace ostiary
