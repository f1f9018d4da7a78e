// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <memory>

class QApplication;
class QWidget;

namespace ostiary {

class Admin;
class Clock;

namespace ui {

/// The desktop console over an Admin: its window, the consent prompt and, where there is one, the tray icon. This
/// header is all that the rest of the program knows of ui.
class Console final : public QObject
{
    Q_OBJECT

public:
    /// What a console's end means for the server.
    enum class Server { EndsWithConsole, RunsElsewhere };

    /// `application`: its style and palette are set. All arguments outlive the console. Only a second launch or show()
    /// brings the window up; consents are asked for at once.
    Console(QApplication &application, Admin &admin, const Clock &clock, Server server, QObject *parent = nullptr);
    ~Console() override;

    /// Shows the window, raises it, and gives it the focus.
    void show();
    [[nodiscard]] QWidget *window() const;
    [[nodiscard]] QWidget *prompt() const;

signals:
    /// The person wants the program to end. Nothing has ended yet.
    void quitRequested();

private:
    struct Parts;
    void connectParts();
    void loadAll();
    std::unique_ptr<Parts> m_parts;
};

} // namespace ui
} // namespace ostiary
