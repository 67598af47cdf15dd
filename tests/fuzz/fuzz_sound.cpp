// SPDX-License-Identifier: GPL-3.0-or-later
// Sound from strangers. The first byte says what the others are: a file for libsndfile, a headerless file, or a tone's text.
#include "require.h"

#include "telephony/media/sounds.h"

#include <array>
#include <cstdint>

using namespace telephony::media;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    constexpr std::array names{"", "x.ulaw", "x.alaw", "x.gsm", "x.sln", "x.sln16", "x.sln192"};
    const size_t kind = data[0] % (names.size() + 1);
    if (kind < names.size()) {
        const Samples samples = readSoundBytes(data + 1, size - 1, QLatin1String(names[kind]));
        REQUIRE(!samples || (!samples->empty() && samples->size() <= size_t(3600) * sampleRate));
        return 0;
    }
    const Medium tone = toneOf(QString::fromLatin1(reinterpret_cast<const char *>(data + 1), qsizetype(size - 1)));
    REQUIRE(!tone.samples || !tone.samples->empty());
    REQUIRE(tone.loopFrom == Medium::never || tone.loopFrom < tone.samples->size());
    return 0;
}
