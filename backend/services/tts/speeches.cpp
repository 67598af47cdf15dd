// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/tts/speeches.h"

#include "core/error.h"
#include "core/log.h"
#include "services/tts/wav.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QXmlStreamReader>

namespace services::tts {

using core::Task;

namespace {
/// True when the first element of the text is well formed; what stands before and after it is not looked at.
bool hasElement(const QString &text)
{
    const qsizetype open = text.indexOf(QLatin1Char('<'));
    if (open < 0)
        return false;
    QXmlStreamReader reader(text.mid(open));
    int depth = 0;
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement())
            ++depth;
        else if (reader.isEndElement() && --depth == 0)
            return true;
    }
    return false;
}
} // namespace

QString normalisedSsml(const QString &text)
{
    if (hasElement(text))
        return text;
    const QString wrapped = QLatin1String("<speak>") + text + QLatin1String("</speak>");
    if (!hasElement(wrapped))
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("INVALID_SSML"),
                          QStringLiteral("The text is no valid SSML: write & as &amp; and < as &lt;."));
    return wrapped;
}

Speeches::Speeches(std::vector<sdk::TtsProvider *> providers, QString folder, QString baseUrl)
    : m_providers(std::move(providers)), m_folder(std::move(folder)), m_baseUrl(std::move(baseUrl))
{
    m_thread = std::thread([this] { work(); });
}

Speeches::~Speeches()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        m_wake.notify_all();
    }
    m_thread.join();
    const Waiting abandoned = std::exchange(*m_waiting, {});
    for (const auto &waiters : abandoned) {
        for (const auto &one : waiters)
            one.reject(core::Error(core::Errc::Unavailable, QStringLiteral("TTS_STOPPED"),
                                   QStringLiteral("The voices are being stopped.")));
    }
}

QString Speeches::fileOf(const QString &url) const
{
    static const QRegularExpression name(QStringLiteral("^[0-9a-f]{40}\\.wav\\z"));
    if (!url.startsWith(m_baseUrl) || !name.match(url.mid(m_baseUrl.size())).hasMatch())
        return {};
    return m_folder + QLatin1Char('/') + url.mid(m_baseUrl.size());
}

Task<contract::Speech> Speeches::create(contract::SpeechCreate body)
{
    const QString ssml = normalisedSsml(body.text);
    std::vector<sdk::TtsProvider *> order;
    for (sdk::TtsProvider *provider : m_providers)
        order.insert(provider->name() == body.provider ? order.begin() : order.end(), provider);
    QString failure = QStringLiteral("No voice is installed.");
    for (size_t attempt = 0; attempt < order.size(); ++attempt) {
        sdk::TtsProvider *provider = order[attempt];
        sdk::SpeechRequest request{ssml, body.language, attempt == 0 ? body.voiceId : QString(), body.gender};
        const QString key = ssml + body.language + provider->name() + request.voiceId + body.gender;
        const QString name =
            QString::fromLatin1(QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha1).toHex()) + QLatin1String(".wav");
        const QString path = m_folder + QLatin1Char('/') + name;
        if (!QFile::exists(path)) {
            const QString voiceId = request.voiceId;
            const QString error = co_await synthesize(provider, std::move(request), path);
            if (!error.isEmpty()) {
                failure = error;
                core::log::warn("tts", "{} failed: {}", provider->name(), error);
                continue;
            }
        }
        contract::Speech speech;
        speech.provider = provider->name();
        speech.voiceId = attempt == 0 ? body.voiceId : QString();
        speech.text = ssml;
        speech.language = body.language;
        speech.mediaFilepath = m_baseUrl + name;
        co_return speech;
    }
    throw core::Error(core::Errc::Unavailable, QStringLiteral("TTS_FAILED"), failure);
}

Task<QString> Speeches::synthesize(sdk::TtsProvider *provider, sdk::SpeechRequest request, QString path)
{
    const core::Promise<QString> promise;
    auto &waiting = (*m_waiting)[path];
    waiting.push_back(promise);
    if (waiting.size() == 1) {
        const auto poster = core::Poster::ofThisThread();
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back({provider, std::move(request), path, [weak = std::weak_ptr(m_waiting), poster, path](QString error) {
                              poster->post([weak, path, error] {
                                  const auto all = weak.lock();
                                  const auto settled = all ? all->take(path) : std::vector<core::Promise<QString>>();
                                  for (const auto &one : settled)
                                      one.resolve(error);
                              });
                          }});
        m_wake.notify_all();
    }
    QString error = co_await promise;
    co_return error;
}

void Speeches::work()
{
    while (true) {
        Job job;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_jobs.empty(); });
            if (m_stopping)
                return;
            job = std::move(m_jobs.front());
            m_jobs.pop_front();
        }
        sdk::SpeechResult speech = job.provider->synthesize(job.request);
        if (speech.error.isEmpty() && !writeTelephoneWav(job.path, speech.samples, speech.sampleRate))
            speech.error = QStringLiteral("The sound file could not be written.");
        job.done(speech.error);
    }
}

} // namespace services::tts
