// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/state.h"

#include <QBasicTimer>
#include <QList>
#include <QWidget>

namespace ui {

/// Segmented bar in dB, −60 to 0, amber from −9, red from −3, holding the state colour below. @param level in dB.
void paintLevel(QPainter &painter, const QRect &area, double level, int segments);

/// Level of one direction. Rises at once, falls by 20 dB/s in 20 steps a second; no timer runs while it is hidden or at rest.
class LevelMeter : public QWidget
{
    Q_OBJECT

public:
    static constexpr double silence = -90;

    /// `name` for the screen reader: "Microphone".
    explicit LevelMeter(const QString &name, QWidget *parent = nullptr);

    /// Newest peak in dB, at most 0.
    void setLevel(double dB);
    double shownLevel() const { return m_shown; }
    bool isMoving() const { return m_timer.isActive(); }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void settle();

    QBasicTimer m_timer;
    QString m_name;
    double m_target = silence;
    double m_shown = silence;
    int m_sinceSpoken = 0;
};

/// Thin bars or line of a short history.
class SparkLine : public QWidget
{
    Q_OBJECT

public:
    explicit SparkLine(QWidget *parent = nullptr);
    /// Oldest first; scaled to the largest unless `top` is above 0.
    void setValues(QList<float> values, float top = 0);
    void setToken(Token token);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<float> m_values;
    float m_top = 0;
    Token m_token = Token::Accent;
};

void paintSpark(QPainter &painter, const QRect &area, const QList<float> &values, float top, const QColor &color);

/// Glyph and word of a state; as wide as its longest word needs if `setFixed` is given words.
class StateChip : public QWidget
{
    Q_OBJECT

public:
    explicit StateChip(QWidget *parent = nullptr);
    /// `word` empty: the state's own.
    void setState(State state, const QString &word = {});
    State state() const { return m_state; }
    QString word() const;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    State m_state = State::None;
    QString m_word;
};

} // namespace ui
