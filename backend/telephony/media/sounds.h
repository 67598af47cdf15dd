// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/tones.h"
#include "telephony/media/tonespec.h"
#include "telephony/media/wavfile.h"

namespace telephony::media {

/// What a media URI means without any file: `tone:…`, or the name of a built-in sound with or without `sound:`.
inline Medium builtinMedium(const QString &uri)
{
    if (uri.startsWith(QLatin1String("tone:")))
        return toneOf(uri.mid(5));
    return builtin(uri.startsWith(QLatin1String("sound:")) ? uri.mid(6) : uri);
}

} // namespace telephony::media
