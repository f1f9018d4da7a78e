// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/rpc/message.h"
#include "server/gateway/stdio/child.h"
#include "server/gateway/stdio/reply.h"

#include <deque>
#include <unordered_map>

namespace ostiary::gateway {

/// The body of a POST, understood.
struct Incoming {
    QList<rpc::Message> messages;
    QByteArrayList lines; ///< the same, each as the one line that a child reads
    bool isBatch = false;

    [[nodiscard]] bool isInitialize() const { return messages.size() == 1 && messages[0].method == u"initialize"; }
    [[nodiscard]] int requests() const;
};

/// One client's session with a child of its own: which answer each line of the child belongs to. Lives on the host's
/// thread; its child outlives it until it has been reaped.
class Session : public QObject
{
    Q_OBJECT

public:
    using Clock = std::chrono::steady_clock;

    Session(QByteArray id, QString upstream, const Principal &owner, Child *child, SessionHost::Limits limits,
            QObject *parent);

    [[nodiscard]] const QByteArray &id() const { return m_id; }
    [[nodiscard]] const QString &upstream() const { return m_upstream; }
    [[nodiscard]] const AccountId &account() const { return m_account; }
    [[nodiscard]] const QString &credentialId() const { return m_credentialId; }
    [[nodiscard]] Clock::time_point startedAt() const { return m_startedAt; }

    void take(const Incoming &incoming, const Call &call, const ReplyPort &port);
    /// The stream for what the server says by itself. A new one takes the place of the old.
    void listen(const Call &call, const ReplyPort &port);
    void tick(Clock::time_point now);
    /// Ends it and its child. `how` is the second half of a sentence, for the requests that still wait.
    void end(const QString &how);

signals:
    void initialized();
    /// Once; `byItself`: nobody had asked for it.
    void ended(const QString &how, bool byItself);

private:
    struct Pending {
        std::shared_ptr<Reply> reply;
        QJsonValue id;
        QByteArray token; ///< key of its progressToken
        bool isInitialize = false;
    };

    [[nodiscard]] std::optional<Answer> objectionTo(const Incoming &incoming) const;
    void await(const Incoming &incoming, const std::shared_ptr<Reply> &reply);
    void cancelRequest(const rpc::Message &notification);
    void onLine(const QByteArray &line);
    void onMessage(const rpc::Message &message, const QByteArray &line);
    void onResponse(const rpc::Message &message, const QByteArray &line);
    void onBadLine();
    void onInitialized(const rpc::Message &message, bool isWanted);
    void route(const rpc::Message &message, const QByteArray &line);
    [[nodiscard]] std::shared_ptr<Reply> replyFor(const rpc::Message &message) const;
    void keepForLater(const QByteArray &line);
    void updateReading();
    void finish(const QString &how, bool byItself);
    void failPending(const QString &how);
    [[nodiscard]] bool isInUse() const;

    QByteArray m_id;
    QString m_upstream;
    AccountId m_account;
    QString m_credentialId;
    Child *m_child;
    SessionHost::Limits m_limits;
    QByteArray m_revision;
    Clock::time_point m_startedAt = Clock::now();
    Clock::time_point m_usedAt = m_startedAt;
    bool m_initialized = false;
    bool m_ended = false;
    int m_badLines = 0;
    std::unordered_map<QByteArray, Pending> m_pending; ///< by the key of the request's id
    std::shared_ptr<EventStream> m_listener;
    std::deque<QByteArray> m_kept;
    qsizetype m_keptBytes = 0;
};

} // namespace ostiary::gateway
