// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/ari/objects.h"

#include <QHash>

#include <functional>
#include <memory>

QT_FORWARD_DECLARE_CLASS(QWebSocket)

namespace telephony::softswitch {

/// How many messages an application says are waiting.
struct Mailbox
{
    int oldMessages = 0, newMessages = 0;
};

/// What ARI keeps besides channels, bridges and playbacks.
struct Resources
{
    QHash<QString, ari::Recording> recordings; ///< that run, by name
    std::map<QString, QString> variables;      ///< global ones
    std::map<QString, QString> deviceStates;   ///< `Stasis:…` → state
    std::map<QString, Mailbox> mailboxes;
    /// External media channels that wait for a program to come by WebSocket, by connection id.
    QHash<QString, std::function<void(std::unique_ptr<QWebSocket>)>> mediaSockets;
    quint64 snoops = 0;
};

} // namespace telephony::softswitch
