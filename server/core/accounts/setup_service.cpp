// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/accounts/setup_service.h"

namespace ostiary {

namespace {

constexpr std::chrono::minutes kWindow{15};
constexpr QByteArrayView kLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"; // none that looks like another

} // namespace

SetupService::SetupService(AccountService &accounts, const KeyRing &keys, const Clock &clock, QString publicUrl)
    : m_accounts(accounts), m_keys(keys), m_clock(clock), m_publicUrl(std::move(publicUrl))
{
}

qint64 SetupService::window() const
{
    return m_clock.now().time_since_epoch() / std::chrono::duration_cast<std::chrono::milliseconds>(kWindow);
}

QString SetupService::codeOf(qint64 window) const
{
    const QByteArray mac = m_keys.mac(Purpose::SetupCode, QByteArray::number(window));
    QString code;
    for (int i = 0; i < 8; ++i) {
        if (i == 4)
            code += u'-';
        code += QLatin1Char(kLetters[uchar(mac[i]) % kLetters.size()]);
    }
    return code;
}

Result<bool> SetupService::isOpen()
{
    TRY(const bool done, m_accounts.hasAdmin());
    if (done)
        return fail(ErrorCode::NotFound, QStringLiteral("This server has been set up already; sign in."));
    return true;
}

Result<SetupCode> SetupService::code()
{
    CHECK(isOpen());
    const QString code = codeOf(window());
    return SetupCode{.code = code,
                     .url = QUrl(m_publicUrl + QStringLiteral("/setup?code=") + code),
                     .expiresAt = Time{kWindow * (window() + 2)}};
}

Task<Result<Account>> SetupService::finish(QString code, QString email, Secret password)
{
    CO_CHECK(isOpen());
    const Secret sent(code.trimmed().toUpper().toUtf8());
    if (sent != Secret(codeOf(window()).toUtf8()) && sent != Secret(codeOf(window() - 1).toUtf8())) {
        co_return failField(QStringLiteral("code"),
                            QStringLiteral("The code is not right, or has run out; print it again with: "
                                           "ostiary setup-code"));
    }
    co_return co_await m_accounts.createFirstAdmin(std::move(email), std::move(password));
}

} // namespace ostiary
