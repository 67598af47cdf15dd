// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <functional>

namespace ui {

/// One row of the command palette.
struct PaletteItem
{
    QString text;
    QString detail; ///< "Live call", "Flow, 8 steps"
    QString icon;
    QString exact;     ///< number or id that finds it at once when typed whole
    QString also;      ///< more that it is found by, not shown: numbers, other words
    QString keys;      ///< shortcut, shown at the right
    QString offReason; ///< not empty: greyed, shown in place of the detail, does not run
    std::function<void()> run;
    std::function<void()> copyAsRequest; ///< Alt+Enter; may be unset
    std::function<void()> openInDock;    ///< Ctrl+Enter; may be unset
};

/// Where the palette finds things that are no commands.
class PaletteSource
{
public:
    using Sink = std::function<void(QList<PaletteItem>)>;

    virtual ~PaletteSource() = default;
    /// `#` calls, `@` extensions and agents, `:` settings; null: only without a prefix.
    virtual QChar prefix() const = 0;
    /// Candidates for the text (without prefix, may be empty); the palette matches and sorts. Answer within a frame, or call
    /// the sink later from the GUI thread: late items are added below. A sink that has been superseded ignores the call.
    virtual void find(const QString &text, Sink sink) = 0;
};

} // namespace ui
