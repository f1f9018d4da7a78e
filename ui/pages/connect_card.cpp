// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/connect_card.h"

#include "ui/look/flat_style.h"
#include "ui/parts/copy_line.h"
#include "ui/parts/labels.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace ostiary::ui {

namespace {

constexpr int kLinesShown = 5;

} // namespace

ConnectCard::ConnectCard()
    : Card(tr("Connect a client")), m_client(new QComboBox), m_where(quietLabel()), m_snippet(new QPlainTextEdit)
{
    m_snippet->setReadOnly(true);
    m_snippet->setFont(monospaceFont());
    m_snippet->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_snippet->setTabChangesFocus(true);
    m_snippet->setAccessibleName(tr("Lines for this client"));
    m_snippet->setFixedHeight(m_snippet->fontMetrics().lineSpacing() * kLinesShown + 2 * kGrid);

    auto *label = new QLabel(tr("&Client"));
    label->setBuddy(m_client);
    m_client->setAccessibleName(tr("Client"));
    m_client->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    auto *choice = new QHBoxLayout;
    choice->setSpacing(kGrid);
    choice->addWidget(label);
    choice->addWidget(m_client);
    choice->addStretch(1);
    choice->addWidget(copyButton(tr("lines for this client"),
                                 [this] { QGuiApplication::clipboard()->setText(m_snippet->toPlainText()); }));
    body().addLayout(choice);
    body().addWidget(m_where);
    body().addWidget(m_snippet);
    connect(m_client, &QComboBox::currentIndexChanged, this, &ConnectCard::showGuide);
}

void ConnectCard::setTarget(const QUrl &base, const QString &mcpUrl)
{
    m_guides = guides::connectGuides(base, mcpUrl, QStringLiteral("ostiary"));
    if (m_client->count() == 0) {
        for (const guides::Guide &guide : m_guides)
            m_client->addItem(guide.client);
    }
    showGuide();
}

void ConnectCard::showGuide()
{
    const int index = m_client->currentIndex();
    if (index < 0 || index >= m_guides.size())
        return;
    m_where->setText(m_guides[index].where);
    if (m_snippet->toPlainText() != m_guides[index].snippet) // keeps a selection alive
        m_snippet->setPlainText(m_guides[index].snippet);
}

} // namespace ostiary::ui
