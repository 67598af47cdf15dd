// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/testphone/soundline.h"
#include "telephony/softswitch/audiosocket.h"

#include <QObject>
#include <QThread>
#include <QUuid>

#include <memory>

class QTcpServer;
class QTcpSocket;

namespace app {

/// The far end of one external media: an AudioSocket (TCP on the loopback) between the platform and a line of the sound device,
/// on a thread of its own. It takes the one connection that names the media's id, and closes with it. Made and destroyed on
/// the thread that uses it; signals arrive there.
class MonitorLink : public QObject
{
    Q_OBJECT

public:
    struct Figures
    {
        std::atomic<float> heardDb, saidDb;
        std::atomic<quint64> framesHeard{0}, framesSaid{0};
    };

    /// @param speaks  the line's microphone goes out. When false, no sound is ever sent.
    MonitorLink(QUuid mediaId, SoundLine &line, bool speaks);
    ~MonitorLink() override;

    /// The port it waits at; 0: there is none.
    quint16 listen();
    const Figures &figures() const { return m_figures; }

Q_SIGNALS:
    void connected();
    /// The other side has ended it.
    void gone();

private:
    class End;

    Figures m_figures;
    QThread m_thread;
    End *m_end; ///< lives on the thread
};

} // namespace app
