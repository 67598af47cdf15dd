// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/softswitch/softswitch.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <vector>

QT_FORWARD_DECLARE_CLASS(QWebSocket)

namespace app {

/// One open event socket: the applications that exist as long as it is open, and the requests it makes (RESTRequest). Deletes
/// itself when the socket closes.
class AriSession : public QObject
{
    Q_OBJECT
public:
    /// @param engine  outlives this.
    AriSession(telephony::softswitch::SoftSwitch &engine, std::unique_ptr<QWebSocket> socket, QObject *parent);
    ~AriSession() override;

    void connectApplications(const QStringList &names, bool all);

private:
    void send(const core::Json &message);
    void receive(const QString &text);
    static core::Task<void> run(QPointer<AriSession> session, core::Json asked);

    telephony::softswitch::SoftSwitch &m_engine;
    std::unique_ptr<QWebSocket> m_socket;
    std::vector<std::pair<QString, quint64>> m_applications;
    int m_running = 0;
};

} // namespace app
