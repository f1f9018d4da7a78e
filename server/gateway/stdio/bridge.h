// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/random.h"
#include "server/gateway/stdio/back_off.h"
#include "server/gateway/stdio/session.h"
#include "server/gateway/stdio/upstream_board.h"

#include <QHash>
#include <QTimer>

#include <atomic>

namespace ostiary::gateway {

/// All stdio sessions and their children, on one thread.
class Bridge : public QObject
{
    Q_OBJECT

public:
    Bridge(SessionHost::Limits limits, UpstreamBoard &board);
    ~Bridge() override;

    void handle(const UpstreamConfig &upstream, const Incoming &incoming, const Call &call, const ReplyPort &port);
    void endSessionsOf(const QString &credentialId);
    /// Ends every child; empty() follows when nothing of them is left.
    void shutDown();

signals:
    void empty();

private:
    void open(const UpstreamConfig &upstream, const Incoming &incoming, const Call &call, const ReplyPort &port);
    [[nodiscard]] Result<> mayOpen(const UpstreamConfig &upstream, const AccountId &account) const;
    void add(Session *session, const BackOff::Key &key);
    void onEnded(Session *session, const BackOff::Key &key, const QString &how, bool byItself);
    void onReaped(Child *child);
    void countSessions(const QString &upstream);
    void tick();

    SessionHost::Limits m_limits;
    UpstreamBoard &m_board;
    SystemRandom m_random;
    BackOff m_backOff;
    QHash<QByteArray, Session *> m_sessions;
    int m_children = 0; ///< ending ones too
    bool m_closing = false;
    QTimer m_tick;
};

} // namespace ostiary::gateway
