// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// What the headless program says when it starts.
class TestServe final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    void start(QProcess &process, const QStringList &arguments) const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const QString &name : environment.keys()) {
            if (name.startsWith("OSTIARY_"_L1))
                environment.remove(name);
        }
        environment.insert(u"HOME"_s, m_folder.path());
        environment.insert(u"XDG_CONFIG_HOME"_s, m_folder.path());
        environment.insert(u"OSTIARY_DATA"_s, m_folder.filePath(u"data"_s));
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(HEADLESS), arguments);
    }

    static QByteArray nextLine(QProcess &process)
    {
        if (!QTest::qWaitFor([&] { return process.canReadLine(); }, 20'000))
            qFatal("no line came: %s", process.readAllStandardError().constData());
        return process.readLine();
    }

    static void stop(QProcess &server)
    {
        server.terminate();
        QVERIFY(server.waitForFinished(20'000));
        QCOMPARE(server.exitCode(), 0);
    }

    void makeAdministrator() const
    {
        QProcess command;
        start(command, {u"account"_s, u"create"_s, u"ada@example.org"_s, u"--admin"_s, u"--password-file"_s, u"-"_s});
        command.write("correct horse battery staple\n");
        command.closeWriteChannel();
        QVERIFY(command.waitForFinished(20'000));
        QCOMPARE(command.exitCode(), 0);
    }

private slots:
    /// Scripts read the first line; what to do next comes after it, while there is no administrator.
    void firstLine_isWhereItListens_secondIsTheSetupLink()
    {
        const QStringList asJson{u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s, u"--json"_s};
        QProcess fresh;
        start(fresh, asJson);
        const QJsonObject listening = QJsonDocument::fromJson(nextLine(fresh)).object();
        QCOMPARE(listening.value(u"event"_s), u"listening"_s);
        const QJsonObject setup = QJsonDocument::fromJson(nextLine(fresh)).object();
        QCOMPARE(setup.value(u"event"_s), u"setup"_s);
        const QString code = setup.value(u"code"_s).toString();
        QVERIFY(!code.isEmpty());
        QCOMPARE(setup.value(u"url"_s).toString(),
                 listening.value(u"public_url"_s).toString() + u"/setup?code="_s + code);
        makeAdministrator();
        stop(fresh);

        QProcess again;
        start(again, asJson);
        QVERIFY(nextLine(again).contains("\"listening\""));
        stop(again);
        QCOMPARE(again.readAllStandardOutput(), QByteArray());
    }

    void text_beginsWithTheSetupLink_whileThereIsNoAdministrator()
    {
        QVERIFY(QDir(m_folder.filePath(u"data"_s)).removeRecursively());
        QProcess server;
        start(server, {u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s});
        QVERIFY(nextLine(server).startsWith("Ostiary listens on http://127.0.0.1:"));
        stop(server);
        const QByteArray rest = server.readAllStandardOutput();
        QVERIFY(rest.contains("/setup?code="));
        QVERIFY(rest.indexOf("/setup?code=") < rest.indexOf("account create"));
    }
};

QTEST_GUILESS_MAIN(TestServe)
#include "test_serve.moc"
