// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace telephony::softswitch {

/// Limits in milliseconds, with the names and defaults of Asterisk's AMD application.
struct AmdLimits
{
    int initialSilence = 2500;      ///< so much silence before the greeting: a machine
    int greeting = 1500;            ///< a longer greeting: a machine
    int afterGreetingSilence = 800; ///< so much silence after a greeting: a human
    int totalAnalysisTime = 5000;   ///< then it is not sure
    int minimumWordLength = 100;    ///< shorter sounds are no words
    int betweenWordsSilence = 50;   ///< a shorter silence is within a word
    int maximumNumberOfWords = 3;   ///< so many words: a machine
    int maximumWordLength = 5000;   ///< a longer word: a machine
};

struct AmdResult
{
    QString status; ///< MACHINE, HUMAN or NOTSURE
    QString cause;  ///< `LONGGREETING-1520-1500`: rule, measured, limit
};

/// Decides from talking and silence whether a human or a machine has answered. Pure; the caller brings the time.
class AnsweringMachine
{
public:
    explicit AnsweringMachine(AmdLimits limits = {}) : m_limits(limits) {}

    /// The next `ms` milliseconds (a frame, at most 100). A result once, then always the same.
    std::optional<AmdResult> hear(bool voice, int ms);

private:
    std::optional<AmdResult> hearVoice(int ms);
    std::optional<AmdResult> hearSilence(int ms);
    AmdResult decide(const char *status, const char *rule, int measured, int limit);

    AmdLimits m_limits;
    std::optional<AmdResult> m_result;
    int m_total = 0;
    int m_silence = 0; ///< in a row
    int m_run = 0;     ///< voice in a row, gaps within a word aside
    int m_voice = 0;   ///< of the greeting so far
    int m_words = 0;
    bool m_inWord = false;
    bool m_greeted = false; ///< a first word has been heard
};

} // namespace telephony::softswitch
