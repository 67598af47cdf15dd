// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>

#include <array>

class QApplication;

namespace ui {

/// The colours of `resources/tokens.json`, in its order.
enum class Token {
    Window,
    Base,
    Alt,
    Raised,
    Button,
    Hover,
    Pressed,
    Line,
    LineStrong,
    Text,
    Text2,
    Text3,
    Disabled,
    Accent,
    AccentFill,
    AccentText,
    AccentWash,
    SelInactive,
    Ringing,
    Progressing,
    Hold,
    Terminating,
    Hangup,
    Failed,
    Paused,
    Danger,
    DangerFill,
    Warn,
    Ok,
    Info,
    Prod,
    ProdFill,
    ProdText,
    TipBase,
    TipText,
    PausedWash,
    DiffAdd,
    DiffRemove,
    Count
};

/// The name in `tokens.json`, for example `lineStrong`.
const char *tokenName(Token token);

enum class Scheme { System, Dark, Light };
enum class RowSize { Compact, Normal, Roomy };

/// Fonts of the design, §4. Mono… is for what came over the wire and for every number that changes.
enum class Type { Body, Button, Strong, Header, Badge, PanelTitle, Headline, Mono, MonoStrong, MonoAxis, MonoTimer, MonoKeypad };

/// Colours, fonts and sizes of the window. One per process, GUI thread only. Widgets that paint themselves ask at paint time
/// and repaint on `changed`.
class Theme : public QObject
{
    Q_OBJECT

public:
    static Theme &instance();

    /// Style, fonts, palette and style sheet for the whole application; call once, before the first widget.
    void install(QApplication &application);

    QColor color(Token token) const { return m_colors[size_t(token)]; }
    /// Colour of a connection profile: `sea`, `violet`, `moss`, `sand`, `rose`, `steel`, and `ink` for text upon them.
    QColor profileColor(const QString &name) const;
    bool isDark() const { return m_dark; }
    QFont font(Type type) const;
    /// Design pixels times the text scale.
    int scaled(int pixels) const;
    /// Height of a table row: 22, 26 or 30, times the text scale above 100 %.
    int rowHeight() const;
    QPalette palette() const;

    Scheme scheme() const { return m_scheme; }
    void setScheme(Scheme scheme);
    /// Percent: 90, 100, 115 or 130; others are clamped to 90…130.
    int textScale() const { return m_textScale; }
    void setTextScale(int percent);
    RowSize rowSize() const { return m_rowSize; }
    void setRowSize(RowSize size);
    bool reduceMotion() const { return m_reduceMotion; }
    void setReduceMotion(bool on);
    bool highContrast() const { return m_highContrast; }
    void setHighContrast(bool on);

Q_SIGNALS:
    void changed();

private:
    Theme();
    void reload();
    void apply();
    QString styleSheet() const;

    std::array<QColor, size_t(Token::Count)> m_colors;
    QPalette m_palette;
    QApplication *m_application = nullptr;
    Scheme m_scheme = Scheme::System;
    RowSize m_rowSize = RowSize::Normal;
    int m_textScale = 100;
    bool m_dark = true;
    bool m_reduceMotion = false;
    bool m_highContrast = false;
};

inline QColor color(Token token) { return Theme::instance().color(token); }

/// `#RRGGBB` contrast of two colours after WCAG 2, 1 to 21.
double contrast(const QColor &a, const QColor &b);

} // namespace ui
