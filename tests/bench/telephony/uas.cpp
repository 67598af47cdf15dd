// SPDX-License-Identifier: GPL-3.0-or-later
#include "uas.h"

#include <QFile>

namespace bench {
namespace {
// As a phone does, it takes telephone events: nobody need look for keys in its sound.
const char *const answering = R"(<?xml version="1.0" encoding="ISO-8859-1" ?>
<!DOCTYPE scenario SYSTEM "sipp.dtd">
<scenario name="answers">
<recv request="INVITE"/>
<send retrans="500"><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:];tag=[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port];transport=[transport]>
Content-Type: application/sdp
Content-Length: [len]

v=0
o=uas 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0 101
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
]]></send>
<recv request="ACK"/>
<recv request="BYE"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
</scenario>
)";
} // namespace

Uas::Uas()
{
    QFile scenario(m_folder.filePath(QStringLiteral("uas.xml")));
    if (scenario.open(QIODevice::WriteOnly))
        scenario.write(answering);
    scenario.close();
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("TERM"), QStringLiteral("xterm"));
    m_sipp.setProcessEnvironment(environment);
    m_sipp.setStandardOutputFile(QProcess::nullDevice());
    m_sipp.setStandardInputFile(QProcess::nullDevice());
    m_sipp.start(QStringLiteral("taskset"), {"-c", "0", "sipp", "-sf", scenario.fileName(), "-i", "127.0.0.4", "-p", "5060",
                                             "-mi", "127.0.0.4", "-rtp_echo", "-nostdin"});
    m_sipp.waitForStarted();
}

Uas::~Uas()
{
    m_sipp.kill();
    m_sipp.waitForFinished();
}

} // namespace bench
