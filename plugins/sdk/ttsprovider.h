// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QtPlugin>

#include <vector>

/// Interface of plug-ins that speak text. A plug-in is a Qt plug-in whose root object implements TtsProvider; its metadata
/// has the members `name` and `sdk` (see sdkVersion).
namespace sdk {

/// Raised with every incompatible change; a plug-in of another version is not loaded.
inline constexpr int sdkVersion = 1;

struct Voice
{
    QString id;
    QString name;
    QString language; ///< BCP 47: `en-US`
    QString gender;   ///< female, male, neutral or empty
};

struct SpeechRequest
{
    QString ssml;     ///< a whole `speak` element
    QString language; ///< BCP 47
    QString voiceId;  ///< empty: the provider's default of the language
    QString gender;   ///< a wish, used when `voiceId` is empty
};

struct SpeechResult
{
    std::vector<qint16> samples; ///< mono
    int sampleRate = 0;          ///< Hz
    QString error;               ///< empty on success, else one sentence for the operator
};

/// Functions are called from one worker thread of the program, one at a time, never from the GUI or media thread; they may
/// block. They must not throw. What they return belongs to the caller.
class TtsProvider
{
public:
    virtual ~TtsProvider() = default;
    /// Short lower-case name, as in `provider` of a request: `espeak`.
    virtual QString name() const = 0;
    virtual std::vector<Voice> voices() = 0;
    virtual SpeechResult synthesize(const SpeechRequest &request) = 0;
};

} // namespace sdk

#define VOXBOARD_TTS_IID "org.voxboard.TtsProvider/1"
Q_DECLARE_INTERFACE(sdk::TtsProvider, VOXBOARD_TTS_IID)
