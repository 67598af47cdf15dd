// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/json.h"
#include "core/task.h"
#include "telephony/ari/event.h"

#include <functional>

namespace telephony {

/// One ARI operation, as it would be sent to a real Asterisk over HTTP (contract/asterisk-proxy.md §2, §7).
struct AriRequest
{
    QString method; ///< GET POST DELETE
    QString path;   ///< `/ari/channels/{id}/answer`, query included
    core::Json body = core::Json();
};

struct AriReply
{
    int status = 204; ///< HTTP status; bodies of errors are `{"message": …}`
    core::Json body = core::Json();
    QStringList allowed = {}; ///< of a 405: methods that the path takes
    QString file = {};        ///< a file that is the answer, with its absolute path; empty: the body is. Over HTTP only.
};

/// What switches calls: the embedded SoftSwitch, or a real Asterisk. Speaks ARI on both sides; the only caller is the
/// asterisk-proxy service. Used on the backend thread.
class TelephonyEngine
{
public:
    virtual ~TelephonyEngine() = default;
    /// Lower-case MAC text; the `asterisk_id` of every event and part of the instance queue's name.
    virtual QString asteriskId() const = 0;
    /// Never throws for a bad request: 400, 404, 409 and 422 as Asterisk answers them.
    virtual core::Task<AriReply> request(AriRequest request) = 0;
    /// Receives each ARI event of the platform's application, in order. Never called from inside request().
    virtual void setEventSink(ari::EventSink sink) = 0;
    /// Hangs up every channel and closes the sockets; finishes within 3 s.
    virtual core::Task<void> stop() = 0;
};

} // namespace telephony
