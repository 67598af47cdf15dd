// SPDX-License-Identifier: GPL-3.0-or-later
#include "espeak/espeakprovider.h"

#include <espeak-ng/speak_lib.h>

#include <QMutex>

namespace {
constexpr int wordsPerMinute = 160;

QMutex &espeakMutex()
{
    static QMutex mutex;
    return mutex;
}

/// Called by the library with pieces of sound, inside espeak_Synth.
int collect(short *samples, int count, espeak_EVENT *events)
{
    auto *into = static_cast<std::vector<qint16> *>(events->user_data);
    if (samples && count > 0 && into)
        into->insert(into->end(), samples, samples + count);
    return 0;
}

QString genderOf(unsigned char gender) { return QLatin1String(gender == 1 ? "male" : gender == 2 ? "female" : ""); }
} // namespace

QString EspeakProvider::name() const { return QStringLiteral("espeak"); }

bool EspeakProvider::initialise(QString *error)
{
    if (m_rate > 0)
        return true;
    m_rate = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nullptr, espeakINITIALIZE_DONT_EXIT);
    if (m_rate <= 0) {
        *error = QStringLiteral("espeak-ng could not start: its data (package espeak-ng-data) is missing.");
        return false;
    }
    espeak_SetSynthCallback(&collect);
    return true;
}

std::vector<sdk::Voice> EspeakProvider::voices()
{
    const QMutexLocker lock(&espeakMutex());
    QString error;
    std::vector<sdk::Voice> list;
    if (!initialise(&error))
        return list;
    for (const espeak_VOICE **voice = espeak_ListVoices(nullptr); voice && *voice; ++voice) {
        const char *language = (*voice)->languages; // a priority byte, then the name
        list.push_back({QString::fromUtf8((*voice)->identifier), QString::fromUtf8((*voice)->name),
                        language && *language ? QString::fromUtf8(language + 1) : QString(), genderOf((*voice)->gender)});
    }
    return list;
}

sdk::SpeechResult EspeakProvider::synthesize(const sdk::SpeechRequest &request)
{
    const QMutexLocker lock(&espeakMutex());
    sdk::SpeechResult result;
    if (!initialise(&result.error))
        return result;
    espeak_VOICE wanted{};
    const QByteArray language = request.language.toLower().toUtf8();
    wanted.languages = language.isEmpty() ? "en-us" : language.constData();
    wanted.gender = request.gender == QLatin1String("male") ? 1 : request.gender == QLatin1String("female") ? 2 : 0;
    const bool named = !request.voiceId.isEmpty() && espeak_SetVoiceByName(request.voiceId.toUtf8().constData()) == EE_OK;
    if (!named && espeak_SetVoiceByProperties(&wanted) != EE_OK) {
        result.error = QStringLiteral("espeak-ng has no voice for \"%1\".").arg(request.language);
        return result;
    }
    espeak_SetParameter(espeakRATE, wordsPerMinute, 0);
    const QByteArray text = request.ssml.toUtf8();
    const auto outcome = espeak_Synth(text.constData(), size_t(text.size()) + 1, 0, POS_CHARACTER, 0,
                                      espeakCHARS_UTF8 | espeakSSML, nullptr, &result.samples);
    result.sampleRate = m_rate;
    if (outcome != EE_OK)
        result.error = QStringLiteral("espeak-ng could not speak the text.");
    return result;
}
