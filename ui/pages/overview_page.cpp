// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview_page.h"

#include "models/money.h"
#include "models/tables/states.h"
#include "models/tables/when_ready.h"
#include "ui/dialogs/create_account_dialog.h"
#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/look/words.h"
#include "ui/pages/connect_card.h"
#include "ui/parts/copy_line.h"
#include "ui/parts/labels.h"
#include "ui/parts/record_delegate.h"
#include "ui/shell/server_watch.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <QVBoxLayout>

namespace ostiary::ui {

namespace {

constexpr int kUpstreamsShown = 6;
constexpr int kRowHeight = 36;
constexpr std::chrono::days kIdle{90};

bool works(const ApiKey &key, Time now)
{
    return key.stateAt(now) == KeyState::Active;
}

bool isIdle(const ApiKey &key, Time now)
{
    return works(key, now) && key.lastUsedAt.value_or(key.createdAt) < now - kIdle;
}

bool isEndless(const ApiKey &key, Time now)
{
    return works(key, now) && !key.expiresAt;
}

bool isUnlimited(const ApiKey &key, Time now)
{
    return works(key, now) && !key.limits.standard && !key.limits.ai && !key.budget.capMicros;
}

/// What keys are looked at for.
struct KeyLine {
    const char *icon;
    Tone tone;
    const char *one;
    const char *many; ///< %1: how many
    const char *words; ///< above the list of them
    bool (*concerns)(const ApiKey &key, Time now);
    bool isUrgent; ///< somebody has to do something
};

#define WORDS(text) QT_TRANSLATE_NOOP("ostiary::ui::OverviewPage", text)

constexpr KeyLine kKeyLines[]{
    {"clock", Tone::Warning, WORDS("1 &key ends within a week"), WORDS("%1 &keys end within a week"),
     WORDS("ending within a week"), isExpiring, true},
    {"warning", Tone::Warning, WORDS("1 key was not used for 90 &days"), WORDS("%1 keys were not used for 90 &days"),
     WORDS("not used for 90 days"), isIdle, true},
    {"key", Tone::Neutral, WORDS("1 key never &expires"), WORDS("%1 keys never &expire"), WORDS("never expiring"),
     isEndless, false},
    {"gauge", Tone::Neutral, WORDS("1 key has no &limit of its own"), WORDS("%1 keys have no &limit of their own"),
     WORDS("without a limit of their own"), isUnlimited, false},
};

#undef WORDS

/// A line of the card: a button, so that it leads to what it counts.
QPushButton *attentionLine(const QString &icon, Tone tone)
{
    auto *line = new QPushButton(lineIcon(icon, tone), {});
    line->hide();
    return line;
}

} // namespace

OverviewPage::OverviewPage(Admin &admin, const Clock &clock, ServerWatch &server, AccountTable &accounts,
                           ApiKeyTable &keys, UpstreamTable &upstreams)
    : Page(tr("Overview"), tr("Whether the door is open, who waits in front of it, and how to connect a client.")),
      m_admin(admin), m_clock(clock), m_server(server), m_accounts(accounts), m_keys(keys), m_upstreams(upstreams),
      m_connect(new ConnectCard)
{
    buildFirstRun();
    buildServer();
    buildAttention();
    buildUpstreams(clock);

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, kGrid, 0);
    column->setSpacing(2 * kGrid);
    auto *top = new QHBoxLayout;
    top->setSpacing(2 * kGrid);
    top->addWidget(m_serverCard, 3);
    top->addWidget(m_attention, 2);
    column->addWidget(m_firstRun);
    column->addLayout(top);
    column->addWidget(m_upstreamCard);
    column->addWidget(m_connect);
    column->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    body().addWidget(scroll, 1);

    connect(&server, &ServerWatch::updated, this, &OverviewPage::showServer);
    connect(&server, &ServerWatch::updated, &upstreams, &RecordTable::refresh);
    connect(&server, &ServerWatch::updated, this, &OverviewPage::askForSetup); // its code changes with time
    connect(&accounts, &RecordTable::loaded, this, &OverviewPage::askForSetup);
    connect(&keys, &RecordTable::loaded, this, &OverviewPage::showAttention);
    connect(&upstreams, &RecordTable::loaded, this, &OverviewPage::showUpstreams);
    connect(m_upstreamView->selectionModel(), &QItemSelectionModel::selectionChanged, this, &Page::verbsChanged);
    showServer();
    showUpstreams();
}

void OverviewPage::buildFirstRun()
{
    m_firstRun = new Card(tr("No administrator yet"));
    m_setupUrl = new CopyLine(tr("Setup link"));
    m_setupEnd = quietLabel();
    m_firstRun->body().addWidget(quietLabel(tr("Open this link in a browser and make yourself the administrator. "
                                               "Whoever opens it first can, so keep it to yourself.")));
    m_firstRun->body().addWidget(m_setupUrl);
    m_firstRun->body().addWidget(m_setupEnd);
    auto *create = new QPushButton(tr("Create your &account here …"));
    makePrimary(create);
    connect(create, &QPushButton::clicked, this, &OverviewPage::createAccount);
    m_firstRun->body().addWidget(create, 0, Qt::AlignLeft);
    m_firstRun->hide();
}

void OverviewPage::buildServer()
{
    m_serverCard = new Card(tr("Server"));
    m_stateIcon = new IconLabel;
    m_stateWord = plainLabel();
    m_publicUrl = new CopyLine(tr("Public URL"));
    m_details = quietLabel();
    auto *state = new QHBoxLayout;
    state->setSpacing(kGrid);
    state->addWidget(m_stateIcon);
    state->addWidget(m_stateWord, 1);
    m_serverCard->body().addLayout(state);
    m_serverCard->body().addWidget(quietLabel(tr("Clients reach it at")));
    m_serverCard->body().addWidget(m_publicUrl);
    m_serverCard->body().addWidget(m_details);
    m_serverCard->body().addStretch(1);
}

void OverviewPage::buildAttention()
{
    m_attention = new Card(tr("Needs you"));
    m_consents = attentionLine(QStringLiteral("clock"), Tone::Warning);
    m_spend = attentionLine(QStringLiteral("spend"), Tone::Neutral);
    m_calm = quietLabel(tr("Nobody waits for a consent, and no key ends this week."));
    connect(m_consents, &QPushButton::clicked, this, &OverviewPage::consentWanted);
    connect(m_spend, &QPushButton::clicked, this, &OverviewPage::spendWanted);
    m_attention->body().addWidget(m_consents);
    for (const KeyLine &entry : kKeyLines) {
        QPushButton *line = attentionLine(QLatin1String(entry.icon), entry.tone);
        connect(line, &QPushButton::clicked, this, [this, &entry] {
            QStringList ids;
            for (const ApiKey &key : m_keys.records()) {
                if (entry.concerns(key, m_clock.now()))
                    ids.append(key.id.text());
            }
            emit keysWanted(tr(entry.words), ids);
        });
        m_attention->body().addWidget(line);
        m_keyLines.append(line);
    }
    m_attention->body().addWidget(m_spend);
    m_attention->body().addWidget(m_calm);
    m_attention->body().addStretch(1);
}

void OverviewPage::buildUpstreams(const Clock &clock)
{
    m_upstreamCard = new Card(tr("Upstreams"));
    m_upstreamView = new QTableView;
    m_upstreamView->setModel(&m_upstreams);
    m_upstreamView->setItemDelegate(new RecordDelegate(clock, m_upstreamView));
    m_upstreamView->setAccessibleName(tr("Upstreams"));
    m_upstreamView->setShowGrid(false);
    m_upstreamView->setTabKeyNavigation(false);
    m_upstreamView->setFrameShape(QFrame::NoFrame);
    m_upstreamView->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_upstreamView->setSelectionMode(QAbstractItemView::SingleSelection);
    m_upstreamView->verticalHeader()->hide();
    m_upstreamView->verticalHeader()->setDefaultSectionSize(kRowHeight);
    m_upstreamView->horizontalHeader()->setHighlightSections(false);
    m_upstreamView->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    for (int column = 0; column < m_upstreams.columnCount(); ++column) {
        const int characters = m_upstreams.headerData(column, Qt::Horizontal, RecordTable::WidthRole).toInt();
        m_upstreamView->setColumnWidth(column, fontMetrics().averageCharWidth() * characters + 2 * kGrid);
    }
    m_upstreamView->horizontalHeader()->setSectionResizeMode(UpstreamTable::UrlColumn, QHeaderView::Stretch);
    m_noUpstreams = quietLabel(tr("Nothing stands behind the door yet; /mcp answers with the built-in tools. "
                                  "Start Ostiary with --upstream NAME=URL to add one."));
    m_upstreamCard->body().addWidget(m_upstreamView);
    m_upstreamCard->body().addWidget(m_noUpstreams);
}

bool OverviewPage::can(Verb verb) const
{
    return verb == Verb::Refresh || (verb == Verb::Copy && m_upstreamView->currentIndex().isValid());
}

void OverviewPage::run(Verb verb)
{
    if (verb == Verb::Copy)
        QGuiApplication::clipboard()->setText(m_upstreams.record(m_upstreamView->currentIndex().row()).publicUrl);
}

void OverviewPage::showServer()
{
    const QString icon = m_server.isWell() ? QStringLiteral("active") : QStringLiteral("warning");
    const Tone tone = m_server.isWell() ? Tone::Good : Tone::Warning;
    m_stateIcon->setIcon(lineIcon(icon, tone));
    m_stateWord->setText(m_server.problem() ? m_server.problem()->detail : m_server.word());
    if (const auto &status = m_server.status()) {
        m_publicUrl->setText(status->publicUrl.toString());
        m_details->setText(tr("Version %1, listens on %2. Data: %3")
                               .arg(status->version, status->url.authority(), status->dataFolder));
        m_connect->setTarget(status->publicUrl, m_server.mcpUrl());
    }
    showAttention();
}

void OverviewPage::showAttention()
{
    const int waiting = m_server.status() ? m_server.status()->pendingApprovals : 0;
    m_consents->setText(waiting == 1 ? tr("1 app waits for your &consent")
                                     : tr("%1 apps wait for your &consent").arg(waiting));
    m_consents->setVisible(waiting > 0);
    bool isCalm = waiting == 0;
    for (qsizetype i = 0; i < m_keyLines.size(); ++i) {
        const KeyLine &entry = kKeyLines[i];
        const auto count = std::ranges::count_if(m_keys.records(),
                                                 [&](const ApiKey &key) { return entry.concerns(key, m_clock.now()); });
        m_keyLines[i]->setText(count == 1 ? tr(entry.one) : tr(entry.many).arg(count));
        m_keyLines[i]->setVisible(count > 0);
        isCalm = isCalm && !(entry.isUrgent && count > 0);
    }
    m_calm->setVisible(isCalm);
}

void OverviewPage::showSpend(const SpendReport &report)
{
    if (report.budgets.isEmpty())
        return;
    const BudgetState &all = report.budgets.constFirst();
    const StateLook look = stateLook(stateWord(all));
    m_spend->setIcon(lineIcon(QStringLiteral("spend"), look.tone));
    m_spend->setText(
        all.budget.capMicros
            ? tr("%1 of %2 &spent this month").arg(dollars(all.spentMicros), dollars(*all.budget.capMicros))
            : tr("%1 &spent this month").arg(dollars(all.spentMicros)));
    m_spend->setToolTip(plainToolTip(tr("By %1").arg(all.name)));
    m_spend->setVisible(all.spentMicros > 0);
}

void OverviewPage::askForSetup()
{
    whenReady(this, m_admin.setupCode(), [this](const Result<SetupCode> &setup) { showSetup(setup); });
}

void OverviewPage::showSetup(const Result<SetupCode> &setup)
{
    if (!setup && setup.error().code != ErrorCode::NotFound)
        return; // no answer says nothing about administrators
    m_firstRun->setVisible(setup.has_value());
    if (!setup)
        return;
    if (m_setupUrl->text() != setup->url.toString()) // keeps a selection alive
        m_setupUrl->setText(setup->url.toString());
    m_setupEnd->setText(tr("It works until %1; another one takes its place here.").arg(exactTime(setup->expiresAt)));
}

void OverviewPage::showUpstreams()
{
    const int rows = m_upstreams.rowCount();
    m_upstreamView->setVisible(rows > 0);
    m_noUpstreams->setVisible(rows == 0);
    m_upstreamView->setFixedHeight(m_upstreamView->horizontalHeader()->sizeHint().height()
                                   + std::min(rows, kUpstreamsShown) * kRowHeight + 2);
}

void OverviewPage::createAccount()
{
    auto *dialog = new CreateAccountDialog(m_admin, nullptr, window());
    dialog->open();
}

} // namespace ostiary::ui
