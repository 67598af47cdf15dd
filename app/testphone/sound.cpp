// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/testphone/sound.h"

#include "app/testphone/soundworker.h"
#include "core/log.h"

namespace app {
namespace {
constexpr std::chrono::milliseconds soundPatience{1500};
}

Sound::Sound(std::function<void()> changed)
    : m_notify(std::move(changed)), m_devices(std::make_shared<SoundDevices>()), m_worker(std::make_shared<SoundWorker>())
{
}

void Sound::start()
{
    if (m_thread.joinable())
        return;
    const auto publish = [poster = core::Poster::ofThisThread(), to = std::weak_ptr(m_devices),
                          changed = m_notify](const SoundDevices &devices) {
        poster->post([to, changed, devices] {
            const auto known = to.lock();
            if (!known)
                return;
            *known = devices;
            changed();
        });
    };
    m_thread = std::thread([worker = m_worker, publish] { worker->run(publish); });
}

Sound::~Sound()
{
    if (!m_thread.joinable())
        return;
    if (m_worker->quit(soundPatience)) {
        m_thread.join();
    } else {
        core::log::warn("sound", "the sound system does not answer; it is left alone");
        m_thread.detach();
    }
}

SoundLine &Sound::line() { return m_worker->lines.phone; }

SoundLine &Sound::monitorLine() { return m_worker->lines.monitor; }

void Sound::setMonitor(bool listens, bool speaks)
{
    m_worker->lines.monitorSpeaks = speaks;
    m_worker->want([&](SoundWorker::Wanted &wanted) {
        wanted.listening = listens;
        wanted.speaking = speaks;
        wanted.attempt += listens ? 1 : 0;
    });
}

void Sound::choose(const QString &microphone, const QString &speaker)
{
    m_worker->want([&](SoundWorker::Wanted &wanted) {
        wanted.microphone = microphone;
        wanted.speaker = speaker;
        ++wanted.attempt;
    });
}

void Sound::setInCall(bool inCall)
{
    m_worker->want([&](SoundWorker::Wanted &wanted) {
        wanted.inCall = inCall;
        wanted.attempt += inCall ? 1 : 0;
    });
}

void Sound::playTestTone()
{
    m_worker->want([](SoundWorker::Wanted &wanted) {
        ++wanted.tones;
        ++wanted.attempt;
    });
}

} // namespace app
