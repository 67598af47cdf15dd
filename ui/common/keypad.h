// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace ui {

/// Twelve keys of 64 × 46. Digits, `*`, `#` and A to D of the keyboard work while it or its keyboard source has the focus.
class Keypad : public QWidget
{
    Q_OBJECT

public:
    explicit Keypad(QWidget *parent = nullptr);

    /// Keys typed in this widget press the pad too, unless it is a text field.
    void listenTo(QWidget *widget);
    /// Lights the key for 120 ms and emits `pressed`. Unknown digits are ignored.
    void press(QChar digit);
    bool isLit(QChar digit) const;

Q_SIGNALS:
    /// One of `0123456789*#ABCD`.
    void pressed(QChar digit);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    bool take(QKeyEvent *event);
    class KeypadKey *key(QChar digit) const;
    QList<class KeypadKey *> m_keys;
};

} // namespace ui
