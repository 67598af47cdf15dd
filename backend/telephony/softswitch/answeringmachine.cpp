// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/answeringmachine.h"

namespace telephony::softswitch {

AmdResult AnsweringMachine::decide(const char *status, const char *rule, int measured, int limit)
{
    return {QLatin1String(status), QStringLiteral("%1-%2-%3").arg(QLatin1String(rule)).arg(measured).arg(limit)};
}

std::optional<AmdResult> AnsweringMachine::hear(bool voice, int ms)
{
    if (m_result)
        return m_result;
    m_total += ms;
    m_result = voice ? hearVoice(ms) : hearSilence(ms);
    if (!m_result && m_total >= m_limits.totalAnalysisTime)
        m_result = AmdResult{QStringLiteral("NOTSURE"), QStringLiteral("TOOLONG-%1").arg(m_total)};
    return m_result;
}

std::optional<AmdResult> AnsweringMachine::hearVoice(int ms)
{
    m_run += ms;
    m_voice += ms;
    if (m_run >= m_limits.minimumWordLength) {
        m_silence = 0;
        if (!m_inWord)
            ++m_words;
        m_inWord = true;
        m_greeted = true;
    }
    if (m_run >= m_limits.maximumWordLength)
        return decide("MACHINE", "MAXWORDLENGTH", m_run, m_limits.maximumWordLength);
    if (m_words >= m_limits.maximumNumberOfWords)
        return decide("MACHINE", "MAXWORDS", m_words, m_limits.maximumNumberOfWords);
    if (m_greeted && m_voice >= m_limits.greeting)
        return decide("MACHINE", "LONGGREETING", m_voice, m_limits.greeting);
    return std::nullopt;
}

std::optional<AmdResult> AnsweringMachine::hearSilence(int ms)
{
    m_silence += ms;
    if (m_silence >= m_limits.betweenWordsSilence) {
        if (!m_inWord && m_run > 0)
            m_voice -= m_run; // a click, not a word
        m_inWord = false;
        m_run = 0;
    }
    if (!m_greeted && m_total >= m_limits.initialSilence && m_silence >= m_limits.initialSilence)
        return decide("MACHINE", "INITIALSILENCE", m_silence, m_limits.initialSilence);
    if (m_greeted && m_silence >= m_limits.afterGreetingSilence)
        return decide("HUMAN", "HUMAN", m_silence, m_limits.afterGreetingSilence);
    return std::nullopt;
}

} // namespace telephony::softswitch
