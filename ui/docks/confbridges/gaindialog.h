// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/docks/confbridges/gain.h"

#include <QDialog>
#include <QTimer>

class QLabel;
class QPushButton;
class QSlider;

namespace ui {

/// How loud one participant is: two sliders in dB that are heard while they move. Enter accepts; when it is rejected, who opened it
/// sets what was. GUI thread.
class GainDialog : public QDialog
{
    Q_OBJECT

public:
    /// @param whom  the participant, as it is written.
    GainDialog(const QString &whom, const Gain &now, QWidget *parent = nullptr);

    Gain gain() const;
    /// Moves the sliders and tells nobody.
    void setGain(const Gain &gain);

Q_SIGNALS:
    /// While a slider moves at most every 80 ms, and its last place always.
    void changed(const ui::Gain &gain);

private:
    struct Line
    {
        QSlider *slider;
        QLabel *value;
    };
    Line makeLine(const QString &name, const QString &text, int now);
    void moved();
    void showValues();

    Line m_in, m_out;
    QPushButton *m_reset;
    QTimer m_pause;
    bool m_isNew = false; ///< moved since it was told
};

} // namespace ui
