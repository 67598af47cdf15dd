// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/mediaengine.h"
#include "telephony/softswitch/softswitch.h"

namespace telephony::softswitch {

/// What is to be said for ARI's `digits:12*`, `number:12` and `characters:ab`; empty for other media and for a number that is
/// none. At most 100 characters are said.
QString spokenText(const QString &uri);

/// Media by URL through Config::fetcher: files of at most 20 MB that come within 20 s, with status 200. What is to be said goes
/// to Config::say.
media::MediaFetcher mediaFetcher(const Config &config);

} // namespace telephony::softswitch
