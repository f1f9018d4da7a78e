// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/metadata/document_fetcher.h"

#include "server/gateway/metadata/document_transfer.h"
#include "server/gateway/upstream/curl_loop.h"

#include <QHostInfo>
#include <QThread>
#include <QTimer>

#include <csignal>
#include <future>
#include <unordered_map>

namespace ostiary::gateway {

namespace {

std::unexpected<Error> forbidden(const QString &why)
{
    return fail(ErrorCode::Forbidden, why);
}

Error shuttingDown()
{
    return fail(ErrorCode::Unavailable, QStringLiteral("The server is shutting down.")).error();
}

Result<QUrl> parse(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.scheme() != QLatin1String("https") || url.host().isEmpty() || !url.userInfo().isEmpty()
        || url.hasFragment() || url.port(443) < 1)
        return forbidden(QStringLiteral("it is no https address."));
    return url;
}

} // namespace

/// The fetches that are under way, all on the thread that made it.
class Fetches : public QObject
{
public:
    explicit Fetches(DocumentFetcher::Options options)
        : m_options(std::move(options)), m_loop([this](CURL *easy, CURLcode code) { onDone(easy, code); })
    {
        if (!m_options.resolve) {
            m_options.resolve = [this](const QString &host, std::function<void(QList<QHostAddress>)> done) {
                QHostInfo::lookupHost(host, this,
                                      [done = std::move(done)](const QHostInfo &info) { done(info.addresses()); });
            };
        }
    }

    ~Fetches() override
    {
        while (!m_fetches.empty())
            end(m_fetches.begin()->first, std::unexpected(shuttingDown()));
    }

    void start(const QString &text, qsizetype mostBytes, DocumentTransfer::Done done)
    {
        const Result<QUrl> url = parse(text);
        if (!url)
            return done(std::unexpected(url.error()));
        if (m_fetches.size() >= size_t(m_options.fetchesAtOnce))
            return done(fail(ErrorCode::Unavailable, QStringLiteral("too many documents are being read.")));
        const quint64 id = ++m_lastId;
        Fetch &fetch = m_fetches[id];
        fetch.transfer = std::make_unique<DocumentTransfer>(*url, mostBytes, std::move(done));
        fetch.deadline = std::make_unique<QTimer>();
        fetch.deadline->setSingleShot(true);
        connect(fetch.deadline.get(), &QTimer::timeout, this, [this, id] {
            end(id, fail(ErrorCode::UpstreamTimeout, QStringLiteral("its server did not answer in time.")));
        });
        fetch.deadline->start(m_options.total);
        if (const QHostAddress address(url->host()); !address.isNull())
            return connectTo(id, {address});
        m_options.resolve(url->host(QUrl::FullyEncoded),
                          [this, id](const QList<QHostAddress> &addresses) { connectTo(id, addresses); });
    }

private:
    struct Fetch {
        std::unique_ptr<DocumentTransfer> transfer;
        std::unique_ptr<QTimer> deadline;
        bool isInLoop = false;
    };

    void connectTo(quint64 id, const QList<QHostAddress> &addresses)
    {
        const auto found = m_fetches.find(id);
        if (found == m_fetches.end() || found->second.isInLoop)
            return; // too late, or said twice
        if (addresses.isEmpty()) {
            return end(id,
                       std::unexpected(Error{.code = ErrorCode::UpstreamFailed,
                                             .detail = QStringLiteral("there is no host of that name.")}));
        }
        // Every one of them: a name that has a public and a private address is there to mislead.
        const bool allAllowed = std::ranges::all_of(
            addresses, [this](const QHostAddress &address) { return m_options.policy.allows(address); });
        if (!allAllowed)
            return end(id, forbidden(QStringLiteral("its host is at an address that is not public.")));
        Fetch &fetch = found->second;
        fetch.transfer->prepare(addresses, m_options.authorities);
        m_byHandle[fetch.transfer->handle()] = id;
        fetch.isInLoop = m_loop.add(fetch.transfer->handle());
        if (!fetch.isInLoop)
            end(id, fail(ErrorCode::Unavailable, QStringLiteral("the server is out of memory.")));
    }

    void onDone(CURL *easy, CURLcode code)
    {
        const auto known = m_byHandle.find(easy);
        if (known == m_byHandle.end())
            return;
        const quint64 id = known->second;
        end(id, m_fetches.at(id).transfer->outcome(code));
    }

    void end(quint64 id, Result<FetchedDocument> result)
    {
        auto fetch = m_fetches.extract(id);
        if (!fetch)
            return;
        DocumentTransfer &transfer = *fetch.mapped().transfer;
        if (fetch.mapped().isInLoop)
            m_loop.remove(transfer.handle());
        m_byHandle.erase(transfer.handle());
        fetch.mapped().deadline.release()->deleteLater(); // it may be the one that is calling
        transfer.finish(std::move(result));
    }

    DocumentFetcher::Options m_options;
    CurlLoop m_loop;
    std::unordered_map<quint64, Fetch> m_fetches;
    std::unordered_map<CURL *, quint64> m_byHandle;
    quint64 m_lastId = 0;
};

/// Where the fetches live.
class DocumentFetcher::Thread : public QThread
{
public:
    explicit Thread(Options options) : m_options(std::move(options))
    {
        setObjectName(QStringLiteral("documents"));
        auto started = m_promise.get_future();
        QThread::start();
        m_started = started.get();
    }

    ~Thread() override
    {
        post(m_started.anchor, [] { currentThread()->quit(); });
        wait();
    }

    void fetch(const QString &url, qsizetype mostBytes, DocumentTransfer::Done done)
    {
        post(m_started.anchor, [fetches = m_started.fetches, url, mostBytes, done = std::move(done)]() mutable {
            fetches->start(url, mostBytes, std::move(done));
        });
    }

protected:
    void run() override
    {
        // A server that hangs up must be an error, not the end of this process.
        sigset_t pipe;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe, nullptr);

        Fetches fetches(m_options);
        m_promise.set_value({&fetches, threadAnchor()});
        exec();
    }

private:
    struct Started {
        Fetches *fetches;
        Anchor anchor;
    };
    const Options m_options;
    std::promise<Started> m_promise;
    Started m_started{};
};

DocumentFetcher::DocumentFetcher(Options options) : m_thread(std::make_unique<Thread>(std::move(options))) { }

DocumentFetcher::~DocumentFetcher() = default;

Task<Result<FetchedDocument>> DocumentFetcher::fetch(QString url, qsizetype mostBytes)
{
    const Deferred<Result<FetchedDocument>> answer;
    m_thread->fetch(url, mostBytes, [answer](Result<FetchedDocument> result) { answer.resolve(std::move(result)); });
    return answer.task();
}

} // namespace ostiary::gateway
