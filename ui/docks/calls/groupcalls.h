// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/call.h"
#include "core/task.h"
#include "ui/common/host.h"

#include <QHash>
#include <QSet>

namespace ui {

class CallsModel;

/// The groupcalls that live calls belong to: read when a call names one, then kept by the events of call-manager. GUI thread.
class Groupcalls : public QObject
{
    Q_OBJECT

public:
    Groupcalls(Host &host, const CallsModel &calls, QObject *parent = nullptr);

    /// Null until it has been read.
    const contract::Groupcall *find(const QUuid &id) const;
    /// Reads it unless it is known; `changed` tells.
    void want(const QUuid &id);
    /// Nobody shows it any more.
    void drop(const QUuid &id);

Q_SIGNALS:
    void changed(const QUuid &id);

private:
    void take(const contract::Groupcall &groupcall);
    core::Task<void> read(QUuid id);

    Host &m_host;
    core::Alive m_alive;
    QHash<QUuid, contract::Groupcall> m_known;
    QSet<QUuid> m_wanted;
};

} // namespace ui
