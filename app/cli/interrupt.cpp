// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include <csignal>

#include <termios.h>
#include <unistd.h>

namespace ostiary::app {

namespace {

// A signal handler is given nothing but a number, so these two are global.
termios terminalBefore;
volatile std::sig_atomic_t isHidden = 0;

void showTyping()
{
    if (isHidden)
        ::tcsetattr(STDIN_FILENO, TCSANOW, &terminalBefore); // may be called from a handler (POSIX §2.4.3)
    isHidden = 0;
}

void leave(int signal)
{
    showTyping();
    ::_exit(128 + signal);
}

} // namespace

void exitWhenInterrupted()
{
    for (const int signal : {SIGINT, SIGTERM}) {
        struct sigaction action{};
        action.sa_handler = leave;
        ::sigaction(signal, &action, nullptr);
    }
}

HiddenTyping::HiddenTyping()
{
    if (::tcgetattr(STDIN_FILENO, &terminalBefore) != 0)
        return;
    isHidden = 1;
    termios hidden = terminalBefore;
    hidden.c_lflag &= ~tcflag_t(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
}

HiddenTyping::~HiddenTyping()
{
    showTyping();
}

} // namespace ostiary::app
