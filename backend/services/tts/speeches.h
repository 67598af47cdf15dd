// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/business.h"
#include "core/poster.h"
#include "core/task.h"
#include "sdk/ttsprovider.h"

#include <QHash>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace services::tts {

/// Checks SSML: text that is no XML element is wrapped once in `speak`. @throws core::Error(InvalidArgument, INVALID_SSML)
QString normalisedSsml(const QString &text);

/// Batch synthesis into cached WAV files (contract/tts-manager.md §3): 8 kHz, mono, 16 bit. Providers run on one worker thread.
class Speeches
{
public:
    /// @param folder   cache, must exist.
    /// @param baseUrl  of the HTTP face that serves it, with a final slash.
    Speeches(std::vector<sdk::TtsProvider *> providers, QString folder, QString baseUrl);
    /// Whoever still waits gets Unavailable (TTS_STOPPED).
    ~Speeches();

    /// @throws core::Error InvalidArgument, or Unavailable (TTS_FAILED) when every provider failed.
    core::Task<contract::Speech> create(contract::SpeechCreate body);
    /// The cached file of a URL made by create(), empty for anything else. Any thread.
    QString fileOf(const QString &url) const;

private:
    struct Job
    {
        sdk::TtsProvider *provider;
        sdk::SpeechRequest request;
        QString path;
        std::function<void(QString error)> done;
    };
    core::Task<QString> synthesize(sdk::TtsProvider *provider, sdk::SpeechRequest request, QString path);
    void work();

    std::vector<sdk::TtsProvider *> m_providers;
    QString m_folder, m_baseUrl;
    using Waiting = QHash<QString, std::vector<core::Promise<QString>>>;
    std::shared_ptr<Waiting> m_waiting = std::make_shared<Waiting>(); ///< path → who waits for the same file
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_jobs;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace services::tts
