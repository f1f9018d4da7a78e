// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

#include <QMainWindow>

class QLabel;
class QStackedWidget;

namespace ostiary::ui {

class CopyLine;
class IconLabel;
class ServerWatch;
class SideBar;
class Theme;

/// A list of pages, the page, and a status bar.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(Theme &theme, ServerWatch &server);

    /// In the order of the side bar; the first is shown first.
    void addPage(const QString &icon, const QString &title, Page *page);
    void showPage(const Page *page);
    /// Which page carries a verb out, from wherever one is.
    void setHome(Verb verb, Page *page) { m_homes.insert(verb, page); }
    /// Builds the menus; call it once, after the pages.
    void finish();
    /// Whether closing only hides, because a tray icon leads back.
    void setHidesOnClose(bool hides) { m_hidesOnClose = hides; }
    /// What quitting means, said before it happens.
    void setQuitText(const QString &text) { m_quitText = text; }
    [[nodiscard]] Page *currentPage() const;
    void present(); ///< shows, raises and activates it
    void askToQuit();

signals:
    void quitRequested();

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void buildStatusBar();
    void buildCommands();
    void buildPageMenu();
    void buildAppearanceMenu();
    void run(Verb verb);
    void showVerbs();
    void showStatus();
    QMenu *menu(const QString &title);

    Theme &m_theme;
    ServerWatch &m_server;
    SideBar *m_sideBar;
    QStackedWidget *m_stack;
    QHash<Verb, Page *> m_homes;
    QHash<Verb, QAction *> m_actions;
    IconLabel *m_stateIcon;
    QLabel *m_state;
    CopyLine *m_url;
    QString m_quitText;
    bool m_hidesOnClose = false;
};

} // namespace ostiary::ui
