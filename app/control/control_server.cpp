// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/control/control_server.h"

#include "app/control/control_methods.h"
#include "app/control/line_socket.h"
#include "models/json.h"

#include <QFutureWatcher>
#include <QJsonDocument>
#include <QTimer>

#include <unistd.h>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

/// How long to leave new connections alone when the process is out of descriptors; they would wake us without end.
constexpr std::chrono::milliseconds kOutOfDescriptorsPause{200};

Error errorOf(ErrorCode code, const QString &detail)
{
    return fail(code, detail).error();
}

/// One client, from its first line to its last.
class ControlConnection final : public QObject
{
public:
    ControlConnection(Admin &admin, const Clock &clock, Descriptor connected, QObject *parent)
        : QObject(parent), m_admin(admin), m_clock(clock), m_lines(std::move(connected), kRequestBytesMax)
    {
        connect(&m_lines, &LineSocket::received, this, &ControlConnection::take);
        connect(&m_lines, &LineSocket::closed, this, &QObject::deleteLater);
        connect(&m_lines, &LineSocket::overlong, this, [this] {
            endWith(errorOf(ErrorCode::PayloadTooLarge, u"A line to the control socket may have at most 1 MiB."_s));
        });
    }

    void endWith(const Error &error)
    {
        answer(QJsonValue::Null, std::unexpected(error));
        m_lines.close();
    }

private:
    void take(const QByteArray &line)
    {
        QJsonParseError problem{};
        const QJsonDocument document = QJsonDocument::fromJson(line, &problem);
        const QJsonObject request = document.object();
        const QJsonValue id = request.value(u"id"_s);
        if (!document.isObject() || !(id.isDouble() || id.isString())) {
            endWith(errorOf(ErrorCode::InvalidRequest,
                            u"Each line must be a JSON object with \"id\", \"method\" and \"params\"."_s));
            return;
        }
        const QString method = request.value(u"method"_s).toString();
        if (method == "subscribe"_L1)
            return subscribe(id);
        if (m_pending >= ControlServer::kPendingMax)
            return answer(id, fail(ErrorCode::Unavailable, u"Too many requests wait on this connection."_s));
        call(id, method, request.value(u"params"_s).toObject());
    }

    void call(const QJsonValue &id, const QString &name, const QJsonObject &params)
    {
        const ControlMethod *method = findControlMethod(name);
        if (!method)
            return answer(id, fail(ErrorCode::MethodNotAllowed, u"There is no method \"%1\" here."_s.arg(name)));
        ++m_pending;
        // A watcher and not then(): it goes silently when we go first, and it also reports a promise that was dropped.
        auto *watcher = new QFutureWatcher<Result<QJsonObject>>(this);
        connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, id] {
            watcher->deleteLater();
            --m_pending;
            if (watcher->future().resultCount() > 0)
                answer(id, watcher->result());
            else
                answer(id, fail(ErrorCode::Unavailable, u"The server is shutting down."_s));
        });
        watcher->setFuture(method->call(m_admin, params, m_clock.now()));
    }

    void subscribe(const QJsonValue &id)
    {
        if (!std::exchange(m_subscribed, true)) {
            connect(&m_admin, &Admin::changed, this, [this](const Change &change) {
                m_lines.send({{u"event"_s, u"changed"_s}, {u"change"_s, toJson(change)}});
            });
        }
        answer(id, QJsonObject());
    }

    void answer(const QJsonValue &id, const Result<QJsonObject> &result)
    {
        if (result)
            m_lines.send({{u"id"_s, id}, {u"result"_s, *result}});
        else
            m_lines.send({{u"id"_s, id}, {u"error"_s, toJson(result.error())}});
    }

    Admin &m_admin;
    const Clock &m_clock;
    LineSocket m_lines;
    int m_pending = 0;
    bool m_subscribed = false;
};

} // namespace

QString controlSocketPath(const QString &dataFolder)
{
    return dataFolder + u"/control.sock"_s;
}

Result<std::unique_ptr<ControlServer>> ControlServer::listen(Admin &admin, const Clock &clock, const QString &path)
{
    TRY(UnixListener listener, UnixListener::bind(path));
    return std::unique_ptr<ControlServer>(new ControlServer(admin, clock, std::move(listener)));
}

ControlServer::ControlServer(Admin &admin, const Clock &clock, UnixListener listener)
    : m_admin(admin), m_clock(clock), m_listener(std::move(listener)),
      m_notifier(m_listener.descriptor(), QSocketNotifier::Read)
{
    connect(&m_notifier, &QSocketNotifier::activated, this, &ControlServer::acceptAll);
}

void ControlServer::acceptAll()
{
    for (;;) {
        Descriptor connection = m_listener.accept();
        if (connection.isOpen()) {
            welcome(std::move(connection));
            continue;
        }
        if (errno == EMFILE || errno == ENFILE) {
            m_notifier.setEnabled(false);
            QTimer::singleShot(kOutOfDescriptorsPause, this, [this] { m_notifier.setEnabled(true); });
        }
        return;
    }
}

void ControlServer::welcome(Descriptor connection)
{
    const std::optional<uid_t> peer = peerUser(connection.get());
    auto *client = new ControlConnection(m_admin, m_clock, std::move(connection), this);
    ++m_connections;
    connect(client, &QObject::destroyed, this, [this] { --m_connections; });

    if (!peer || !mayTalk(*peer, ::geteuid()))
        client->endWith(
            errorOf(ErrorCode::Forbidden, u"Only the user that the server runs as may use its control socket."_s));
    else if (m_connections > kConnectionsMax)
        client->endWith(errorOf(ErrorCode::Unavailable, u"Too many control connections are open; close one."_s));
}

} // namespace ostiary::app
