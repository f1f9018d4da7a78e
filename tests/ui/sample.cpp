// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/sample.h"

namespace ostiary::test {

namespace {

using namespace std::chrono;
using namespace Qt::StringLiterals;

struct Hours {
    double before; ///< hours ago; negative: in the future
    [[nodiscard]] Time at(Time now) const { return now - milliseconds(qint64(before * 3'600'000)); }
};

void addPlans(MemoryAdmin &admin)
{
    admin.planRows = {
        {.name = u"free"_s,
         .rank = 1,
         .title = u"Free"_s,
         .aiCapMicros = 5'000'000,
         .memberLimit = 1,
         .projectLimit = 1},
        {.name = u"pro"_s,
         .rank = 2,
         .title = u"Pro"_s,
         .aiCapMicros = 50'000'000,
         .memberLimit = 10,
         .projectLimit = 20},
        {.name = u"enterprise"_s, .rank = 3, .title = u"Enterprise"_s, .customLimits = true},
    };
}

void addAccounts(MemoryAdmin &admin, Time now)
{
    const struct {
        const char *email;
        const char *plan;
        std::optional<double> trialEnds;
        double created;
        bool isAgent;
        bool isDisabled;
    } rows[]{
        {"ada@example.org", "enterprise", {}, 5300, false, false},
        {"mira@example.org", "pro", {}, 5250, false, false},
        {"tomo@example.org", "free", -8.3 * 24, 140, false, false},
        {"reviewer@agents.example.org", "free", -2.0, 700, true, false},
        {"contractor@example.com", "free", 2000, 4400, false, true},
    };
    for (const auto &row : rows) {
        const QString number = QString::number(admin.accountRows.size() + 1);
        Organization organization;
        organization.id = OrganizationId(u"org_"_s + number);
        organization.name = QString::fromUtf8(row.email);
        organization.plan = QString::fromUtf8(row.plan);
        if (row.trialEnds)
            organization.trialEndsAt = Hours{*row.trialEnds}.at(now);
        organization.createdAt = Hours{row.created}.at(now);
        Account account;
        account.id = AccountId(u"acc_"_s + number);
        account.organization = organization.id;
        account.email = QString::fromUtf8(row.email);
        account.kind = row.isAgent ? AccountKind::Agent : AccountKind::Person;
        account.isAdmin = admin.accountRows.isEmpty();
        account.createdAt = Hours{row.created}.at(now);
        if (row.isDisabled)
            account.disabledAt = Hours{300}.at(now);
        admin.organizationRows.append(organization);
        admin.accountRows.append(account);
    }
    admin.accountRows[3].owner = admin.accountRows[1].id;
}

void addKeys(MemoryAdmin &admin, Time now)
{
    const struct {
        const char *name;
        const char *email;
        const char *hint;
        QStringList scopes;
        double created;
        std::optional<double> used;
        std::optional<double> expires;
        bool revoked;
    } rows[]{
        {"claude-code on the laptop", "ada@example.org", "fvk_live_…9xQ2", {u"*"_s}, 30, 0.05, -1600, false},
        {"build server", "ada@example.org", "fos_…7Lm1", {u"projects:read"_s, u"store:read"_s}, 220, 0.4, -90, false},
        {"nightly review agent", "reviewer@agents.example.org", "fos_…Ue4c", {u"review:simulate"_s}, 700, 9, {}, false},
        {"screenshot robot",
         "mira@example.org",
         "fvk_live_…t0Bz",
         {u"screenshots:read"_s, u"screenshots:write"_s, u"projects:read"_s},
         900,
         31,
         -2000,
         false},
        {"old laptop", "mira@example.org", "fvk_live_…pR5d", {u"*"_s}, 5200, 4100, 1200, false},
        {"contractor, spring",
         "ada@example.org",
         "fos_…aa8K",
         {u"projects:read"_s, u"projects:write"_s},
         4300,
         2900,
         {},
         true},
        {"ASO dashboard",
         "tomo@example.org",
         "fvk_live_…W2nf",
         {u"aso:read"_s, u"store:read"_s},
         1500,
         2,
         -5000,
         false},
    };
    for (const auto &row : rows) {
        ApiKey key;
        key.id = ApiKeyId(u"key_%1"_s.arg(admin.keyRows.size() + 1));
        key.name = QString::fromUtf8(row.name);
        key.accountEmail = QString::fromUtf8(row.email);
        key.kind = QByteArrayView(row.hint).startsWith("fos") ? KeyKind::Fos : KeyKind::Fvk;
        key.hint = QString::fromUtf8(row.hint);
        key.scopes = row.scopes;
        key.createdAt = Hours{row.created}.at(now);
        if (row.used)
            key.lastUsedAt = Hours{*row.used}.at(now);
        if (row.expires)
            key.expiresAt = Hours{*row.expires}.at(now);
        if (row.revoked)
            key.revokedAt = Hours{2000}.at(now);
        const auto owner = std::ranges::find(admin.accountRows, key.accountEmail, &Account::email);
        key.account = owner->id;
        key.organization = owner->organization;
        admin.keyRows.append(key);
    }
    admin.keyRows[1].limits = {.standard = 120, .ai = 20, .raise = 2, .raisedUntil = now + 50min};
    admin.keyRows[1].networks = {u"192.0.2.0/24"_s};
    admin.keyRows[0].budget.capMicros = 20'000'000;
    admin.books.secrets.insert("fos_buildServer7Lm1", admin.keyRows[1].id);
}

/// A month so far: most of it by one key, a little of every tool, one call under way.
void addSpending(MemoryAdmin &admin, Time now)
{
    const OrganizationId ada = admin.organizationRows[0].id;
    admin.organizationRows[0].budget = {.capMicros = 60'000'000, .alertMicros = 50'000'000};
    admin.organizationRows[0].limits = {.standard = 600, .raise = 2, .raisedUntil = now + 50min};
    admin.projectRows
        = {{.id = ProjectId(u"prj_1"_s),
            .organization = ada,
            .name = u"Storefront"_s,
            .createdAt = Hours{5000}.at(now),
            .budget = {.capMicros = 25'000'000}},
           {.id = ProjectId(u"prj_2"_s), .organization = ada, .name = u"Review"_s, .createdAt = Hours{4000}.at(now)}};
    std::ignore = admin.books.set(
        {.upstream = u"search"_s, .kind = PriceKind::Tool, .subject = u"web_search"_s, .callMicros = 4'000},
        Hours{900}.at(now));
    const struct {
        const char *upstream;
        PriceKind kind;
        const char *subject;
        qint64 call, input, output;
        int most;
    } prices[]{
        {"search", PriceKind::Tool, "web_search", 5'000, 0, 0, 0},
        {"search", PriceKind::Tool, "*", 1'000, 0, 0, 0},
        {"models", PriceKind::Model, "claude-*", 0, 3'000'000, 15'000'000, 4096},
        {"models", PriceKind::Model, "gpt-*", 0, 2'500'000, 10'000'000, 4096},
        {"models", PriceKind::Route, "/v1/images", 40'000, 0, 0, 0},
    };
    for (const auto &row : prices) {
        std::ignore = admin.books.set({.upstream = QString::fromUtf8(row.upstream),
                                       .kind = row.kind,
                                       .subject = QString::fromUtf8(row.subject),
                                       .callMicros = row.call,
                                       .inputMicros = row.input,
                                       .outputMicros = row.output,
                                       .maxOutputTokens = row.most},
                                      Hours{500}.at(now));
    }
    const QDateTime today = toDateTime(now).toUTC();
    const QString period = today.toString(u"yyyy-MM"_s);
    const char *keys[]{"key_1", "key_2", "key_1", "ses_1"};
    const std::pair<const char *, const char *> subjects[]{
        {"models", "claude-sonnet"}, {"models", "gpt-mini"}, {"search", "web_search"}, {"models", "/v1/images"}};
    for (int call = 0; call < 44; ++call) {
        SpendEntry entry;
        entry.number = call + 1;
        entry.at = now - std::chrono::hours(13 * (43 - call));
        entry.kind = SpendKind::Settle;
        entry.hold = HoldId(u"hld_%1"_s.arg(call));
        entry.period = toDateTime(entry.at).toUTC().toString(u"yyyy-MM"_s);
        entry.organization = ada;
        entry.project = ProjectId(call % 3 ? u"prj_1"_s : u"prj_2"_s);
        entry.credential = QString::fromUtf8(keys[call % 4]);
        entry.upstream = QString::fromUtf8(subjects[call % 4].first);
        entry.subject = QString::fromUtf8(subjects[call % 4].second);
        entry.price = PriceId(u"prc_%1"_s.arg(2 + call % 4));
        const qint64 cost = 180'000 + (call * 7919 % 23) * 61'250;
        entry.spentMicros = entry.period == period ? cost : 0;
        entry.heldMicros = -cost - 40'000;
        entry.inputTokens = call % 4 < 2 ? 21'000 + call * 310 : 0;
        entry.outputTokens = call % 4 < 2 ? 3'400 + call * 55 : 0;
        SpendEntry hold = entry;
        hold.kind = SpendKind::Hold;
        hold.spentMicros = 0;
        hold.heldMicros = -entry.heldMicros;
        entry.number = 2 * call + 2;
        hold.number = 2 * call + 1;
        admin.books.ledger.prepend(hold);
        admin.books.ledger.prepend(entry);
    }
    SpendEntry under = admin.books.ledger.constFirst();
    under.number = 89;
    under.kind = SpendKind::Hold;
    under.spentMicros = 0;
    under.heldMicros = 1'250'000;
    admin.books.ledger.prepend(under);
    const qint64 minute = MemoryBooks::minuteOf(now);
    for (int i = 0; i < 500; ++i)
        admin.books.traffic[u"key_2"_s][minute - i * 17] = 20 + i * 31 % 90;
}

void addGrants(MemoryAdmin &admin, Time now)
{
    const struct {
        const char *client;
        const char *email;
        QStringList scopes;
        const char *resource;
        double created;
        double used;
        double expires;
        bool revoked;
    } rows[]{
        {"Claude",
         "ada@example.org",
         {u"projects:read"_s, u"projects:write"_s, u"store:read"_s},
         "https://mcp.example.org/mcp",
         300,
         0.2,
         -1860,
         false},
        {"Cursor", "mira@example.org", {u"projects:read"_s}, "https://mcp.example.org/mcp/files", 80, 3, -2080, false},
        {"ChatGPT",
         "tomo@example.org",
         {u"aso:read"_s, u"aso:write"_s, u"screenshots:read"_s},
         "https://mcp.example.org/mcp",
         2100,
         150,
         -60,
         false},
        {"Visual Studio Code",
         "ada@example.org",
         {u"*"_s},
         "https://mcp.example.org/mcp/github",
         900,
         700,
         -1200,
         true},
    };
    for (const auto &row : rows) {
        Grant grant;
        grant.id = GrantId(u"ses_%1"_s.arg(admin.grantRows.size() + 1));
        grant.clientName = QString::fromUtf8(row.client);
        grant.accountEmail = QString::fromUtf8(row.email);
        grant.scopes = row.scopes;
        grant.resource = QString::fromUtf8(row.resource);
        grant.createdAt = Hours{row.created}.at(now);
        grant.lastUsedAt = Hours{row.used}.at(now);
        grant.expiresAt = Hours{row.expires}.at(now);
        if (row.revoked)
            grant.revokedAt = Hours{600}.at(now);
        admin.grantRows.append(grant);
    }
}

void addClients(MemoryAdmin &admin, Time now)
{
    const struct {
        const char *name;
        QStringList redirects;
        const char *method;
        double created;
        std::optional<double> used;
    } rows[]{
        {"Claude", {u"https://claude.ai/api/mcp/auth_callback"_s}, "none", 300, 0.2},
        {"Cursor", {u"http://localhost:8787/callback"_s}, "none", 80, 3},
        {"Visual Studio Code", {u"http://127.0.0.1:33418/"_s, u"https://vscode.dev/redirect"_s}, "none", 900, 700},
        {"ChatGPT", {u"https://chatgpt.com/connector/oauth/aVqN3r81x"_s}, "client_secret_post", 2100, 150},
        {"Claude", {u"https://claude-connect.example.net/callback"_s}, "none", 0.3, {}},
    };
    for (const auto &row : rows) {
        OAuthClient client;
        client.id = ClientId(u"cli_7dK0Qw9%1BxTr2LmVpE8s"_s.arg(admin.clientRows.size() + 1));
        client.name = QString::fromUtf8(row.name);
        client.redirectUris = row.redirects;
        client.tokenEndpointAuthMethod = QString::fromUtf8(row.method);
        client.createdAt = Hours{row.created}.at(now);
        if (row.used)
            client.lastUsedAt = Hours{*row.used}.at(now);
        admin.clientRows.append(client);
    }
}

void addAttempts(MemoryAdmin &admin, Time now)
{
    const auto entry = [&](std::chrono::seconds ago, AttemptStep step, bool ok, const char *detail, int count = 1) {
        return AttemptEntry{now - ago, step, ok, QString::fromUtf8(detail), count};
    };
    ConnectionAttempt refused;
    refused.id = AttemptId(u"con_3"_s);
    refused.clientId = admin.clientRows.last().id;
    refused.clientName = u"Claude"_s;
    refused.address = u"203.0.113.24"_s;
    refused.userAgent = u"Claude-User"_s;
    refused.resource = u"https://mcp.example.org/mcp/files"_s;
    refused.startedAt = now - 4min;
    refused.lastAt = now - 3min;
    refused.reached = AttemptStep::Authorize;
    refused.entries = {
        entry(4min, AttemptStep::Discovery, true, "It called without a token and was told where to sign in (401).", 2),
        entry(4min, AttemptStep::Discovery, true, "It read where to sign in for that address."),
        entry(4min, AttemptStep::Discovery, true, "It read how this server signs people in."),
        entry(4min, AttemptStep::Registration, true, "It registered itself."),
        entry(3min, AttemptStep::Authorize, false,
              "The app asked to be sent to an address that it has not registered. It asked for "
              "https://claude.ai/api/mcp/auth_callback; registered: https://claude-connect.example.net/callback.")};
    refused.stoppedBecause = refused.entries.last().detail;
    ConnectionAttempt connected;
    connected.id = AttemptId(u"con_2"_s);
    connected.clientId = admin.clientRows.first().id;
    connected.clientName = u"Cursor"_s;
    connected.account = admin.accountRows.first().id;
    connected.accountEmail = admin.accountRows.first().email;
    connected.address = u"127.0.0.1"_s;
    connected.userAgent = u"Cursor/2.1"_s;
    connected.startedAt = now - 3h;
    connected.lastAt = now - 3h + 1min;
    connected.reached = AttemptStep::FirstCall;
    connected.succeeded = true;
    connected.entries = {entry(3h, AttemptStep::Registration, true, "It registered itself."),
                         entry(3h, AttemptStep::Token, true, "It has its token."),
                         entry(3h - 1min, AttemptStep::FirstCall, true, "Its first call went through.")};
    ConnectionAttempt lost;
    lost.id = AttemptId(u"con_1"_s);
    lost.address = u"198.51.100.3"_s;
    lost.userAgent = u"python-httpx/0.28"_s;
    lost.startedAt = lost.lastAt = now - 26h;
    lost.entries = {entry(26h, AttemptStep::Discovery, true, "It read how this server signs people in.")};
    lost.stoppedBecause = u"The client never came back after this: It read how this server signs people in."_s;
    admin.attemptRows = {refused, connected, lost};
    admin.authorizeReport
        = {.lines
           = {{u"address"_s, u"https://mcp.example.org/api/oauth/authorize"_s, AuthorizeVerdict::Ok,
               u"It is this server's."_s},
              {u"client_id"_s, u"cli_7dK0Qw91BxTr2LmVpE8s"_s, AuthorizeVerdict::Ok,
               u"It is registered here and calls itself \"Claude\"."_s},
              {u"redirect_uri"_s, u"https://claude.ai/api/mcp/auth_callback"_s, AuthorizeVerdict::Refused,
               u"The app asked to be sent to an address that it has not registered. It asked for "
               "https://claude.ai/api/mcp/auth_callback; registered: https://claude-connect.example.net/callback."_s},
              {u"state"_s,
               {},
               AuthorizeVerdict::Warning,
               u"It is not there. It is accepted, but a client should send one."_s},
              {u"code_challenge"_s, u"S256"_s, AuthorizeVerdict::Ok,
               u"PKCE with S256. The token request must bring the verifier that fits."_s}},
           .outcome = u"The person at the browser is told, and nobody is sent back to the client."_s};
}

} // namespace

Approval sampleApproval(const QString &id, const Clock &clock)
{
    Approval approval;
    approval.id = ApprovalId(id);
    approval.account = AccountId(u"acc_1"_s);
    approval.accountEmail = u"ada@example.org"_s;
    approval.clientName = u"Claude"_s;
    approval.redirectUri = u"https://claude.ai/api/mcp/auth_callback"_s;
    approval.scopes = {u"projects:read"_s, u"projects:write"_s, u"store:read"_s};
    approval.resource = u"https://mcp.example.org/mcp"_s;
    approval.matchCode = u"K7QX"_s;
    approval.createdAt = clock.now() - 40s;
    approval.expiresAt = clock.now() + 245s;
    return approval;
}

void fillSample(MemoryAdmin &admin, const Clock &clock)
{
    const Time now = clock.now();
    addPlans(admin);
    addAccounts(admin, now);
    addKeys(admin, now);
    addGrants(admin, now);
    addClients(admin, now);
    addAttempts(admin, now);
    addSpending(admin, now);
    Approval cursor = sampleApproval(u"apr_2"_s, clock);
    cursor.clientName = u"Cursor"_s;
    cursor.redirectUri = u"http://localhost:8787/callback"_s;
    cursor.accountEmail = u"mira@example.org"_s;
    cursor.matchCode = u"R2WM"_s;
    cursor.createdAt = now - 15s;
    Approval denied = sampleApproval(u"apr_3"_s, clock);
    denied.redirectUri = u"https://claude-connect.example.net/callback"_s;
    denied.state = ApprovalState::Denied;
    denied.createdAt = now - 18min;
    admin.approvalRows = {sampleApproval(u"apr_1"_s, clock), cursor, denied};

    admin.server.version = u"0.1.0"_s;
    admin.server.url = QUrl(u"http://127.0.0.1:8420"_s);
    admin.server.publicUrl = QUrl(u"https://mcp.example.org"_s);
    admin.server.dataFolder = u"/home/ada/.local/share/ostiary"_s;
    admin.server.upstreams = {
        UpstreamStatus{u"files"_s, u"stdio: npx"_s, true, true, 2, {}, u"https://mcp.example.org/mcp/files"_s},
        UpstreamStatus{u"github"_s,
                       u"https://api.githubcopilot.com/mcp/"_s,
                       false,
                       false,
                       1,
                       {},
                       u"https://mcp.example.org/mcp/github"_s},
        UpstreamStatus{u"search"_s, u"http://127.0.0.1:9100/mcp"_s, false, false, 0, u"Connection refused"_s,
                       u"https://mcp.example.org/mcp/search"_s},
    };
}

} // namespace ostiary::test
