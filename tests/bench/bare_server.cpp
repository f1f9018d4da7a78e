// SPDX-License-Identifier: GPL-3.0-or-later
// QHttpServer as its documentation shows it, with one route: what the front is measured against.
#include <QCoreApplication>
#include <QHttpServer>
#include <QTcpServer>

#include <cstdio>

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QHttpServer server;
    server.route(QStringLiteral("/"), [] { return QHttpServerResponse("application/json", "{\"active\":true}"); });
    auto *listener = new QTcpServer;
    if (!listener->listen(QHostAddress::LocalHost) || !server.bind(listener))
        return 1;
    std::printf("{\"event\":\"listening\",\"url\":\"http://127.0.0.1:%d\"}\n", listener->serverPort());
    std::fflush(stdout);
    return QCoreApplication::exec();
}
