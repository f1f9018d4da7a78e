// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/guides/client_guides.h"
#include "ui/parts/card.h"

class QComboBox;
class QLabel;
class QPlainTextEdit;

namespace ostiary::ui {

/// How to connect a client: choose it, copy the lines.
class ConnectCard final : public Card
{
    Q_OBJECT

public:
    ConnectCard();

    void setTarget(const QUrl &base, const QString &mcpUrl);

private:
    void showGuide();

    QList<guides::Guide> m_guides;
    QComboBox *m_client;
    QLabel *m_where;
    QPlainTextEdit *m_snippet;
};

} // namespace ostiary::ui
