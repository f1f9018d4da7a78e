// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/secret.h"

#include <QObject>
#include <QTimer>

class QClipboard;

namespace ostiary::ui {

/// Puts secrets on the clipboard and takes them off again after a while, unless something else has replaced them.
/// Outlives the dialogs that use it.
class SecretClipboard final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::seconds kLifetime{60};

    explicit SecretClipboard(QClipboard &clipboard, std::chrono::milliseconds lifetime = kLifetime,
                             QObject *parent = nullptr);
    ~SecretClipboard() override;

    void copy(const Secret &secret);

private:
    void clear();

    QClipboard &m_clipboard;
    Secret m_copied;
    QTimer m_timer;
};

} // namespace ostiary::ui
