// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/control/line_socket.h"

#include <QJsonDocument>
#include <QPointer>

namespace ostiary::app {

LineSocket::LineSocket(Descriptor connected, qsizetype lineBytesMax, QObject *parent)
    : QObject(parent), m_lineBytesMax(lineBytesMax)
{
    connect(&m_socket, &QLocalSocket::readyRead, this, &LineSocket::read);
    connect(&m_socket, &QLocalSocket::disconnected, this, [this] {
        m_deaf = true;
        emit closed();
    });
    m_socket.setReadBufferSize(lineBytesMax);
    m_socket.setSocketDescriptor(connected.release());
}

LineSocket::~LineSocket()
{
    m_socket.disconnect(this); // it reports its own end, when our other members are gone
}

void LineSocket::send(const QJsonObject &object)
{
    if (m_socket.state() != QLocalSocket::ConnectedState)
        return;
    if (m_socket.bytesToWrite() > kUnreadBytesMax)
        return abort();
    m_socket.write(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

void LineSocket::close()
{
    m_deaf = true;
    m_socket.disconnectFromServer();
}

void LineSocket::abort()
{
    m_deaf = true;
    m_socket.abort();
}

void LineSocket::read()
{
    const QPointer<LineSocket> alive(this); // whoever takes a line may let go of us
    while (!m_deaf) {
        const qsizetype end = m_buffer.indexOf('\n', m_searched);
        if (end >= 0 && end <= m_lineBytesMax) {
            const QByteArray line = m_buffer.first(end);
            m_buffer.remove(0, end + 1);
            m_searched = 0;
            emit received(line);
            if (!alive)
                return;
            continue;
        }
        m_searched = m_buffer.size();
        if (m_searched > m_lineBytesMax) {
            m_deaf = true;
            m_buffer.clear();
            emit overlong();
            return;
        }
        const QByteArray more = m_socket.readAll();
        if (more.isEmpty())
            return;
        m_buffer += more;
    }
}

} // namespace ostiary::app
