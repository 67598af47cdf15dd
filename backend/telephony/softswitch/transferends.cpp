// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/transferends.h"

#include "telephony/softswitch/channelmaking.h"
#include "telephony/softswitch/farend.h"

namespace telephony::softswitch {
namespace {
constexpr core::Millis politeTime{2000}; ///< for the BYE of who has transferred
constexpr int statusRinging = 180;

media::StreamParameters towardsPort(const QHostAddress &address, quint16 port)
{
    media::StreamParameters parameters;
    parameters.peer = address;
    parameters.peerPort = port;
    return parameters;
}

QString relayOf(const Channel &target) { return target.id + QLatin1String("-relay"); }

void endRelay(Switch &s, const QString &relay)
{
    s.relays.remove(relay);
    s.media->destroyBridge(relay);
    s.media->close(relay);
}

/// The end of a pair whose phone is there in place of the other's: what it does there, the other does.
class RelayEnd : public FarEnd
{
public:
    RelayEnd(Switch &s, QString relay, QString by, std::shared_ptr<FarEnd> pair)
        : m_switch(s), m_relay(std::move(relay)), m_by(std::move(by)), m_pair(std::move(pair))
    {
    }
    void hangup(int cause) override
    {
        endRelay(m_switch, m_relay);
        m_pair->hangup(cause);
    }
    void keyPressed(char key, int durationMs) override { m_switch.passKey(m_relay, key, durationMs); }
    void heldByPhone(bool held) override
    {
        if (const auto by = m_switch.channels.value(m_by); by && by->held != held)
            m_switch.setHeld(*by, held);
    }

private:
    Switch &m_switch;
    const QString m_relay, m_by;
    const std::shared_ptr<FarEnd> m_pair;
};

/// The leg that the channel had; empty: none.
QString takeLeg(Switch &s, Channel &channel)
{
    if (channel.held)
        s.setHeld(channel, false);
    const QString leg = std::exchange(channel.leg, {});
    s.legs.remove(leg);
    return leg;
}

class TransferEnd : public FarEnd
{
public:
    TransferEnd(Switch &s, QString target) : m_switch(s), m_target(std::move(target)) {}
    void answered() override
    {
        m_answered = m_switch.clock->after(core::Millis(0), [this] {
            if (const auto target = m_switch.channels.value(m_target))
                m_switch.transferAnswered(*target);
        });
    }
    void ring() override { m_switch.transferProgress(m_target, statusRinging); }
    void hangup(int cause) override { m_switch.transferFailed(m_target, sip::sipStatusOfCause(cause)); }

private:
    Switch &m_switch;
    const QString m_target;
    core::Timer m_answered;
};
} // namespace

void sendPhoneAway(Switch &s, Channel &channel, int cause)
{
    if (const QString leg = takeLeg(s, channel); !leg.isEmpty())
        channel.listener->stack->hangup(leg, cause);
}

void letPhoneGo(Switch &s, Channel &channel)
{
    const QString leg = takeLeg(s, channel);
    if (leg.isEmpty())
        return;
    s.clock
        ->after(politeTime,
                [leg, guard = s.alive.token(), listener = std::weak_ptr(channel.listener)] {
                    if (const ListenerPtr strong = guard.expired() ? nullptr : listener.lock())
                        strong->stack->hangup(leg, causeNormal);
                })
        .release();
}

void linkChannels(Switch &s, Channel &one, Channel &other)
{
    s.media->connectStream(one.id, towardsPort(other.listener->address, other.port));
    s.media->connectStream(other.id, towardsPort(one.listener->address, one.port));
    one.farEnd = makePairEnd(s, one.id, other.id, {});
    other.farEnd = makePairEnd(s, other.id, one.id, {});
}

bool relayChannel(Switch &s, Channel &by, Channel &target)
{
    const QString relay = relayOf(target);
    const QHostAddress &address = by.listener->address;
    const auto port = s.media->open(relay, address);
    if (!port)
        return false;
    s.media->connectStream(by.id, towardsPort(address, *port));
    s.media->connectStream(relay, towardsPort(address, by.port));
    s.media->createBridge(relay);
    s.media->addToBridge(relay, relay);
    s.media->addToBridge(relay, target.id);
    by.farEnd = makePairEnd(s, by.id, target.id, {});
    target.farEnd = std::make_shared<RelayEnd>(s, relay, by.id, makePairEnd(s, target.id, by.id, {}));
    s.relays.insert(relay, target.id);
    target.place = by.id;
    return true;
}

void leavePlace(Switch &s, const Transferer &asker)
{
    if (&asker.phone == &asker.by)
        return;
    const auto phone = s.channels.value(asker.phone.id);
    endRelay(s, relayOf(*phone));
    asker.by.farEnd.reset();
    phone->farEnd.reset();
    phone->place.clear();
    s.destroy(QString(phone->id), causeNormal);
}

Channel *makeTransferLink(Switch &s, const QString &context)
{
    Channel *first = makeLocalPair(s, QStringLiteral("_attended"), context.isEmpty() ? QStringLiteral("transfer") : context);
    const auto second = first ? s.channels.value(first->otherEnd) : nullptr;
    if (!second)
        return nullptr;
    for (Channel *one : {first, second.get()}) {
        one->answered = true;
        s.setState(*one, QStringLiteral("Up"));
    }
    return first;
}

void replaceChannel(Switch &s, Channel &old, Channel &by)
{
    const auto kept = s.channels.value(old.id);
    const QString bridge = old.bridge;
    if (old.inStasis)
        s.enterStasis(by, {}, old.application, &old);
    if (s.bridges.contains(bridge))
        s.enterBridge(by, s.bridges[bridge], false);
    s.leaveBridge(old);
    s.destroy(QString(old.id), causeNormal);
}

std::shared_ptr<FarEnd> makeTransferEnd(Switch &s, const QString &target) { return std::make_shared<TransferEnd>(s, target); }

} // namespace telephony::softswitch
