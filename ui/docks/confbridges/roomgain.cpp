// SPDX-License-Identifier: GPL-3.0-or-later
// How loud the participants of a room are. call-manager has no route for that, the engine has: VOLUME of the channel that is in the
// room's bridge (contract/asterisk-proxy.md §7, row 27).
#include "clients/engineclient.h"
#include "ui/common/views.h"
#include "ui/docks/confbridges/confbridgesdock.h"
#include "ui/docks/confbridges/gaindialog.h"

namespace ui {

/// What one participant is to be at, and what the engine has been told.
struct ConfbridgesDock::GainWish
{
    QString channel;
    QString asteriskId; ///< empty until it is known
    Gain wanted, done;
    bool isSending = false;
    QPointer<GainDialog> dialog; ///< that is open for it
};

QString ConfbridgesDock::whyNoGain() const
{
    if (const QString reason = whyNoMember(); !reason.isEmpty())
        return reason;
    return m_model->channelOf(m_tree->currentIndex()).isEmpty() ? tr("The channel of this participant is not known yet.")
                                                                : QString();
}

/// One request at a time: a later one could overtake an earlier one. So the newest wish waits for the answer, and those between
/// are left out.
core::Task<void> ConfbridgesDock::sendGain(std::shared_ptr<GainWish> wish)
{
    const auto alive = m_alive.token();
    clients::EngineClient engine(m_host.bus(), contract::service::window);
    try {
        if (wish->asteriskId.isEmpty())
            wish->asteriskId = co_await engineOfRoom(&m_host, wish->channel);
        while (alive.lock() && wish->done != wish->wanted) {
            const Gain next = wish->wanted;
            if (next.in != wish->done.in)
                co_await engine.setVolume(wish->asteriskId, wish->channel, QStringLiteral("RX"), next.in);
            wish->done.in = next.in;
            if (next.out != wish->done.out)
                co_await engine.setVolume(wish->asteriskId, wish->channel, QStringLiteral("TX"), next.out);
            wish->done.out = next.out;
            if (alive.lock())
                m_model->setGain(wish->channel, wish->done);
        }
    } catch (const core::Error &) {
        wish->isSending = false;
        wish->wanted = wish->done;
        if (alive.lock())
            m_model->setGain(wish->channel, wish->done);
        if (wish->dialog)
            wish->dialog->setGain(wish->done);
        throw;
    }
    wish->isSending = false;
}

void ConfbridgesDock::wantGain(const std::shared_ptr<GainWish> &wish, const Gain &gain)
{
    wish->wanted = gain;
    if (wish->wanted == wish->done || std::exchange(wish->isSending, true))
        return;
    m_tasks.act(tr("Gain not set."), sendGain(wish));
}

void ConfbridgesDock::changeGain()
{
    const QString channel = m_model->channelOf(m_tree->currentIndex());
    if (channel.isEmpty())
        return;
    std::shared_ptr<GainWish> &known = m_gains[channel];
    if (!known)
        known = std::make_shared<GainWish>(GainWish{channel, {}, {}, {}, false, {}});
    const std::shared_ptr<GainWish> wish = known;
    const Gain before = wish->wanted;
    GainDialog dialog(m_model->nameOf(currentCall()), before, this);
    wish->dialog = &dialog;
    connect(&dialog, &GainDialog::changed, this, [this, wish](const Gain &gain) { wantGain(wish, gain); });
    connect(m_model, &RoomsModel::roomsChanged, &dialog, [this, channel, &dialog] {
        if (!m_model->memberOf(channel))
            dialog.reject(); // the participant has left
    });
    const bool isKept = dialog.exec() == QDialog::Accepted;
    if (m_model->memberOf(channel))
        wantGain(wish, isKept ? dialog.gain() : before);
}

} // namespace ui
