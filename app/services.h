// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/data_folder.h"
#include "app/settings.h"
#include "server/core/accounts/second_factor_service.h"
#include "server/core/accounts/setup_service.h"
#include "server/core/accounts/sign_in_service.h"
#include "server/core/connections/flight_recorder.h"
#include "server/core/credentials/api_key_service.h"
#include "server/core/credentials/authenticator.h"
#include "server/core/credentials/key_care.h"
#include "server/core/credentials/revocation_service.h"
#include "server/core/limits/limit_service.h"
#include "server/core/oauth/authorize_check.h"
#include "server/core/oauth/client_service.h"
#include "server/core/oauth/consent_service.h"
#include "server/core/oauth/device_service.h"
#include "server/core/oauth/machine_access.h"
#include "server/core/oauth/token_service.h"
#include "server/core/oauth/trusted_issuers.h"
#include "server/core/organizations/organization_service.h"
#include "server/core/organizations/upstream_rules.h"
#include "server/core/passkeys/passkey_service.h"
#include "server/core/sessions/session_service.h"
#include "server/core/spend/meter.h"
#include "server/core/spend/spend_service.h"
#include "server/core/streams/open_streams.h"

namespace ostiary::app {

/// http://ADDRESS:PORT as clients are told it; what listens on any address is told by the loopback one.
[[nodiscard]] QUrl listenUrl(const Settings &settings, quint16 port);

/// The rules and what they stand on: all that works without a network. Reading the members in order is reading what
/// depends on what.
class Services
{
public:
    /// Opens the data folder. `publicUrl` is the OAuth issuer. Fails with one sentence and what to do.
    /// `fetcher` reads documents of clients; without one, clients by address are unknown.
    [[nodiscard]] static Result<std::unique_ptr<Services>> open(const Settings &settings, const QUrl &publicUrl,
                                                                std::unique_ptr<MetadataFetcher> fetcher = {});
    ~Services();

    SystemClock clock;
    SystemRandom random;
    const std::unique_ptr<DataFolder> folder;
    const KeyRing keys;
    const std::unique_ptr<store::Store> database;
    const std::unique_ptr<TokenSigner> signer;
    const Resources resources;
    const ScopeCatalogue scopes;
    const UpstreamRules upstreams;
    const std::unique_ptr<const TrustedIssuers> issuers; ///< null: no identity provider is trusted
    PasswordHasher hasher;
    RateLimiter limiter{clock};
    OpenStreams streams;
    PlanService plans;
    LimitService limits;
    PriceBook prices;
    SpendService spend;
    LinkService links;
    OrganizationService organizations;
    AccountService accounts;
    SetupService setup;
    SecondFactorService secondFactors;
    PasskeyService passkeys;
    ApiKeyService apiKeys;
    KeyCare keyCare;
    RevocationService revocations;
    SessionService sessions;
    SignInService signIns;
    const std::unique_ptr<MetadataFetcher> fetcher; ///< may be none
    ClientService clients;
    ConsentService consents;
    DeviceService devices;
    MachineAccess machines;
    TokenService tokens;
    Authenticator authenticator;
    AuthorizeTester authorizeTester;
    FlightRecorder connections;

    /// Clears out what ran out: sessions, codes, old consents, clients that nobody let in. Called now and then.
    [[nodiscard]] Task<Result<bool>> cleanUp();
    /// What is kept in memory and may be a few seconds late: last uses, counts of requests, leases of holds,
    /// attempts to connect.
    [[nodiscard]] Task<Result<bool>> writeBehind();

private:
    struct Parts {
        std::unique_ptr<DataFolder> folder;
        std::unique_ptr<store::Store> store;
        std::unique_ptr<const TrustedIssuers> issuers;
        std::unique_ptr<MetadataFetcher> fetcher;
    };
    Services(Parts parts, const Settings &settings, const QUrl &publicUrl);
};

} // namespace ostiary::app
