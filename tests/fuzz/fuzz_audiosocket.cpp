// SPDX-License-Identifier: GPL-3.0-or-later
// What a stranger sends over an AudioSocket connection, in pieces of any size: frames come out as they went in, and no more.
#include "require.h"
#include "telephony/softswitch/audiosocket.h"

using namespace telephony::softswitch::audiosocket;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray all(reinterpret_cast<const char *>(data), qsizetype(size));
    Reader whole, pieces;
    QByteArray taken, takenInPieces;
    whole.add(all);
    while (const auto one = whole.next())
        taken += frame(Kind(one->kind), one->payload);
    REQUIRE(all.startsWith(taken));
    const qsizetype step = size > 0 ? 1 + data[0] % 7 : 1;
    for (qsizetype at = 0; at < all.size(); at += step) {
        pieces.add(all.mid(at, step));
        while (const auto one = pieces.next())
            takenInPieces += frame(Kind(one->kind), one->payload);
    }
    REQUIRE(takenInPieces == taken);
    return 0;
}
