// SPDX-License-Identifier: GPL-3.0-or-later
// The phone's signalling: from dialling to the reason of the end (RFC 3261), offer and answer (RFC 3264).
#include "app/testphone/testphone.h"

#include "core/error.h"
#include "core/ids.h"
#include "ui/common/host.h"

#include <QUrl>

namespace app {
namespace sip = telephony::sip;
namespace media = telephony::media;

namespace {
const std::vector<QByteArray> codecs{"PCMU", "PCMA"};
constexpr int causeNormal = 16, causeRejected = 21, causeIncompatible = 88; // Q.850
constexpr int notAcceptableHere = 488;
constexpr core::Millis platformAnswersWithin{8000};

/// What a person dials, as the user part of a URI.
QString userPart(const QString &number) { return QString::fromLatin1(QUrl::toPercentEncoding(number.trimmed(), "!$&'()*+,?/")); }
} // namespace

void TestPhone::openSip()
{
    if (m_sip)
        return;
    sip::Events events;
    events.incoming = [this](const sip::IncomingCall &call) { m_sip->hangup(call.leg, causeRejected); };
    events.answered = [this](const QString &leg, int status, const QByteArray &sdp, const QString &) {
        answered(leg, status, sdp);
    };
    events.confirmed = [this](const QString &leg, const QByteArray &sdp) {
        if (leg == m_leg && !sdp.isEmpty())
            agree(sdp);
    };
    events.reinvited = [this](const QString &leg, const QByteArray &sdp) { reinvited(leg, sdp); };
    events.ended = [this](const QString &leg, int status, int, const QString &phrase) { ended(leg, status, phrase); };
    auto stack = std::make_unique<sip::SipStack>(m_clock, nullptr, std::move(events));
    sip::Config config;
    config.address = QHostAddress::LocalHost;
    config.port = 0;
    config.userAgent = QStringLiteral("Voxboard test phone");
    config.transactionTimeout = platformAnswersWithin;
    stack->start(std::move(config));
    m_sip = std::move(stack);
}

void TestPhone::call(const ui::Extension &from, const QString &number)
{
    if (isInCall())
        return;
    m_status = {};
    m_status.state = State::Calling;
    m_status.from = from.number;
    m_status.to = number;
    m_status.startedAt = m_clock->now();
    m_heard.clear();
    m_remote.reset();
    m_agreement = {};
    try {
        dial(from, number);
        Q_EMIT changed();
    } catch (const core::Error &error) {
        end(error.message(), true);
    }
}

void TestPhone::dial(const ui::Extension &from, const QString &number)
{
    using core::Errc;
    const QString platform = m_platform();
    if (platform.isEmpty())
        throw core::Error(Errc::Unavailable, QStringLiteral("PLATFORM_NOT_UP"), tr("The platform is not running."));
    openSip();
    auto ports = m_ports.take(QHostAddress::LocalHost);
    if (!ports)
        throw core::Error(Errc::Unavailable, QStringLiteral("NO_RTP_PORT"), tr("No port for the sound is free."));
    m_sound.start();
    m_sound.setInCall(true);
    m_media = std::make_unique<CallMedia>(std::move(*ports), m_sound.line());
    m_leg = m_status.sipCallId = core::toText(core::newId());
    m_sdpVersion = 1;
    sip::OutgoingCall wanted;
    wanted.leg = wanted.callId = m_leg;
    wanted.uri = QStringLiteral("sip:%1@%2").arg(userPart(number), platform);
    wanted.fromUser = wanted.authUser = from.number;
    wanted.fromName = from.name;
    wanted.fromHost = from.domain;
    wanted.authPassword = from.password;
    wanted.sdp = sip::makeOffer(QHostAddress::LocalHost, m_media->port(), m_media->port(), m_sdpVersion);
    m_sip->invite(std::move(wanted));
    watch();
}

void TestPhone::hangup()
{
    if (!isInCall())
        return;
    m_sip->hangup(m_leg, causeNormal);
    end(tr("Hung up here"), false);
}

void TestPhone::answered(const QString &leg, int status, const QByteArray &sdp)
{
    if (leg != m_leg || leg.isEmpty())
        return;
    const bool final = status >= 200, agreed = !sdp.isEmpty() && agree(sdp);
    if (final && !agreed) {
        m_sip->hangup(m_leg, causeIncompatible);
        return end(tr("The platform offered no sound that this phone understands"), true);
    }
    if (final) {
        m_status.state = State::Up;
        m_status.answeredAt = m_clock->now();
    } else if (status == 180 || status == 183) {
        m_status.state = State::Ringing;
    }
    Q_EMIT changed();
}

bool TestPhone::agree(const QByteArray &sdp)
{
    auto remote = sip::parseSdp(sdp);
    const auto agreement = remote ? sip::agree(*remote, codecs) : std::nullopt;
    if (!agreement)
        return false;
    m_remote = std::move(remote);
    m_agreement = *agreement;
    connectMedia();
    return true;
}

void TestPhone::connectMedia()
{
    using sip::SdpDirection;
    const SdpDirection theirs = m_remote->direction;
    CallMedia::Agreed agreed;
    agreed.peer = media::toSockaddr(m_remote->address, m_remote->port);
    agreed.codec = m_agreement.encoding == "PCMA" ? media::Codec::Pcma : media::Codec::Pcmu;
    agreed.payloadType = m_agreement.payloadType;
    agreed.dtmfPayloadType = m_agreement.dtmfPayloadType;
    agreed.send = !m_remote->address.isNull() && (theirs == SdpDirection::SendRecv || theirs == SdpDirection::RecvOnly);
    agreed.receive = theirs == SdpDirection::SendRecv || theirs == SdpDirection::SendOnly;
    m_media->connect(agreed);
}

void TestPhone::reinvited(const QString &leg, const QByteArray &sdp)
{
    if (leg != m_leg || leg.isEmpty())
        return;
    const QHostAddress here = QHostAddress::LocalHost;
    const quint16 port = m_media->port();
    if (sdp.isEmpty()) // the ACK will bring the answer to our offer
        return m_sip->acceptReinvite(leg, sip::makeOffer(here, port, port, ++m_sdpVersion));
    if (!agree(sdp))
        return m_sip->rejectReinvite(leg, notAcceptableHere);
    m_sip->acceptReinvite(leg, sip::makeAnswer(*m_remote, m_agreement, here, port, port, ++m_sdpVersion));
    Q_EMIT changed();
}

void TestPhone::ended(const QString &leg, int status, const QString &phrase)
{
    if (leg != m_leg || leg.isEmpty())
        return;
    if (status == 0)
        end(tr("Hung up by the platform"), false);
    else if (m_status.state == State::Up)
        end(tr("The call was lost: %1 %2").arg(status).arg(phrase), true);
    else
        end(QStringLiteral("%1 %2").arg(status).arg(phrase), true);
}

void TestPhone::end(const QString &reason, bool failed)
{
    m_source.cancel();
    m_watch.cancel();
    collect();
    m_media.reset();
    m_sound.setInCall(false);
    m_leg.clear();
    m_status.state = State::Ended;
    m_status.endedAt = m_clock->now();
    m_status.reason = reason;
    m_status.failed = failed;
    m_status.speaking = false;
    Q_EMIT changed();
}

} // namespace app
