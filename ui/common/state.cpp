// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/state.h"

#include <QCoreApplication>

#include <array>

namespace ui {
namespace {
struct Look
{
    const char *wire;
    const char *glyph;
    Token token;
    const char *word;
};

/// In the order of State.
constexpr std::array looks{
    Look{"", "", Token::Text3, ""},
    Look{"dialing", "dialing", Token::Ringing, QT_TRANSLATE_NOOP("ui::State", "Dialing")},
    Look{"ringing", "ringing", Token::Ringing, QT_TRANSLATE_NOOP("ui::State", "Ringing")},
    Look{"progressing", "progressing", Token::Progressing, QT_TRANSLATE_NOOP("ui::State", "Progressing")},
    Look{"hold", "hold", Token::Hold, QT_TRANSLATE_NOOP("ui::State", "Hold")},
    Look{"terminating", "terminating", Token::Terminating, QT_TRANSLATE_NOOP("ui::State", "Terminating")},
    Look{"canceling", "terminating", Token::Terminating, QT_TRANSLATE_NOOP("ui::State", "Canceling")},
    Look{"hangup", "hangup", Token::Hangup, QT_TRANSLATE_NOOP("ui::State", "Hangup")},
    Look{"failed", "failed", Token::Failed, QT_TRANSLATE_NOOP("ui::State", "Failed")},
    Look{"paused", "paused", Token::Paused, QT_TRANSLATE_NOOP("ui::State", "Paused")},
    Look{"ready", "ready", Token::Ok, QT_TRANSLATE_NOOP("ui::State", "Up")},
    Look{"busy", "busy", Token::Accent, QT_TRANSLATE_NOOP("ui::State", "Busy")},
    Look{"loading", "loading", Token::Text2, QT_TRANSLATE_NOOP("ui::State", "Loading")},
    Look{"standby", "standby", Token::Text2, QT_TRANSLATE_NOOP("ui::State", "Standby")},
    Look{"degraded", "degraded", Token::Warn, QT_TRANSLATE_NOOP("ui::State", "Degraded")},
    Look{"down", "down", Token::Failed, QT_TRANSLATE_NOOP("ui::State", "Down")},
    Look{"unknown", "unknown", Token::Text3, QT_TRANSLATE_NOOP("ui::State", "Unknown")},
};
static_assert(looks.size() == size_t(State::Unknown) + 1);
} // namespace

Token stateToken(State state) { return looks[size_t(state)].token; }

QString stateGlyph(State state) { return QLatin1String(looks[size_t(state)].glyph); }

QString stateWord(State state)
{
    return state == State::None ? QString() : QCoreApplication::translate("ui::State", looks[size_t(state)].word);
}

State stateOf(QStringView wireWord)
{
    for (size_t i = 1; i < looks.size(); ++i) {
        if (wireWord == QLatin1String(looks[i].wire))
            return State(i);
    }
    return State::Unknown;
}

} // namespace ui
