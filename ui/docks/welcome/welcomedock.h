// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/commands.h"
#include "ui/common/dock.h"
#include "ui/common/host.h"
#include "ui/common/phone.h"

#include <QTimer>

class QBoxLayout;
class QCheckBox;
class QGridLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace ui {

/// The first minute: what runs, one button that calls the Welcome flow, and what an own phone needs (design §12.13).
class WelcomeDock : public Dock
{
    Q_OBJECT

public:
    WelcomeDock(Host &host, Phone &phone, CommandRegistry &commands, QWidget *parent = nullptr);

    bool showsAtStart() const;
    void setShowsAtStart(bool on);

Q_SIGNALS:
    void callWanted(const QString &number);
    void audioSettingsWanted();
    void showAtStartChanged(bool on);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct PhoneRow
    {
        QString extension, password;
        QLabel *secret, *registered;
        QToolButton *eye;
    };
    QWidget *makeLeft();
    QWidget *makeRight();
    QWidget *makeExtensions();
    QWidget *makeNetwork();
    void fillExtensions();
    void update_();
    void reveal(PhoneRow &row, bool on);
    void askContacts();
    core::Task<void> readContacts(QString extension, QPointer<QLabel> label);
    QLabel *proof();
    void setProof(QLabel *label, bool good, const QString &text, const QString &mono);

    Host &m_host;
    Phone &m_phone;
    CommandRegistry &m_commands;
    core::Alive m_alive;
    QLabel *m_logo, *m_services, *m_sip, *m_voice, *m_started, *m_device, *m_notice;
    QLabel *m_server, *m_port, *m_networkText, *m_dial;
    QPushButton *m_call;
    QCheckBox *m_network, *m_atStart;
    bool m_wasUp = false;
    QGridLayout *m_extensions;
    QBoxLayout *m_halves;
    QWidget *m_divider;
    std::vector<PhoneRow> m_rows;
    QTimer m_contacts;
};

} // namespace ui
