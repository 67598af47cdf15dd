// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace app {

/// A sound file of this computer as the platform can play it, or why it cannot.
struct WindowSound
{
    QString name;    ///< below the folder of sounds, from the digest of its contents: `window/0a1b….wav`
    QString problem; ///< one sentence; empty: there is none
};

/// Copies the file into `<sounds>/window`, where the latest fifty stay. Any thread; blocks.
WindowSound addWindowSound(const QString &sounds, const QString &path);

} // namespace app
