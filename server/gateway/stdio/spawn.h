// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QString>
#include <QStringList>

#include <expected>

namespace ostiary::gateway {

/// A started child and our ends of its pipes, none of them blocking.
struct Spawned {
    int pid = -1;
    int pidFd = -1; ///< readable once it has ended
    int input = -1; ///< its stdin
    int output = -1;
    int errors = -1;
};

/// Starts a program without a shell, in a session and process group of its own, with nothing inherited but the three
/// pipes and `environment`. It is killed when the calling *thread* ends (PR_SET_PDEATHSIG), so call it from one that
/// outlives the child. The error is the second half of a sentence: "was not found …".
[[nodiscard]] std::expected<Spawned, QString> spawn(const QStringList &command, const QByteArrayList &environment);

} // namespace ostiary::gateway
