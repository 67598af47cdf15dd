// SPDX-License-Identifier: GPL-3.0-or-later
#include "load.h"

#include "rest.h"

#include "bench/figures.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtEndian>

#include <cmath>
#include <numbers>

namespace bench {
namespace {
constexpr double wantedMs = 50, wantedShare = 0.95;
constexpr int givesUpMs = 45'000; ///< after the last call began
constexpr double precision = 1.06;

// As a phone does, it offers telephone events: nobody need look for keys in its sound.
const char *const head = R"(<?xml version="1.0" encoding="ISO-8859-1" ?>
<!DOCTYPE scenario SYSTEM "sipp.dtd">
<scenario name="load">
<send retrans="500" start_rtd="true"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:load@[local_ip]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:load@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=load 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio MEDIA_PORT RTP/AVP 0 101
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
]]></send>
<recv response="100" optional="true"/>
<recv response="180" optional="true"/>
<recv response="183" optional="true"/>
<recv response="200" rtd="true" rrs="true"/>
<send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:load@[local_ip]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
[routes]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
)";
const char *const tail = R"(<pause milliseconds="HOLD"/>
<send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:load@[local_ip]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
[routes]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
</scenario>
)";

bool store(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

/// Two seconds of noise, raw µ-law: what it says does not matter, that it is no silence does.
QByteArray noise()
{
    QByteArray bytes(16'000, '\0');
    quint32 state = 1;
    for (char &one : bytes) {
        state = state * 1'664'525 + 1'013'904'223;
        one = char(0x20 | (state >> 24 & 0x9F));
    }
    return bytes;
}

int countOf(const QByteArray &screen, const char *row)
{
    const qsizetype at = screen.lastIndexOf(row);
    const QByteArray line = screen.mid(at, screen.indexOf('\n', at) - at);
    return at < 0 ? 0 : line.split('|').value(2).trimmed().toInt();
}

std::vector<double> answerTimes(const QDir &folder)
{
    std::vector<double> times;
    for (const QString &name : folder.entryList({QStringLiteral("*_rtt.csv")})) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        file.readLine();
        while (!file.atEnd())
            times.push_back(file.readLine().split(';').value(1).toDouble());
    }
    return times;
}

bool isGood(const LoadResult &result)
{
    return result.failed == 0 && !result.answerMs.empty() && percentile(result.answerMs, wantedShare) <= wantedMs;
}
} // namespace

std::optional<LoadResult> run(const Load &load)
{
    const QTemporaryDir folder;
    QByteArray text =
        QByteArray(head) + (load.sound ? "<nop><action><exec rtp_stream=\"noise.ul,-1,0\"/></action></nop>\n" : "") + tail;
    text.replace("MEDIA_PORT", load.mediaPort != 0 ? QByteArray::number(load.mediaPort)
                               : load.sound        ? QByteArray("[rtpstream_audio_port]")
                                                   : QByteArray("[media_port]"));
    text.replace("HOLD", QByteArray::number(load.holdMs));
    if (!store(folder.filePath(QStringLiteral("load.xml")), text) || !store(folder.filePath(QStringLiteral("noise.ul")), noise()))
        return {};
    const int mostMs = int(1000.0 * load.calls / load.rate) + load.holdMs + givesUpMs;
    QProcess sipp;
    sipp.setWorkingDirectory(folder.path());
    sipp.setProcessChannelMode(QProcess::MergedChannels);
    sipp.setStandardInputFile(QProcess::nullDevice());
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("TERM"), QStringLiteral("xterm"));
    sipp.setProcessEnvironment(environment);
    QElapsedTimer timer;
    timer.start();
    sipp.start(QStringLiteral("taskset"), {"-c",        "0",
                                           "sipp",      load.server,
                                           "-sf",       "load.xml",
                                           "-s",        load.service,
                                           "-i",        load.address,
                                           "-mi",       load.address,
                                           "-p",        QString::number(load.port),
                                           "-r",        QString::number(load.rate),
                                           "-m",        QString::number(load.calls),
                                           "-l",        "100000",
                                           "-nostdin",  "-trace_rtt",
                                           "-rtt_freq", "1",
                                           "-timeout",  QString::number(mostMs / 1000)});
    if (!sipp.waitForStarted() || !sipp.waitForFinished(mostMs + givesUpMs)) {
        fail(QStringLiteral("sipp: ") + sipp.errorString());
        return {};
    }
    LoadResult result;
    result.seconds = double(timer.elapsed()) / 1000;
    const QByteArray screen = sipp.readAll();
    result.good = countOf(screen, "Successful call");
    result.failed = load.calls - result.good;
    result.answerMs = answerTimes(QDir(folder.path()));
    return result;
}

double highestRate(const std::function<std::unique_ptr<Switch>()> &start, int lowest, int seconds)
{
    std::unique_ptr<Switch> one;
    const auto loaded = [&](double rate) {
        Load load;
        load.server = one->server;
        load.service = one->number(QStringLiteral("ans"));
        load.rate = int(rate);
        load.calls = load.rate * seconds;
        const auto result = run(load);
        return result && isGood(*result);
    };
    const auto attempt = [&](double rate) {
        if (!one) {
            one = start();
            if (!one)
                return false;
            loaded(lowest); // what is used for the first time is slow
        }
        const bool good = loaded(rate);
        if (!good)
            one.reset();
        return good;
    };
    const auto carries = [&](double rate) { return succeedsUndisturbed([&] { return attempt(rate); }); };
    double good = 0, bad = lowest;
    while (carries(bad)) {
        good = bad;
        bad *= 2;
    }
    while (good > 0 && bad / good > precision) {
        const double middle = std::sqrt(good * bad);
        (carries(middle) ? good : bad) = middle;
    }
    return good;
}

} // namespace bench
