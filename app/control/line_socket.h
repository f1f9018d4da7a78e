// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/control/unix_socket.h"

#include <QJsonObject>
#include <QLocalSocket>

namespace ostiary::app {

/// JSON objects, one a line, over a connected socket.
class LineSocket final : public QObject
{
    Q_OBJECT

public:
    /// `lineBytesMax`: the longest line that the other side may send.
    LineSocket(Descriptor connected, qsizetype lineBytesMax, QObject *parent = nullptr);
    ~LineSocket() override;

    /// Does nothing once the connection is closed. A peer that does not read is hung up on when kUnreadBytesMax wait.
    void send(const QJsonObject &object);
    /// Sends what waits, then hangs up.
    void close();
    /// Sends nothing more, hangs up at once.
    void abort();

    static constexpr qint64 kUnreadBytesMax = 32 * 1024 * 1024;

signals:
    void received(const QByteArray &line);
    void overlong(); ///< a line went beyond the limit; nothing more is read
    void closed(); ///< once

private:
    void read();

    QLocalSocket m_socket;
    QByteArray m_buffer;
    qsizetype m_searched = 0; ///< how much of m_buffer holds no newline
    const qsizetype m_lineBytesMax;
    bool m_deaf = false;
};

} // namespace ostiary::app
