// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sdk/ttsprovider.h"

#include <QObject>

/// Voices of espeak-ng. Its state is global, so there is one of it in a process, used by one thread at a time.
class EspeakProvider : public QObject, public sdk::TtsProvider
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID VOXBOARD_TTS_IID FILE "espeak.json")
    Q_INTERFACES(sdk::TtsProvider)

public:
    QString name() const override;
    std::vector<sdk::Voice> voices() override;
    sdk::SpeechResult synthesize(const sdk::SpeechRequest &request) override;

private:
    bool initialise(QString *error);
    int m_rate = 0;
};
