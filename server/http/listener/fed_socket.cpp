// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener/fed_socket.h"

#include "server/http/listener/exchange.h"

#include <QEvent>

#include <algorithm>
#include <cstring>

namespace ostiary::http {

FedSocket::FedSocket()
{
    setPeerAddress(QHostAddress::LocalHost);
    setLocalAddress(QHostAddress::LocalHost);
    setSocketState(ConnectedState);
    setOpenMode(ReadWrite);
}

FedSocket::~FedSocket()
{
    setSocketState(UnconnectedState); // else QAbstractSocket would close a connection that it never had
}

void FedSocket::feed(QByteArrayView bytes, std::shared_ptr<Exchange> exchange)
{
    m_exchange = std::move(exchange);
    m_feed = bytes;
    emit readyRead();
    m_feed = {};
}

qint64 FedSocket::bytesAvailable() const
{
    return m_feed.size() + QIODevice::bytesAvailable();
}

qint64 FedSocket::readData(char *data, qint64 maxSize)
{
    const qint64 size = std::min<qint64>(maxSize, m_feed.size());
    std::memcpy(data, m_feed.data(), size_t(size));
    m_feed = m_feed.sliced(size);
    return size;
}

qint64 FedSocket::writeData(const char *data, qint64 size)
{
    if (m_exchange)
        m_exchange->written(QByteArrayView(data, size));
    return size;
}

// QHttpServer gives this socket up: it deletes it, and the gate makes another one.
void FedSocket::disconnectFromHost()
{
    if (state() == UnconnectedState)
        return;
    setSocketState(UnconnectedState);
    emit disconnected();
}

bool FedSocket::event(QEvent *event)
{
    // After each answer QHttpServer queues readyRead(), in case the client sent more meanwhile. Here nothing is ever
    // left.
    if (event->type() == QEvent::MetaCall)
        return true;
    return QTcpSocket::event(event);
}

} // namespace ostiary::http
