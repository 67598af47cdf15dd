// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/softswitch/channel.h"

namespace telephony::softswitch {

/// The far side of a channel that is not SIP's: another program, or the other half of a pair. Used on the switch's thread; the
/// channel outlives every call but the destructor.
class FarEnd
{
public:
    FarEnd() = default;
    FarEnd(const FarEnd &) = delete;
    FarEnd &operator=(const FarEnd &) = delete;
    virtual ~FarEnd() = default;

    /// The channel dials; it goes Up by itself when the far side is there.
    virtual void dial() {}
    /// The channel was answered here.
    virtual void answered() {}
    virtual void ring() {}
    /// The channel ends.
    virtual void hangup(int cause) = 0;
    /// Digits towards the far side; false: they go as RFC 4733 through the stream.
    virtual bool sendDigits(const QString &, int) { return false; }
    /// The phone of the channel, which is in no bridge, has pressed a key.
    virtual void keyPressed(char, int /*durationMs*/) {}
    /// The phone of the channel has put it on hold, or taken it back.
    virtual void heldByPhone(bool) {}
};

} // namespace telephony::softswitch
