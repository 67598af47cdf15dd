// SPDX-License-Identifier: GPL-3.0-or-later
// What Call detail gives away: the call as JSON, its SIP messages as a capture.
#include "ui/common/formats.h"
#include "ui/docks/calldetail/calldetaildock.h"
#include "ui/docks/calldetail/jsonview.h"

#include <QFileDialog>
#include <QSaveFile>

namespace ui {

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

void CallDetailDock::exportPcap()
{
    const QString name = format::fileName(QLatin1String("call-") +
                                          (m_story->isRefused() ? m_story->refused().to : format::shortId(m_story->call().id))) +
                         QLatin1String(".pcap"); // which a long name must not push out
    const QString path = QFileDialog::getSaveFileName(this, tr("Export the SIP messages"), name, tr("Captures (*.pcap)"));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(m_story->pcap()) < 0 || !file.commit())
        messages()->show(MessageBar::Kind::Error, tr("PCAP not written."), file.errorString());
}

} // namespace ui
