// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <curl/curl.h>

#include <mutex>
#include <set>

namespace ostiary::gateway {

/// The sockets of libcurl's transfers, so that another thread can break them all off. libcurl blocks its thread for a
/// mail server's last words, even where nothing else of it does.
class BreakableSockets
{
public:
    void watch(CURL *easy); ///< before the transfer begins; from libcurl's thread
    void breakAll(); ///< and lets no other be opened; from any thread
    [[nodiscard]] bool isBroken() const;

private:
    static curl_socket_t onOpen(void *self, curlsocktype purpose, curl_sockaddr *address);
    static int onClose(void *self, curl_socket_t socket);

    mutable std::mutex m_mutex;
    std::set<curl_socket_t> m_sockets;
    bool m_broken = false;
};

} // namespace ostiary::gateway
