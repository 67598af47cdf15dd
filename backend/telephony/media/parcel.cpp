// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/parcel.h"

namespace telephony::media {
namespace {
constexpr int stockOfNotes = 1024;
}

void freeAll(Parcel *chain)
{
    while (chain)
        delete std::exchange(chain, chain->next);
}

Outbox::Outbox()
{
    for (int i = 0; i < stockOfNotes; ++i) {
        auto *note = new Note;
        note->next = m_stock;
        m_stock = note;
    }
}

Outbox::~Outbox()
{
    freeAll(m_stock);
    freeAll(m_returned.takeAll());
    freeAll(m_out.takeAll());
}

void Outbox::note(Note::What what, Voice *voice, Playback *playback, char digit, int value)
{
    if (!m_stock)
        m_stock = m_returned.takeAll();
    if (!m_stock)
        return;
    auto *note = static_cast<Note *>(std::exchange(m_stock, m_stock->next));
    note->what = what;
    note->voice = voice;
    note->playback = playback;
    note->digit = digit;
    note->value = value;
    give(note);
}

} // namespace telephony::media
