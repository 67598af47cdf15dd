// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLockFile>
#include <QString>

#include <memory>

namespace core {

/// Where the state of one installation lies: the XDG folders, or all below one folder (`--profile`).
struct Profile
{
    QString config; ///< settings file
    QString data;   ///< database, recordings
    QString cache;  ///< may be deleted while not running
    QString state;  ///< logs, window layout, lock

    static Profile xdg();
    static Profile below(const QString &folder);

    QString settingsFile() const { return config + QLatin1String("/voxboard.ini"); }
    QString database() const { return data + QLatin1String("/voxboard.db"); }
    QString speechFolder() const { return cache + QLatin1String("/speech"); }
    QString recordingFolder() const { return data + QLatin1String("/recording"); }
    QString storageFolder() const { return data + QLatin1String("/storage"); }
    QString lockFile() const { return state + QLatin1String("/lock"); }

    /// Makes the folders, readable by this user alone. @throws core::Error(FailedPrecondition, PROFILE_UNUSABLE)
    void create() const;
};

/// Held while a program runs on a profile; what a killed one left is taken over.
class ProfileLock
{
public:
    /// @throws core::Error(FailedPrecondition, PROFILE_IN_USE) naming the process that holds it.
    explicit ProfileLock(const Profile &profile);

private:
    std::unique_ptr<QLockFile> m_lock;
};

} // namespace core
