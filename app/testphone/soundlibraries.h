// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace app {

/// Keeps ALSA and JACK, which PortAudio asks for devices, from writing about each one they do not have to stderr. What
/// matters comes back as an error of PortAudio.
void quietenSoundLibraries();

/// False: ALSA's configuration is missing. PortAudio would end the program with an assertion.
bool isAlsaConfigured();

} // namespace app
