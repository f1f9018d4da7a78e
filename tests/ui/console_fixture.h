// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/find.h"
#include "tests/ui/sample.h"
#include "ui/console.h"
#include "ui/pages/record_page.h"
#include "ui/shell/main_window.h"

#include <QAction>
#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace ostiary::test {

/// A console over an Admin in memory, with its settings in a folder of its own.
class ConsoleFixture
{
public:
    ConsoleFixture()
    {
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
        QStandardPaths::setTestModeEnabled(true);
        fillSample(admin, clock);
        admin.approvalRows.clear();
        m_console = std::make_unique<ui::Console>(*qApp, admin, clock, ui::Console::Server::EndsWithConsole);
        m_console->show();
        m_isOpen = QTest::qWaitForWindowExposed(window());
    }

    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    [[nodiscard]] ui::MainWindow *window() const { return static_cast<ui::MainWindow *>(m_console->window()); }

    /// Opens a page by its command, as a person would.
    ui::RecordPage *open(int number)
    {
        for (QAction *action : window()->findChildren<QAction *>()) {
            if (action->shortcut() == QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_0 + number)))
                action->trigger();
        }
        auto *page = qobject_cast<ui::RecordPage *>(window()->currentPage());
        if (page && !page->list().table().isLoaded())
            QSignalSpy(&page->list().table(), &RecordTable::loaded).wait();
        return page;
    }

    /// Whether a label that can be seen holds these words.
    [[nodiscard]] static bool says(const QWidget *in, const QString &words)
    {
        return std::ranges::any_of(in->findChildren<QLabel *>(), [&](const QLabel *label) {
            return label->isVisible() && plain(label->text()).contains(words);
        });
    }

    ManualClock clock;
    MemoryAdmin admin{clock};

private:
    QTemporaryDir m_settings;
    std::unique_ptr<ui::Console> m_console;
    bool m_isOpen = false;
};

} // namespace ostiary::test
