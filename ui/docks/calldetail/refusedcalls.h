// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/host.h"

#include <QHash>
#include <QObject>

#include <deque>

namespace ui {

/// An INVITE that got a final refusal and never became a call of call-manager.
struct RefusedCall
{
    QString sipCallId;
    QString from, to; ///< user parts, as dialled
    QString peer;     ///< `127.0.0.1:5062`
    QString answer;   ///< "404 Not Found"
    core::Nanos at{0};
};

/// The newest of them, found on the timeline by refresh(). GUI thread.
class RefusedCalls : public QObject
{
    Q_OBJECT

public:
    static constexpr size_t most = 100;

    explicit RefusedCalls(Host &host, QObject *parent = nullptr);

    /// Reads what is new on the timeline.
    void refresh();
    /// Newest first.
    const std::deque<RefusedCall> &all() const { return m_refused; }
    /// Null when it is not known.
    const RefusedCall *find(const QString &sipCallId) const;

Q_SIGNALS:
    void changed();

private:
    bool take(const core::TimelineEntry &entry);

    Host &m_host;
    std::deque<RefusedCall> m_refused;
    QHash<QString, RefusedCall> m_open; ///< invited, not answered yet
    quint64 m_last = 0;
};

/// `1000` of `"Ann" <sip:1000@host>;tag=…`, and of `sip:1000@host`.
QString sipUserOf(const QString &nameAddress);

} // namespace ui
