// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/mail/breakable_sockets.h"

#include <sys/socket.h>
#include <unistd.h>

namespace ostiary::gateway {

void BreakableSockets::watch(CURL *easy)
{
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &BreakableSockets::onOpen);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &BreakableSockets::onClose);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
}

void BreakableSockets::breakAll()
{
    const std::scoped_lock lock(m_mutex);
    m_broken = true;
    for (const curl_socket_t socket : m_sockets)
        ::shutdown(socket, SHUT_RDWR);
}

bool BreakableSockets::isBroken() const
{
    const std::scoped_lock lock(m_mutex);
    return m_broken;
}

curl_socket_t BreakableSockets::onOpen(void *self, curlsocktype, curl_sockaddr *address)
{
    auto &sockets = *static_cast<BreakableSockets *>(self);
    const std::scoped_lock lock(sockets.m_mutex);
    if (sockets.m_broken)
        return CURL_SOCKET_BAD;
    const curl_socket_t socket = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (socket != CURL_SOCKET_BAD)
        sockets.m_sockets.insert(socket);
    return socket;
}

int BreakableSockets::onClose(void *self, curl_socket_t socket)
{
    auto &sockets = *static_cast<BreakableSockets *>(self);
    const std::scoped_lock lock(sockets.m_mutex); // nobody may break off whoever gets this number next
    sockets.m_sockets.erase(socket);
    return ::close(socket);
}

} // namespace ostiary::gateway
