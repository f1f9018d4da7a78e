// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "models/random.h"
#include "models/secret.h"

#include <memory>

namespace ostiary::app {

/// The folder in which one Ostiary keeps everything: ostiary.db, master.key, and while it runs control.sock. Held by
/// one process at a time.
class DataFolder
{
public:
    /// Makes the folder (0700) and the master key (0600) when they are missing, and takes the lock. Conflict: another
    /// process holds it. Forbidden: it cannot be written, or others can read the key. Each with what to do.
    [[nodiscard]] static Result<std::unique_ptr<DataFolder>> open(const QString &path, Random &random);
    ~DataFolder();

    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] QString databaseFile() const;
    [[nodiscard]] QString controlSocket() const;
    [[nodiscard]] const Secret &masterKey() const { return m_masterKey; }

private:
    explicit DataFolder(QString path) : m_path(std::move(path)) { }
    Result<> takeLock();
    Result<> loadMasterKey(Random &random);

    const QString m_path;
    int m_lock = -1;
    Secret m_masterKey;
};

} // namespace ostiary::app
