// SPDX-License-Identifier: GPL-3.0-or-later
// Pairs: two channels of this switch that are each other's far end.
#include "telephony/softswitch/channelmaking.h"
#include "telephony/softswitch/farend.h"

namespace telephony::softswitch {
namespace {
class PairEnd : public FarEnd
{
public:
    PairEnd(Switch &s, QString channel, QString other, std::function<void()> begin)
        : m_switch(s), m_channel(std::move(channel)), m_other(std::move(other)), m_begin(std::move(begin))
    {
    }

    void dial() override
    {
        if (const auto begin = std::exchange(m_begin, {}))
            later([begin] { begin(); });
    }
    void answered() override
    {
        tellOther([](Switch &s, Channel &other) {
            other.answered = true;
            s.setState(other, QStringLiteral("Up"));
        });
    }
    void ring() override
    {
        tellOther([](Switch &s, Channel &other) {
            if (!other.answered)
                s.setState(other, QStringLiteral("Ringing"));
        });
    }
    void hangup(int cause) override
    {
        tellOther([cause](Switch &s, Channel &other) {
            ari::Event event = s.channelEvent("ChannelHangupRequest", other);
            event["cause"] = cause;
            s.emitEvent(std::move(event), other);
            s.destroy(other.id, cause);
        });
    }

private:
    /// What one half does reaches the other through the event loop, as it would over a network.
    void later(std::function<void()> what)
    {
        m_switch.clock
            ->after(core::Millis(0),
                    [guard = m_switch.alive.token(), what] {
                        if (!guard.expired())
                            what();
                    })
            .release();
    }
    void tellOther(std::function<void(Switch &, Channel &)> what)
    {
        later([&s = m_switch, id = m_other, what] {
            if (const auto other = s.channels.value(id))
                what(s, *other);
        });
    }

    Switch &m_switch;
    const QString m_channel, m_other;
    std::function<void()> m_begin;
};
} // namespace

bool joinStreams(Switch &s, Channel &one, Channel &other) { return s.media->openPair(one.id, other.id); }

std::shared_ptr<FarEnd> makePairEnd(Switch &s, const QString &channel, const QString &other, std::function<void()> begin)
{
    return std::make_shared<PairEnd>(s, channel, other, std::move(begin));
}

} // namespace telephony::softswitch
