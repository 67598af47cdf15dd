// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace ui {

/// What a small form asks for.
struct Asked
{
    QString title;       ///< "Say a text into 3 calls"
    QString label;       ///< "Text"
    QString act;         ///< "Say to 3"
    QString placeholder; ///< may be empty
    QString pattern;     ///< regular expression that the whole answer matches; empty: anything but nothing
    bool file = false;   ///< with a button that chooses a sound file
    QString hint;        ///< what fits the pattern, below the field
};

/// The trimmed answer; empty when the operator took it back.
QString ask(QWidget *parent, const Asked &asked);

} // namespace ui
