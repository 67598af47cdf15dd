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
/// itself when the socket closes, or when the program no longer answers its pings (RFC 6455 §5.5.2): a computer that vanished must not
/// keep calls waiting for ever.
class AriSession : public QObject
{
    Q_OBJECT
public:
    /// @param engine  outlives this.
    AriSession(telephony::softswitch::SoftSwitch &engine, std::shared_ptr<core::Clock> clock, std::unique_ptr<QWebSocket> socket,
               QObject *parent);
    ~AriSession() override;

    void connectApplications(const QStringList &names, bool all);

private:
    void ask();
    void hear(const core::Json &event);
    void respond(const core::Json &asked, int status, const core::Json &body = {});
    void send(const core::Json &message);
    void receive(const QString &text);
    static core::Task<void> run(QPointer<AriSession> session, core::Json asked);

    telephony::softswitch::SoftSwitch &m_engine;
    std::shared_ptr<core::Clock> m_clock;
    std::unique_ptr<QWebSocket> m_socket;
    core::Timer m_ping;
    int m_unanswered = 0; ///< pings
    std::vector<std::pair<QString, quint64>> m_applications;
    QString m_application; ///< the first, which answers are addressed to
    int m_running = 0;
};

} // namespace app
