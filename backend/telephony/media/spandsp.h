// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The parts of spandsp that are used, without the macros its headers leave behind (spandsp.h would bring libtiff along).
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
using std::size_t;

#include <spandsp/telephony.h>
// telephony.h first
#include <spandsp/g722.h>
#include <spandsp/logging.h>
#include <spandsp/super_tone_rx.h>
// tone_report_func_t and logging_state_t first
#include <spandsp/dtmf.h>

#undef FALSE
#undef TRUE
#undef SAMPLE_RATE
#undef ms_to_samples
#undef us_to_samples
#undef lrint
#undef lrintf
