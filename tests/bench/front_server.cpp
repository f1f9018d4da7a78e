// SPDX-License-Identifier: GPL-3.0-or-later
// The front with one worker and an application that only answers: what the guard itself costs.
#include "server/http/listener/server.h"

#include <QCoreApplication>

#include <cstdio>

using namespace ostiary;

namespace {

class Trivial final : public http::Application
{
public:
    qsizetype bodyLimit(http::Method, QByteArrayView) const override { return 64 * 1024; }
    Task<http::Response> handle(const http::Request &) override
    {
        static const QByteArray kBody = "{\"active\":true}";
        return http::Response{
            .status = 200, .headers = {{"Content-Type", "application/json"}}, .body = kBody, .stream = {}};
    }
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    http::Server server;
    const Result<quint16> port = server.start({.workers = 1}, [] { return std::make_unique<Trivial>(); });
    if (!port) {
        std::fprintf(stderr, "%s\n", qPrintable(port.error().detail));
        return 1;
    }
    std::printf("{\"event\":\"listening\",\"url\":\"http://127.0.0.1:%d\"}\n", *port);
    std::fflush(stdout);
    return QCoreApplication::exec();
}
