// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/mediaengine.h"
#include "telephony/softswitch/farend.h"
#include "telephony/softswitch/mediawords.h"
#include "telephony/softswitch/operations.h"

#include <QUrl>

#include <functional>

namespace telephony::softswitch {

/// The far ends of external media. Null: the channel's stream could not be opened.

/// 20 ms as bytes.
QByteArray encodedFrame(media::Transcoder &transcoder, std::span<const int16_t, media::SoundPipe::frame> samples);
/// Bytes of 20 ms; 0: not of one size.
size_t frameBytesOf(media::Codec codec);

/// What goes over an AudioSocket.
struct AudioSocketSound
{
    QUuid id;                                ///< what the connection begins with
    media::Codec codec = media::Codec::Slin; ///< one whose packets of 20 ms are all of one size
};
/// Connects to `address` once the channel is dialled, says the id and is Up then.
std::shared_ptr<FarEnd> makeAudioSocketClient(Switch &s, const QString &channel, const AudioSocketSound &sound,
                                              const QHostAddress &address, quint16 port);
/// Waits at `*port` (0: any; told there) for the program that says the id; others are sent away.
std::shared_ptr<FarEnd> makeAudioSocketServer(Switch &s, const QString &channel, const AudioSocketSound &sound,
                                              const QHostAddress &address, quint16 *port);

/// What goes over a media WebSocket.
struct WebSocketSound
{
    media::Codec codec = media::Codec::Pcmu; ///< one whose packets of 20 ms are all of one size
    QString name;                            ///< as the caller wrote it: `ulaw`, `slin`
    QString connection;                      ///< MEDIA_WEBSOCKET_CONNECTION_ID
    mediawords::Options options;
};
/// @param target  where to connect once the channel is dialled; empty: the program comes (SoftSwitch::acceptMedia).
std::shared_ptr<FarEnd> makeWebSocketEnd(Switch &s, const QString &channel, const WebSocketSound &sound, const QUrl &target);

} // namespace telephony::softswitch
