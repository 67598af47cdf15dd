// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/task.h"
#include "telephony/media/samples.h"

#include <QCoreApplication>
#include <QUrl>

#include <functional>
#include <memory>

class QNetworkAccessManager;
class QNetworkReply;

namespace app {

/// Reads the sounds that are played in place of the microphone: files, and http addresses of this computer. GUI thread;
/// disk and decoding are left to others.
class SoundSource
{
    Q_DECLARE_TR_FUNCTIONS(app::SoundSource)

public:
    /// Either samples, or a sentence that names what is wrong.
    using Done = std::function<void(telephony::media::Samples samples, const QString &problem)>;

    static constexpr qint64 largestDownload = 20'000'000;
    static constexpr core::Millis downloadTimeout{10'000};

    SoundSource(std::shared_ptr<core::Clock> clock, Done done);
    ~SoundSource();

    /// `done` is called later, for the newest load() only.
    void load(const QString &source);
    void cancel();

private:
    void fetch(const QUrl &url);
    void fetched(QNetworkReply *reply);
    void decode(std::function<telephony::media::Samples()> read, const QString &unreadable);
    void finish(telephony::media::Samples samples, const QString &problem);

    const std::shared_ptr<core::Clock> m_clock;
    const Done m_done;
    std::unique_ptr<QNetworkAccessManager> m_network; ///< only while something is fetched
    QString m_abortReason;
    core::Timer m_deadline;
    std::shared_ptr<int> m_loading; ///< of the newest load(); dies with it
};

} // namespace app
