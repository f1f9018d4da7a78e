// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTcpSocket>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace ostiary::gateway {

/// A certificate for a host name that vouches for itself.
struct SoftwareCertificate {
    QByteArray key; ///< PEM
    QByteArray certificate; ///< PEM

    explicit SoftwareCertificate(const QByteArray &host)
    {
        EVP_PKEY *pair = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
        X509 *x509 = X509_new();
        X509_set_version(x509, X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
        X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
        X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
        X509_set_pubkey(x509, pair);
        X509_NAME *name = X509_get_subject_name(x509);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>(host.constData()),
                                   -1, -1, 0);
        X509_set_issuer_name(x509, name);
        X509_EXTENSION *names
            = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, ("DNS:" + host).constData());
        X509_add_ext(x509, names, -1);
        X509_sign(x509, pair, EVP_sha256());
        key = pem([&](BIO *out) { PEM_write_bio_PrivateKey(out, pair, nullptr, nullptr, 0, nullptr, nullptr); });
        certificate = pem([&](BIO *out) { PEM_write_bio_X509(out, x509); });
        X509_EXTENSION_free(names);
        X509_free(x509);
        EVP_PKEY_free(pair);
    }

private:
    template <typename Write>
    static QByteArray pem(Write write)
    {
        BIO *memory = BIO_new(BIO_s_mem());
        write(memory);
        char *data = nullptr;
        const long size = BIO_get_mem_data(memory, &data);
        const QByteArray text(data, qsizetype(size));
        BIO_free(memory);
        return text;
    }
};

/// An https server on this computer that says what a test tells it to, and counts who came.
class DocumentHost : public QSslServer
{
public:
    explicit DocumentHost(const SoftwareCertificate &certificate)
    {
        QSslConfiguration configuration;
        configuration.setLocalCertificate(QSslCertificate(certificate.certificate));
        configuration.setPrivateKey(QSslKey(certificate.key, QSsl::Ec));
        setSslConfiguration(configuration);
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::pendingConnectionAvailable, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection()) {
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { serve(*socket); });
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
                serve(*socket);
            }
        });
    }

    QByteArray answer; ///< the whole of it, head and body; empty: silence
    bool keepsOpen = false; ///< after the answer
    int connections = 0; ///< TCP ones, whatever became of them
    QByteArrayList requests;

    void says(const QByteArray &body, const QByteArray &fields = "Content-Type: application/json\r\n",
              const QByteArray &status = "200 OK")
    {
        answer = "HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: " + QByteArray::number(body.size())
            + "\r\nConnection: close\r\n\r\n" + body;
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        ++connections;
        QSslServer::incomingConnection(descriptor);
    }

private:
    void serve(QTcpSocket &socket)
    {
        const QByteArray request = socket.readAll();
        if (request.isEmpty())
            return;
        requests << request;
        if (answer.isEmpty())
            return;
        socket.write(answer);
        if (!keepsOpen)
            socket.disconnectFromHost();
    }
};

} // namespace ostiary::gateway
