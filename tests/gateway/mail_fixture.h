// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/mail/smtp_mailer.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

// Helpers of the mail tests: mail servers that work and that don't, and waiting for what became of a mail.

namespace ostiary::gateway {

/// nodemailer's mail server, as a program.
class RealMailServer
{
public:
    explicit RealMailServer(const QJsonObject &options = {})
    {
        m_node.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_node.start(
            QStringLiteral(NODE_PROGRAM),
            {QStringLiteral(MAIL_SERVER), QString::fromUtf8(QJsonDocument(options).toJson(QJsonDocument::Compact))});
        m_port = nextLine().value(u"port").toInt();
        if (m_port == 0)
            qFatal("the mail server does not start; are the packages of tests/interop there?");
    }
    ~RealMailServer()
    {
        m_node.closeWriteChannel();
        if (!m_node.waitForFinished(10'000))
            m_node.kill();
        m_node.waitForFinished();
    }

    [[nodiscard]] QUrl url(const char *scheme = "smtp", const char *host = "127.0.0.1") const
    {
        return QUrl(QStringLiteral("%1://%2:%3").arg(QLatin1String(scheme), QLatin1String(host)).arg(m_port));
    }
    /// What it was given next.
    [[nodiscard]] QJsonObject nextMail() { return nextLine(); }

private:
    QJsonObject nextLine()
    {
        if (!QTest::qWaitFor([this] { return m_node.canReadLine(); }, 20'000))
            return {};
        return QJsonDocument::fromJson(m_node.readLine()).object();
    }

    QProcess m_node;
    int m_port = 0;
};

/// A mail server that says what a test tells it to, and nothing where that is nothing.
class ScriptedMailServer : public QTcpServer
{
public:
    /// Replies by the first word of a line from the client; "" is the greeting, "." the end of the message.
    explicit ScriptedMailServer(const QHash<QByteArray, QByteArray> &replies)
    {
        for (const auto &[command, reply] : replies.asKeyValueRange())
            m_replies.insert(command, reply);
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            ++connections;
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { take(*socket); });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            say(*socket, "");
        });
    }
    [[nodiscard]] QUrl url(const char *host = "127.0.0.1") const
    {
        return QUrl(QStringLiteral("smtp://%1:%2").arg(QLatin1String(host)).arg(serverPort()));
    }

    QByteArrayList commands; ///< their first words
    int connections = 0;

private:
    void take(QTcpSocket &socket)
    {
        while (socket.canReadLine()) {
            const QByteArray line = socket.readLine().trimmed();
            if (m_isReading && line != ".")
                continue;
            m_isReading = false;
            const QByteArray command = line.split(' ').first().split(':').first().toUpper();
            commands.append(command);
            m_isReading = command == "DATA" && m_replies.value(command).startsWith("354");
            say(socket, command);
        }
    }
    void say(QTcpSocket &socket, const QByteArray &command)
    {
        const QByteArray reply = m_replies.value(command);
        if (!reply.isEmpty())
            socket.write(reply + "\r\n");
    }

    QHash<QByteArray, QByteArray> m_replies{
        {"", "220 here"},      {"EHLO", "250 here"}, {"MAIL", "250 yes"}, {"RCPT", "250 yes"},
        {"DATA", "354 go on"}, {".", "250 taken"},   {"QUIT", "221 bye"},
    };
    bool m_isReading = false;
};

/// What became of a mail, once it is known.
class Sent
{
public:
    explicit Sent(Task<Result<bool>> task)
    {
        whenDone(std::move(task), [result = m_result](Result<bool> value) { result->emplace(std::move(value)); });
    }
    [[nodiscard]] bool isDone() const { return m_result->has_value(); }
    [[nodiscard]] Result<bool> wait() const
    {
        if (!QTest::qWaitFor([this] { return isDone(); }, 20'000))
            return fail(ErrorCode::Internal, QStringLiteral("the test waited in vain"));
        return **m_result;
    }

private:
    std::shared_ptr<std::optional<Result<bool>>> m_result = std::make_shared<std::optional<Result<bool>>>();
};

/// A key and a certificate for 127.0.0.1 and 0.0.0.0 that nobody vouches for.
struct Certificate {
    QString key;
    QString certificate;

    static Certificate make()
    {
        const QTemporaryDir folder;
        const QString key = folder.filePath(QStringLiteral("key.pem"));
        const QString certificate = folder.filePath(QStringLiteral("certificate.pem"));
        const QString arguments
            = QStringLiteral("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=mail "
                             "-addext subjectAltName=IP:127.0.0.1,IP:0.0.0.0 -batch -keyout %1 -out %2");
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"), arguments.arg(key, certificate).split(u' '));
        openssl.waitForFinished();
        return {.key = read(key), .certificate = read(certificate)};
    }

private:
    static QString read(const QString &path)
    {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            qFatal("openssl did not make a certificate");
        return QString::fromLatin1(file.readAll());
    }
};

} // namespace ostiary::gateway
