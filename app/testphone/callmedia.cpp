// SPDX-License-Identifier: GPL-3.0-or-later
// The owner's side of a call's sound, and the clock of its thread.
#include "app/testphone/callmedia.h"

#include <QRandomGenerator>

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <ctime>

namespace app {
namespace {
constexpr int64_t tickNanos = 20'000'000;
constexpr int64_t latestNanos = 10 * tickNanos; ///< what is caught up after a delay; more is skipped
constexpr int realtimePriority = 20;

int64_t nowNanos()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return int64_t(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}
} // namespace

CallMedia::CallMedia(telephony::media::PortPair ports, SoundLine &line)
    : m_ports(std::move(ports)), m_line(line), m_wake(eventfd(0, EFD_CLOEXEC))
{
    QRandomGenerator *random = QRandomGenerator::system();
    m_sequence = uint16_t(random->generate() & 0x7FFF); // RFC 3550 §5.1
    m_timestamp = random->generate();
    m_ssrc = random->generate();
    m_thread = std::thread([this] { run(); });
}

CallMedia::~CallMedia()
{
    m_stopping = true;
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(m_wake, &one, sizeof one);
    m_thread.join();
    close(m_wake);
}

void CallMedia::give(Command command)
{
    while (!m_commands.put(command))
        std::this_thread::yield(); // 64 commands within 20 ms
}

void CallMedia::connect(const Agreed &agreed)
{
    Command command;
    command.kind = Command::Kind::Connect;
    command.agreed = agreed;
    give(command);
}

bool CallMedia::sendDigit(char digit) { return m_digits.size() < 100 && m_digits.put(digit); }

void CallMedia::play(telephony::media::Samples samples)
{
    Command command;
    command.kind = Command::Kind::Play;
    command.samples = *samples;
    command.playing = ++m_newestPlaying;
    m_samples[m_newestPlaying] = std::move(samples);
    give(command);
}

void CallMedia::stopPlaying()
{
    Command command;
    command.playing = m_newestPlaying;
    give(command);
}

bool CallMedia::isPlaying()
{
    m_samples.erase(m_samples.begin(), m_samples.upper_bound(m_released.load(std::memory_order_acquire)));
    return !m_samples.empty();
}

void CallMedia::collect(std::vector<qint16> *to)
{
    std::array<qint16, 4096> part;
    while (const size_t count = m_heard.take(part))
        to->insert(to->end(), part.begin(), part.begin() + qsizetype(count));
}

void CallMedia::run()
{
    pthread_setname_np(pthread_self(), threadName);
    sched_param priority{};
    priority.sched_priority = realtimePriority;
    pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority); // only where the user may; else the default
    m_line.microphone.skip(m_line.microphone.size());             // of before the call
    int64_t next = nowNanos();
    while (!m_stopping) {
        tick();
        next += tickNanos;
        const int64_t now = nowNanos();
        if (now - next > latestNanos)
            next = now;
        if (next <= now)
            continue;
        pollfd wake{m_wake, POLLIN, 0};
        const timespec rest{0, long(next - now)};
        ppoll(&wake, 1, &rest, nullptr);
    }
}

} // namespace app
