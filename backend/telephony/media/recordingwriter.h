// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/mediaengine.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace telephony::media {

/// The formats of recordings (RecordingParameters), which are the endings of their files as well.
const QStringList &recordingFormats();

/// The thread that empties the rings of all recordings into their files. Headers are right at every second, so that a crash
/// costs no more than that.
class RecordingWriter
{
public:
    struct Job
    {
        quint64 id = 0;
        std::shared_ptr<SampleRing> ring;
        RecordingParameters parameters;
    };
    /// How a file began or ended; each is told once, the end only of files that began. Called on the writer's thread; empty
    /// `failed`: well.
    using Report = std::function<void(quint64 id, const QString &failed)>;

    RecordingWriter(Report opened, Report closed);
    ~RecordingWriter();
    void start();
    /// Writes what the rings have and closes all files. May be called twice.
    void stop();

    // Any thread. What is asked for one recording happens in order.
    void open(Job job);
    /// Nothing more is put into its ring. The last `idleTicks` of it are cut off where the format can be cut.
    void close(quint64 id, bool discard, int idleTicks = 0);

private:
    class File;
    struct Closing
    {
        quint64 id;
        bool discard;
        int idleTicks;
    };
    void run();
    void openAll(std::vector<Job> jobs);
    void emptyAll();
    void closeAll(const std::vector<Closing> &closing);

    const Report m_opened, m_closed;
    std::thread m_thread;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<Job> m_jobs;
    std::vector<Closing> m_closing;
    bool m_stopping = false;
    std::vector<std::unique_ptr<File>> m_files; ///< own thread
};

} // namespace telephony::media
