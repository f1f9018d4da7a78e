// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpSocket>

#include <memory>

namespace ostiary::http {

class Exchange;

/// A socket without a descriptor: QHttpServer reads from it what feed() is given, and what QHttpServer writes goes to
/// the exchange in progress. (QSslSocket is made the same way.) One of these carries one request at a time and then the
/// next one, of whatever client: connections that only wait have none.
class FedSocket final : public QTcpSocket
{
public:
    FedSocket();
    ~FedSocket() override;

    /// QHttpServer has read the bytes, and perhaps answered, when this returns.
    void feed(QByteArrayView bytes, std::shared_ptr<Exchange> exchange);
    /// The answer is complete.
    void release() { m_exchange.reset(); }
    [[nodiscard]] const std::shared_ptr<Exchange> &exchange() const { return m_exchange; }

    [[nodiscard]] qint64 bytesAvailable() const override;
    [[nodiscard]] qint64 bytesToWrite() const override { return 0; }
    void disconnectFromHost() override;
    bool event(QEvent *event) override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    QByteArrayView m_feed; ///< valid during feed() only
    std::shared_ptr<Exchange> m_exchange;
};

} // namespace ostiary::http
