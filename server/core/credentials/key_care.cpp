// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/credentials/key_care.h"

#include "models/store/api_keys.h"
#include "server/core/credentials/key_format.h"

#include <QLoggingCategory>

namespace ostiary {

namespace {

Q_LOGGING_CATEGORY(lcKeys, "ostiary.keys", QtInfoMsg)

}

Task<Result<QList<KeyCare::Notice>>> KeyCare::takeDueNotices()
{
    return m_store.write([now = m_clock.now()](store::Connection &connection) -> Result<QList<Notice>> {
        QList<Notice> notices;
        for (const int days : kSteps) {
            TRY(const auto ending, store::api_keys::ending(connection, now, now + std::chrono::days(days), days));
            for (const store::api_keys::Ending &key : ending) {
                CHECK(store::api_keys::setTold(connection, key.key, days));
                notices.append({key.email, key.name, key.hint, days, key.expiresAt});
            }
        }
        return notices;
    });
}

Task<Result<QList<bool>>> KeyCare::reportLeaked(QList<QByteArray> secrets)
{
    QList<QByteArray> hashes;
    for (const QByteArray &secret : secrets)
        hashes << (key_format::kindOf(secret) ? m_keys.mac(Purpose::ApiKey, secret) : QByteArray());
    return m_store.write([hashes, now = m_clock.now()](store::Connection &connection) -> Result<QList<bool>> {
        QList<bool> found;
        for (const QByteArray &hash : hashes) {
            std::optional<store::api_keys::Owned> owned;
            if (!hash.isEmpty()) {
                TRY(owned, store::api_keys::findByHash(connection, hash));
            }
            found << owned.has_value();
            if (!owned || owned->key.revokedAt)
                continue;
            CHECK(store::api_keys::revoke(connection, owned->key.id, now));
            qCWarning(lcKeys).noquote() << "The key" << owned->key.id.text() << owned->key.hint
                                        << "was reported as leaked and has been revoked.";
        }
        return found;
    });
}

} // namespace ostiary
