// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/headers.h"
#include "server/core/oauth/metadata_fetcher.h"
#include "server/gateway/metadata/address_policy.h"

#include <QUrl>

#include <curl/curl.h>

#include <functional>

namespace ostiary::gateway {

/// One document's way over the net, once its addresses are known and allowed.
class DocumentTransfer
{
public:
    using Done = std::function<void(Result<FetchedDocument>)>;

    DocumentTransfer(QUrl url, qsizetype mostBytes, Done done);
    ~DocumentTransfer();
    DocumentTransfer(const DocumentTransfer &) = delete;
    DocumentTransfer &operator=(const DocumentTransfer &) = delete;

    /// Connections go to these addresses and to no other, whatever a name may mean by then.
    void prepare(const QList<QHostAddress> &addresses, const QByteArray &authorities);
    [[nodiscard]] CURL *handle() const { return m_easy; }
    [[nodiscard]] const QUrl &url() const { return m_url; }

    [[nodiscard]] Result<FetchedDocument> outcome(CURLcode code) const;
    void finish(Result<FetchedDocument> result) { std::exchange(m_done, {})(std::move(result)); }

private:
    static size_t onHeader(char *data, size_t size, size_t count, void *self);
    static size_t onBody(char *data, size_t size, size_t count, void *self);
    static curl_socket_t onOpen(void *self, curlsocktype purpose, curl_sockaddr *address);
    [[nodiscard]] Result<FetchedDocument> checked() const;

    const QUrl m_url;
    const qsizetype m_mostBytes;
    Done m_done;
    CURL *m_easy;
    curl_slist *m_pins = nullptr;
    curl_slist *m_request = nullptr;
    QList<QHostAddress> m_addresses;
    Headers m_headers;
    qsizetype m_headerBytes = 0;
    QByteArray m_body;
    bool m_isTooLarge = false;
};

} // namespace ostiary::gateway
