// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace ostiary::app {

/// From now on SIGINT ends the program with exit code 130 and SIGTERM with 143, and the terminal is left as it was.
void exitWhenInterrupted();

/// Hides what is typed on the terminal at stdin, while it lives.
class HiddenTyping
{
public:
    HiddenTyping();
    ~HiddenTyping();
    HiddenTyping(const HiddenTyping &) = delete;
    HiddenTyping &operator=(const HiddenTyping &) = delete;
};

} // namespace ostiary::app
