// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile.h"

#include "core/error.h"

#include <QDir>
#include <QFile>

namespace core {
namespace {
/// XDG Base Directory Specification: a relative value counts as unset.
QString xdgFolder(const char *variable, const char *fallback)
{
    const QString set = qEnvironmentVariable(variable);
    const QString base = QDir::isAbsolutePath(set) ? set : QDir::homePath() + QLatin1Char('/') + QLatin1String(fallback);
    return base + QLatin1String("/voxboard");
}
} // namespace

Profile Profile::xdg()
{
    return {xdgFolder("XDG_CONFIG_HOME", ".config"), xdgFolder("XDG_DATA_HOME", ".local/share"),
            xdgFolder("XDG_CACHE_HOME", ".cache"), xdgFolder("XDG_STATE_HOME", ".local/state")};
}

Profile Profile::below(const QString &folder)
{
    const QString root = QDir::cleanPath(QDir(folder).absolutePath());
    return {root, root + QLatin1String("/data"), root + QLatin1String("/cache"), root + QLatin1String("/state")};
}

void Profile::create() const
{
    for (const QString &folder : {config, data, cache, state}) {
        const bool usable = QDir().mkpath(folder) && QFileInfo(folder).isWritable();
        if (!usable)
            throw Error(Errc::FailedPrecondition, QStringLiteral("PROFILE_UNUSABLE"),
                        QStringLiteral("The folder %1 cannot be made or written.").arg(folder));
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
}

ProfileLock::ProfileLock(const Profile &profile) : m_lock(std::make_unique<QLockFile>(profile.lockFile()))
{
    m_lock->setStaleLockTime(0);
    if (m_lock->tryLock(0))
        return;
    if (m_lock->error() != QLockFile::LockFailedError)
        throw Error(Errc::FailedPrecondition, QStringLiteral("PROFILE_UNUSABLE"),
                    QStringLiteral("The lock %1 cannot be written.").arg(profile.lockFile()));
    qint64 pid = 0;
    QString host, program;
    m_lock->getLockInfo(&pid, &host, &program);
    throw Error(
        Errc::FailedPrecondition, QStringLiteral("PROFILE_IN_USE"),
        QStringLiteral("This profile is open in another Voxboard (process %1). Close that one, or choose another folder with "
                       "--profile.")
            .arg(pid));
}

} // namespace core
