// SPDX-License-Identifier: GPL-3.0-or-later
// What Call detail gives away: the call as JSON, its SIP messages and its RTP as a capture.
#include "core/poster.h"
#include "ui/common/formats.h"
#include "ui/common/reasons.h"
#include "ui/docks/calldetail/calldetaildock.h"
#include "ui/docks/calldetail/jsonview.h"

#include <QCursor>
#include <QFileDialog>
#include <QMenu>
#include <QSaveFile>
#include <QThreadPool>
#include <QToolButton>

#include <utility>

namespace ui {
namespace {
/// Empty, or why it could not be.
QString written(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    const bool isWritten = file.open(QIODevice::WriteOnly) && file.write(bytes) >= 0 && file.commit();
    return isWritten ? QString() : file.errorString();
}
} // namespace

void CallDetailDock::showJson()
{
    core::Json all{{"call", core::toJson(m_story->call())}};
    if (m_story->isRefused()) {
        const RefusedCall &one = m_story->refused();
        all = {{"refused",
                {{"sip_call_id", core::utf8(one.sipCallId)},
                 {"from", core::utf8(one.from)},
                 {"to", core::utf8(one.to)},
                 {"peer", core::utf8(one.peer)},
                 {"answer", core::utf8(one.answer)}}}};
    }
    if (!m_activeflow.id.isNull())
        all["activeflow"] = core::toJson(m_activeflow);
    m_json->setText(core::fromUtf8(core::dumpJson(all, 2)));
}

void CallDetailDock::askForExport()
{
    const contract::Call &call = m_story->call();
    m_isExportAsked = true;
    if (m_story->isRefused()) {
        offerExport({call.id});
        return;
    }
    m_host.askRtp(call.id, call.channelId.isEmpty() ? QStringList() : QStringList(call.channelId));
}

/// With or without what is kept of the RTP.
void CallDetailDock::offerExport(const KeptRtp &kept)
{
    if (kept.callId != m_story->call().id || !std::exchange(m_isExportAsked, false))
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("pcapMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    const auto add = [this, menu](const QString &text, const std::shared_ptr<const std::vector<RtpPacket>> &rtp) {
        return menu->addAction(
            text, this, [this, rtp] { QMetaObject::invokeMethod(this, [this, rtp] { exportPcap(rtp); }, Qt::QueuedConnection); });
    };
    QAction *without = add(tr("SIP messages only…"), nullptr);
    const QString reason = whyNoRtp(kept);
    QAction *with = add(reason.isEmpty() ? rtpText(kept) : tr("With RTP…"), kept.packets);
    if (!reason.isEmpty())
        setOff(with, with->text(), reason);
    menu->popup(m_pcapButton->isVisible() ? m_pcapButton->mapToGlobal(QPoint(0, m_pcapButton->height())) : QCursor::pos());
    menu->setActiveAction(without);
}

QString CallDetailDock::whyNoRtp(const KeptRtp &kept) const
{
    if (m_story->isRefused())
        return tr("The call was refused before it had sound.");
    if (!kept.offReason.isEmpty())
        return kept.offReason;
    if (kept.sounds > 0)
        return {};
    return kept.since > begunAt(m_story->call())
               ? tr("RTP is kept from %1 on, and this call has had none since.").arg(format::clock(m_story->wallOf(kept.since)))
               : tr("There was no RTP in this call.");
}

QString CallDetailDock::rtpText(const KeptRtp &kept) const
{
    const core::Nanos between = kept.packets->back().at - kept.packets->front().at;
    const QString length = format::shortDuration(std::chrono::duration_cast<core::Millis>(between));
    const auto count = int(kept.sounds);
    return kept.since > begunAt(m_story->call()) ? tr("With %Ln RTP packets, the last %1…", nullptr, count).arg(length)
                                                 : tr("With %Ln RTP packets, %1…", nullptr, count).arg(length);
}

void CallDetailDock::exportPcap(std::shared_ptr<const std::vector<RtpPacket>> rtp)
{
    const QString name = format::fileName(QLatin1String("call-") +
                                          (m_story->isRefused() ? m_story->refused().to : format::shortId(m_story->call().id))) +
                         QLatin1String(".pcap"); // which a long name must not push out
    const QString title = rtp ? tr("Export the SIP messages and the RTP") : tr("Export the SIP messages");
    const std::vector<TracedMessage> sip = m_story->sipMessages();
    const core::Timestamp begun = m_story->wallOf(core::Nanos(0));
    const QString path = QFileDialog::getSaveFileName(this, title, name, tr("Captures (*.pcap)"));
    if (path.isEmpty())
        return;
    const auto failed = [this](const QString &why) { messages()->show(MessageBar::Kind::Error, tr("PCAP not written."), why); };
    QThreadPool::globalInstance()->start(
        [path, sip, rtp, begun, failed, gui = core::Poster::ofThisThread(), alive = m_alive.token()] {
            static const std::vector<RtpPacket> none;
            const QString problem = written(path, captureOf(sip, rtp ? *rtp : none, begun));
            if (problem.isEmpty())
                return;
            gui->post([alive, failed, problem] {
                if (alive.lock())
                    failed(problem);
            });
        });
}

} // namespace ui
