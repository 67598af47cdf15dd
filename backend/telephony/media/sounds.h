// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/tones.h"
#include "telephony/media/wavfile.h"
