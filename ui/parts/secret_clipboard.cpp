// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/secret_clipboard.h"

#include <QClipboard>
#include <QMimeData>

namespace ostiary::ui {

SecretClipboard::SecretClipboard(QClipboard &clipboard, std::chrono::milliseconds lifetime, QObject *parent)
    : QObject(parent), m_clipboard(clipboard)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(lifetime);
    connect(&m_timer, &QTimer::timeout, this, &SecretClipboard::clear);
}

SecretClipboard::~SecretClipboard()
{
    clear();
}

void SecretClipboard::copy(const Secret &secret)
{
    m_copied = secret;
    auto *data = new QMimeData;
    data->setText(QString::fromUtf8(secret.reveal()));
    // Clipboard histories that know this hint do not keep the entry.
    data->setData(QStringLiteral("x-kde-passwordManagerHint"), QByteArrayLiteral("secret"));
    m_clipboard.setMimeData(data);
    m_timer.start();
}

void SecretClipboard::clear()
{
    if (!m_copied.isEmpty() && m_clipboard.text().toUtf8() == m_copied.reveal())
        m_clipboard.clear();
    m_copied = {};
}

} // namespace ostiary::ui
