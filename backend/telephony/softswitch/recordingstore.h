// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <optional>
#include <vector>

namespace telephony::softswitch {

struct StoredRecording
{
    QString name;   ///< without its ending; may have folders in it
    QString format; ///< `wav`
    QString path;   ///< of the file
};

/// The folder of recordings. Names never lead out of it.
class RecordingStore
{
public:
    /// @param folder  empty: there is none.
    explicit RecordingStore(QString folder) : m_folder(std::move(folder)) {}

    /// Parts of letters, digits and `-_.:@+`, with `/` between, none of them hidden; at most 200 characters.
    static bool isName(const QString &name);
    static bool isFormat(const QString &format);

    std::vector<StoredRecording> list() const;
    std::optional<StoredRecording> find(const QString &name) const;
    /// Where a recording of that name goes; its folder is made. Empty: it cannot be.
    QString pathFor(const QString &name, const QString &format) const;
    bool remove(const StoredRecording &recording) const;
    std::optional<StoredRecording> copy(const StoredRecording &recording, const QString &to) const;

private:
    QString m_folder;
};

} // namespace telephony::softswitch
