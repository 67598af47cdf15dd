// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStatusBar>
#include <QTimer>

namespace ui {

class Host;
class CallsModel;
class Phone;

/// Health of the platform, SIP address, calls, bus, sound devices, own load and the clock, each in a field of fixed width
/// (design §9). Clicks open the dock or setting behind a field.
class StatusBar : public QStatusBar
{
    Q_OBJECT

public:
    StatusBar(Host &host, CallsModel &calls, Phone &phone, QWidget *parent = nullptr);

    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// `services`, `calls`, `audio` or `network`.
    void opened(const QString &what);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    class Field;
    Field *field(const QString &widest, const QString &what, bool right = false);
    void update_();
    void sample();
    void showWhatFits();
    void updateCalls();

    Host &m_host;
    CallsModel &m_calls;
    Phone &m_phone;
    Field *m_health, *m_sip, *m_callsField, *m_bus, *m_sound, *m_load, *m_clock;
    QTimer m_timer;
    int m_peak = 0;
    quint64 m_requestsBefore = 0;
    qint64 m_ticksBefore = 0;
};

} // namespace ui
