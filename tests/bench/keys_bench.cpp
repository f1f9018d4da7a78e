// SPDX-License-Identifier: GPL-3.0-or-later
// What checking a key costs inside one process, and the data folders for what it costs over HTTP. One JSON line a
// figure.
//   keys_bench fill FOLDER COUNT     a data folder with that many keys, ten an account; prints a thousand of them
//   keys_bench verify FOLDER COUNT   verifications per second of the keys in such a folder
//   keys_bench limits                decisions per second, and memory
//   keys_bench spend FOLDER          calls that are set aside and charged, each with two durable commits
#include "app/services.h"
#include "models/store/accounts.h"
#include "models/store/api_keys.h"
#include "server/core/credentials/key_format.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTextStream>
#include <QtCrypto>

#include <malloc.h>
#include <random>
#include <unistd.h>

using namespace ostiary;
using namespace std::chrono_literals;

namespace {

using Stopwatch = std::chrono::steady_clock;

constexpr int kKeysPerAccount = 10;
constexpr int kAccountsAtOnce = 2'000;
constexpr int kSample = 1'000; ///< keys in use at one time
constexpr int kColdReads = 20'000;
constexpr auto kTimePerFigure = 1500ms;

/// The nth key is the same in every run, so that whoever asks for it need not have been told.
class NumberedRandom final : public Random
{
public:
    explicit NumberedRandom(quint64 number) : m_engine(number) { }
    void fill(std::span<unsigned char> bytes) override
    {
        std::ranges::generate(bytes, [this] { return static_cast<unsigned char>(m_engine()); });
    }

private:
    std::mt19937_64 m_engine;
};

QByteArray keyNumber(int number)
{
    NumberedRandom random{quint64(number)};
    return key_format::make(KeyKind::Fos, random).reveal().toByteArray();
}

QList<QByteArray> sampleOf(int count)
{
    QList<QByteArray> sample;
    for (int i = 0; i < std::min(kSample, count); ++i)
        sample << keyNumber(int(qint64(i) * count / std::min(kSample, count)));
    return sample;
}

void print(const QJsonObject &line)
{
    QTextStream(stdout) << QJsonDocument(line).toJson(QJsonDocument::Compact) << Qt::endl;
}

void figure(const QString &row, double figure, const QString &unit)
{
    print({{QStringLiteral("row"), row}, {QStringLiteral("figure"), figure}, {QStringLiteral("unit"), unit}});
}

double secondsSince(Stopwatch::time_point begin)
{
    return std::chrono::duration<double>(Stopwatch::now() - begin).count();
}

/// How often `once(i)` runs in a second, after a short warm-up.
template <typename Once>
double perSecond(Once once)
{
    int i = 0;
    for (; i < kSample; ++i)
        once(i);
    const auto begin = Stopwatch::now();
    const int first = i;
    while (Stopwatch::now() - begin < kTimePerFigure) {
        for (int end = i + 256; i < end; ++i)
            once(i);
    }
    return (i - first) / secondsSince(begin);
}

// ---- fill ---------------------------------------------------------------------------------------------------------

Result<> insertKey(store::Connection &connection, const Account &account, const ProjectId &project, int number,
                   const KeyRing &keys, Random &random)
{
    const QByteArray secret = keyNumber(number);
    return store::api_keys::insert(connection,
                                   {.id = random.id<ApiKeyId>(),
                                    .account = account.id,
                                    .organization = account.organization,
                                    .project = project,
                                    .kind = KeyKind::Fos,
                                    .name = QStringLiteral("key %1").arg(number),
                                    .hint = key_format::hint(secret),
                                    .scopes = {QStringLiteral("*")},
                                    .createdAt = account.createdAt},
                                   keys.mac(Purpose::ApiKey, secret), kKeysPerAccount);
}

Result<> insertAccounts(store::Connection &connection, int from, int to, int keyCount, const app::Services &services)
{
    SystemRandom random;
    // A cache for what is written anywhere in large indexes; this connection only.
    CHECK(connection.raw(QStringLiteral("PRAGMA cache_size = -400000")));
    for (int number = from; number < to; ++number) {
        const Account account{.id = random.id<AccountId>(),
                              .organization = random.id<OrganizationId>(),
                              .email = QStringLiteral("user%1@example.org").arg(number),
                              .createdAt = services.clock.now()};
        const auto project = random.id<ProjectId>();
        CHECK(store::accounts::insert(connection, account, "nobody signs in here", {}, project));
        for (int key = number * kKeysPerAccount; key < std::min((number + 1) * kKeysPerAccount, keyCount); ++key)
            CHECK(insertKey(connection, account, project, key, services.keys, random));
    }
    return {};
}

Result<std::unique_ptr<app::Services>> open(const QString &folder)
{
    app::Settings settings;
    settings.dataFolder = folder;
    return app::Services::open(settings, QUrl(QStringLiteral("http://127.0.0.1:8420")));
}

Result<> fill(const QString &folder, int count)
{
    TRY(const std::unique_ptr<app::Services> services, open(folder));
    const int accounts = (count + kKeysPerAccount - 1) / kKeysPerAccount;
    for (int from = 0; from < accounts; from += kAccountsAtOnce) {
        const int to = std::min(from + kAccountsAtOnce, accounts);
        CHECK(services->database->writeNow([&](store::Connection &connection) -> Result<> {
            return insertAccounts(connection, from, to, count, *services);
        }));
    }
    QJsonArray sample;
    for (const QByteArray &key : sampleOf(count))
        sample << QString::fromLatin1(key);
    print({{QStringLiteral("keys"), sample}});
    return {};
}

// ---- verify -------------------------------------------------------------------------------------------------------

Result<> verify(const QString &folder, int count)
{
    TRY(const std::unique_ptr<app::Services> services, open(folder));
    const auto authenticator = [&] {
        return std::make_unique<Authenticator>(*services->database, services->keys, *services->signer,
                                               services->resources.issuer(), services->clock, 30min);
    };
    const Authenticator::Origin origin{.address = QHostAddress(QHostAddress::LocalHost), .client = "bench"};
    const QList<QByteArray> sample = sampleOf(count);
    const QString keys = QLocale(QLocale::English).toString(count) + QStringLiteral(" keys");

    // Each read is of a key that this authenticator has not met.
    int reads = 0;
    double seconds = 0;
    while (reads < kColdReads) {
        const std::unique_ptr<Authenticator> cold = authenticator();
        QList<QByteArray> fresh = sample;
        if (count > kColdReads) {
            fresh.clear();
            for (int i = 0; i < kColdReads; ++i)
                fresh << keyNumber(int(qint64(i) * 7919 % count));
        }
        const auto begin = Stopwatch::now();
        for (const QByteArray &key : fresh)
            CHECK(cold->bearer(key, origin));
        seconds += secondsSince(begin);
        reads += int(fresh.size());
    }
    figure(QStringLiteral("verify, from the store, ") + keys, reads / seconds, QStringLiteral("/s"));

    const std::unique_ptr<Authenticator> warm = authenticator();
    int refused = 0;
    const double rate = perSecond([&](int i) { refused += !warm->bearer(sample[i % sample.size()], origin); });
    if (refused > 0)
        return fail(ErrorCode::InvalidToken, QStringLiteral("%1 of the keys were refused.").arg(refused));
    figure(QStringLiteral("verify, from memory, ") + keys, rate, QStringLiteral("/s"));
    return {};
}

// ---- limits -------------------------------------------------------------------------------------------------------

qint64 residentBytes()
{
    QFile statm(QStringLiteral("/proc/self/statm"));
    return statm.open(QIODevice::ReadOnly) ? statm.readAll().split(' ').value(1).toLongLong() * ::sysconf(_SC_PAGESIZE)
                                           : 0;
}

Result<> limits()
{
    constexpr int kPrincipals = 1'000'000;
    const SystemClock clock;
    const RateRule rule{.name = "standard", .count = 1'000'000'000, .window = 1h};
    QList<QByteArray> names;
    names.reserve(kPrincipals);
    NumberedRandom random(0);
    for (int i = 0; i < kPrincipals; ++i)
        names << random.id<ApiKeyId>().text().toLatin1();

    auto limiter = std::make_unique<RateLimiter>(clock);
    figure(QStringLiteral("limiter, 1 principal"),
           perSecond([&](int) { std::ignore = limiter->admit(names.first(), rule); }), QStringLiteral("/s"));

    limiter = std::make_unique<RateLimiter>(clock);
    const qint64 resident = residentBytes();
    const size_t allocated = ::mallinfo2().uordblks;
    const auto begin = Stopwatch::now();
    for (const QByteArray &name : names)
        std::ignore = limiter->admit(name, rule);
    figure(QStringLiteral("limiter, newcomers up to 1,000,000"), kPrincipals / secondsSince(begin),
           QStringLiteral("/s"));
    figure(QStringLiteral("limiter, 1,000,000 principals, memory"),
           double(::mallinfo2().uordblks - allocated) / double(limiter->windowCount()), QStringLiteral("bytes each"));
    figure(QStringLiteral("limiter, 1,000,000 principals, resident"),
           double(residentBytes() - resident) / double(limiter->windowCount()), QStringLiteral("bytes each"));
    figure(QStringLiteral("limiter, 1,000,000 principals"),
           perSecond([&](int i) { std::ignore = limiter->admit(names[qint64(i) * 7919 % kPrincipals], rule); }),
           QStringLiteral("/s"));
    return {};
}

// ---- spend --------------------------------------------------------------------------------------------------------

/// Calls one after the other, each set aside and charged with a durable commit of its own, until the time is over.
Task<Result<int>> callers(SpendService &spend, Principal who, Stopwatch::time_point end)
{
    const Charge charge{.upstream = QStringLiteral("bench"),
                        .subject = QStringLiteral("call"),
                        .price = {},
                        .callMicros = 1,
                        .most = {}};
    int calls = 0;
    for (; Stopwatch::now() < end; ++calls) {
        CO_TRY(const HoldId hold, co_await spend.reserve(who, charge));
        CO_CHECK(co_await spend.settle(hold, 1, {}));
    }
    co_return calls;
}

Result<> spend(const QString &folder)
{
    TRY(const std::unique_ptr<app::Services> services, open(folder));
    TRY(const Principal who, services->authenticator.bearer(keyNumber(0)));
    for (const int atOnce : {1, 32}) {
        const auto begin = Stopwatch::now();
        QList<QFuture<Result<int>>> running;
        for (int i = 0; i < atOnce; ++i)
            running << toFuture(callers(services->spend, who, begin + kTimePerFigure));
        int calls = 0;
        for (auto &caller : running) {
            while (!caller.isFinished())
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            TRY(const int made, caller.result());
            calls += made;
        }
        figure(QStringLiteral("reserve + settle, %1 at once").arg(atOnce), calls / secondsSince(begin),
               QStringLiteral("/s"));
    }
    return {};
}

Result<> run(const QStringList &arguments)
{
    const QString mode = arguments.value(1);
    const int count = arguments.value(3).toInt();
    if (mode == QLatin1String("fill") && count > 0)
        return fill(arguments[2], count);
    if (mode == QLatin1String("verify") && count > 0)
        return verify(arguments[2], count);
    if (mode == QLatin1String("limits"))
        return limits();
    if (mode == QLatin1String("spend") && arguments.size() > 2)
        return spend(arguments[2]);
    return fail(ErrorCode::InvalidRequest,
                QStringLiteral("usage: keys_bench fill|verify FOLDER COUNT, spend FOLDER, or limits"));
}

} // namespace

int main(int argc, char **argv)
{
    const QCA::Initializer crypto;
    const QCoreApplication app(argc, argv);
    const Result<> done = run(QCoreApplication::arguments());
    if (!done)
        QTextStream(stderr) << done.error().detail << Qt::endl;
    return done ? 0 : 1;
}
