// SPDX-License-Identifier: GPL-3.0-or-later
// What the window asks of the phone, apart from signalling.
#include "app/testphone/testphone.h"

#include "core/error.h"
#include "telephony/media/wavfile.h"

namespace app {
namespace media = telephony::media;

namespace {
constexpr core::Millis watchEvery{100};
constexpr size_t mostHeard = size_t(TestPhone::longestHeard.count()) * media::sampleRate / 1000;
constexpr size_t samplesPerMs = media::sampleRate / 1000;
} // namespace

TestPhone::TestPhone(std::shared_ptr<core::Clock> clock, std::function<QString()> platform, QObject *parent)
    : ui::Phone(parent),
      m_clock(std::move(clock)),
      m_platform(std::move(platform)),
      m_sound([this] { Q_EMIT devicesChanged(); }),
      m_source(m_clock, [this](media::Samples samples, const QString &problem) { loaded(samples, problem); })
{
}

TestPhone::~TestPhone() = default;

void TestPhone::start() { m_sound.start(); }

bool TestPhone::isInCall() const { return m_status.state != State::Idle && m_status.state != State::Ended; }

TestPhone::Figures TestPhone::figures() const
{
    Figures figures;
    size_t heard = m_heard.size();
    if (m_media) {
        const CallMedia::Figures &now = m_media->figures();
        figures.bufferMs = now.bufferMs;
        figures.lossPercent = double(now.lossPercent);
        figures.microphoneDb = double(now.sentDb);
        figures.earpieceDb = double(now.heardDb);
        heard = std::min(heard + m_media->heard(), mostHeard);
    }
    figures.codec = QString::fromLatin1(m_agreement.encoding);
    figures.heard = core::Millis(heard / samplesPerMs);
    return figures;
}

TestPhone::Devices TestPhone::devices() const
{
    const SoundDevices &known = m_sound.devices();
    return {known.microphone, known.speaker, known.problem};
}

QStringList TestPhone::microphones() const { return m_sound.devices().microphones; }
QStringList TestPhone::speakers() const { return m_sound.devices().speakers; }

void TestPhone::chooseDevices(const QString &microphone, const QString &speaker) { m_sound.choose(microphone, speaker); }

void TestPhone::playTestSound()
{
    start();
    const Devices known = devices();
    if (known.speaker.isEmpty() && !known.problem.isEmpty())
        Q_EMIT failed(tr("No test sound."), known.problem);
    m_sound.playTestTone(); // a device may have come meanwhile
}

void TestPhone::setMuted(bool muted)
{
    if (!isInCall() || m_status.muted == muted)
        return;
    m_status.muted = muted;
    m_media->setMuted(muted);
    Q_EMIT changed();
}

void TestPhone::sendDigit(QChar digit)
{
    const char key = digit.toUpper().toLatin1();
    if (m_status.state != State::Up || telephony::rtp::eventOf(key) < 0)
        return;
    if (m_agreement.dtmfPayloadType < 0) {
        Q_EMIT failed(tr("Digit not sent."), tr("The platform did not agree to digits (RFC 4733) in this call."));
        return;
    }
    if (!m_media->sendDigit(key)) {
        Q_EMIT failed(tr("Digit not sent."), tr("Too many digits are waiting."));
        return;
    }
    m_status.digits += QLatin1Char(key);
    Q_EMIT changed();
}

void TestPhone::play(const QString &source)
{
    if (isInCall())
        m_source.load(source);
    else
        Q_EMIT failed(tr("Play failed."), tr("No call is in progress."));
}

void TestPhone::loaded(const media::Samples &samples, const QString &problem)
{
    if (!samples) {
        Q_EMIT failed(tr("Play failed."), problem);
        return;
    }
    m_media->play(samples);
    m_status.speaking = true;
    Q_EMIT changed();
}

void TestPhone::stopPlaying()
{
    m_source.cancel();
    if (m_media)
        m_media->stopPlaying();
}

/// Fetches what was heard and notices the end of what is played, ten times a second during a call.
void TestPhone::watch()
{
    m_watch = m_clock->after(watchEvery, [this] { watch(); });
    collect();
    const bool speaking = m_media->isPlaying();
    if (m_status.speaking == speaking)
        return;
    m_status.speaking = speaking;
    Q_EMIT changed();
}

void TestPhone::collect() const
{
    if (m_media)
        m_media->collect(&m_heard);
    if (m_heard.size() > mostHeard)
        m_heard.resize(mostHeard);
}

void TestPhone::saveHeard(const QString &path) const
{
    collect();
    if (m_heard.empty())
        throw core::Error(core::Errc::FailedPrecondition, QStringLiteral("NOTHING_HEARD"), tr("Nothing has been heard yet."));
    if (!media::writeWav(path, m_heard))
        throw core::Error(core::Errc::Unavailable, QStringLiteral("FILE_NOT_WRITTEN"),
                          tr("The file %1 cannot be written.").arg(path));
}

} // namespace app
