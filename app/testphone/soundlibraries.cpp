// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/testphone/soundlibraries.h"

#include <alsa/asoundlib.h>
#include <dlfcn.h>

namespace app {
namespace {
void ignoreAlsa(const char *, int, const char *, int, const char *, ...) {}
void ignoreJack(const char *) {}

/// JACK comes along with PortAudio where that was built with it.
void installJack(const char *setter)
{
    using Handler = void (*)(const char *);
    if (void *found = dlsym(RTLD_DEFAULT, setter))
        reinterpret_cast<void (*)(Handler)>(found)(&ignoreJack);
}
} // namespace

void quietenSoundLibraries()
{
    snd_lib_error_set_handler(&ignoreAlsa);
    installJack("jack_set_error_function");
    installJack("jack_set_info_function");
}

bool isAlsaConfigured()
{
    snd_config_t *devices = nullptr;
    return snd_config_update() >= 0 && snd_config && snd_config_search(snd_config, "pcm", &devices) == 0;
}

} // namespace app
