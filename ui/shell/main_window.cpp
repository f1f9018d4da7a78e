// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/dialogs/confirm_dialog.h"
#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/parts/copy_line.h"
#include "ui/parts/labels.h"
#include "ui/shell/commands.h"
#include "ui/shell/server_watch.h"
#include "ui/shell/side_bar.h"

#include <QActionGroup>
#include <QCloseEvent>
#include <QMenuBar>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QVBoxLayout>

namespace ostiary::ui {

namespace {

constexpr int kSideWidth = 27 * kGrid;

/// Only how the window looked; what the server keeps is never here.
QSettings lookSettings()
{
    return QSettings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("ostiary"), QStringLiteral("console"));
}

QWidget *wordmark()
{
    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(kGrid, kGrid, kGrid, kGrid);
    QLabel *name = headingLabel(QStringLiteral("Ostiary"));
    row->addWidget(new IconLabel(markIcon(), 24));
    row->addWidget(name, 1);
    return line;
}

} // namespace

MainWindow::MainWindow(Theme &theme, ServerWatch &server)
    : m_theme(theme), m_server(server), m_sideBar(new SideBar), m_stack(new QStackedWidget)
{
    setWindowTitle(QStringLiteral("Ostiary"));
    setWindowIcon(markIcon());
    auto *side = new QWidget;
    side->setAutoFillBackground(true);
    side->setBackgroundRole(QPalette::AlternateBase);
    side->setFixedWidth(kSideWidth);
    auto *sideColumn = new QVBoxLayout(side);
    sideColumn->setContentsMargins(kGrid, kGrid, kGrid, kGrid);
    sideColumn->addWidget(wordmark());
    sideColumn->addWidget(m_sideBar, 1);

    auto *center = new QWidget;
    auto *row = new QHBoxLayout(center);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(side);
    row->addWidget(m_stack, 1);
    setCentralWidget(center);
    buildStatusBar();

    connect(m_sideBar, &QListWidget::currentRowChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_stack, &QStackedWidget::currentChanged, this, &MainWindow::showVerbs);
    connect(&server, &ServerWatch::updated, this, &MainWindow::showStatus);
    resize(1240, 820);
    setMinimumSize(860, 560);
}

void MainWindow::addPage(const QString &icon, const QString &title, Page *page)
{
    m_sideBar->addPage(icon, title);
    const int row = m_stack->addWidget(page);
    page->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(page, &Page::verbsChanged, this, &MainWindow::showVerbs);
    connect(page, &Page::badgeChanged, this, [this, row, page] { m_sideBar->setBadge(row, page->badge()); });
}

void MainWindow::showPage(const Page *page)
{
    for (int row = 0; row < m_stack->count(); ++row) {
        if (m_stack->widget(row) == page)
            m_sideBar->setCurrentRow(row);
    }
}

void MainWindow::finish()
{
    buildCommands();
    buildPageMenu();
    buildAppearanceMenu();
    m_sideBar->setCurrentRow(0);
    const QSettings settings = lookSettings();
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    showVerbs();
    showStatus();
}

Page *MainWindow::currentPage() const
{
    return qobject_cast<Page *>(m_stack->currentWidget());
}

void MainWindow::present()
{
    if (isMinimized())
        showNormal();
    show();
    raise();
    activateWindow();
}

void MainWindow::buildStatusBar()
{
    m_stateIcon = new IconLabel({}, 16);
    m_state = new QLabel;
    m_state->setTextFormat(Qt::PlainText);
    m_url = new CopyLine(tr("Server URL"));
    m_url->setFixedWidth(44 * kGrid);
    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(2 * kGrid, kGrid / 2, kGrid, kGrid / 2);
    row->setSpacing(kGrid);
    row->addWidget(m_stateIcon);
    row->addWidget(m_state, 1);
    row->addWidget(m_url);
    statusBar()->addWidget(line, 1);
    statusBar()->setSizeGripEnabled(false);
}

QMenu *MainWindow::menu(const QString &title)
{
    for (QAction *action : menuBar()->actions()) {
        if (action->text() == title)
            return action->menu();
    }
    return menuBar()->addMenu(title);
}

void MainWindow::buildCommands()
{
    for (const Command &command : commands()) {
        auto *action = new QAction(lineIcon(QLatin1String(command.icon)), commandText(command.text), this);
        action->setShortcut(command.shortcut);
        connect(action, &QAction::triggered, this, [this, verb = command.verb] { run(verb); });
        menu(commandText(command.menu))->addAction(action);
        m_actions.insert(command.verb, action);
        for (int row = 0; row < m_stack->count(); ++row) { // and in the context menu of the pages that know it
            auto *page = static_cast<Page *>(m_stack->widget(row));
            if (page->verbs().contains(command.verb))
                page->addAction(action);
        }
    }
    QMenu *file = menu(commandText("&File"));
    file->addSeparator();
    file->addAction(lineIcon(QStringLiteral("quit")), tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), this,
                    &MainWindow::askToQuit);
}

void MainWindow::buildPageMenu()
{
    QMenu *view = menu(commandText("&View"));
    view->addSeparator();
    for (int row = 0; row < m_stack->count(); ++row) {
        const QListWidgetItem *item = m_sideBar->item(row);
        view->addAction(item->icon(), QStringLiteral("&%1 %2").arg(row + 1).arg(item->text()),
                        QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + row)), this,
                        [this, row] { m_sideBar->setCurrentRow(row); });
    }
}

void MainWindow::buildAppearanceMenu()
{
    const std::pair<QString, Appearance> choices[]{{tr("As the &desktop"), Appearance::System},
                                                   {tr("&Light"), Appearance::Light},
                                                   {tr("Da&rk"), Appearance::Dark}};
    QMenu *appearance = menu(commandText("&View"))->addMenu(lineIcon(QStringLiteral("appearance")), tr("&Appearance"));
    auto *group = new QActionGroup(this);
    const auto stored = Appearance(lookSettings().value(QStringLiteral("window/appearance")).toInt());
    for (const auto &[text, value] : choices) {
        QAction *action = group->addAction(appearance->addAction(text));
        action->setCheckable(true);
        action->setChecked(value == stored);
        connect(action, &QAction::triggered, this, [this, value] {
            lookSettings().setValue(QStringLiteral("window/appearance"), int(value));
            m_theme.setAppearance(value);
        });
    }
    if (stored != Appearance::System)
        m_theme.setAppearance(stored);
}

/// The page at hand goes first: it knows what is selected.
void MainWindow::run(Verb verb)
{
    if (verb == Verb::Refresh)
        m_server.refresh();
    if (Page *page = currentPage(); page && page->can(verb))
        return page->run(verb);
    if (Page *home = m_homes.value(verb)) {
        showPage(home);
        home->run(verb);
    }
}

void MainWindow::showVerbs()
{
    const Page *page = currentPage();
    for (auto [verb, action] : m_actions.asKeyValueRange())
        action->setEnabled((page && page->can(verb)) || m_homes.contains(verb));
}

void MainWindow::showStatus()
{
    const bool well = m_server.isWell();
    m_stateIcon->setIcon(
        lineIcon(well ? QStringLiteral("active") : QStringLiteral("warning"), well ? Tone::Good : Tone::Warning));
    m_state->setText(m_server.word());
    m_url->setText(m_server.publicUrl().toString());
}

void MainWindow::askToQuit()
{
    auto *dialog = new ConfirmDialog(tr("Quit Ostiary?"), m_quitText, {}, tr("&Quit"), this);
    connect(dialog, &QDialog::accepted, this, &MainWindow::quitRequested);
    dialog->open();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    lookSettings().setValue(QStringLiteral("window/geometry"), saveGeometry());
    if (m_hidesOnClose)
        return event->accept(); // the tray icon leads back
    event->ignore();
    askToQuit();
}

} // namespace ostiary::ui
