// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

/// Just enough of SIP to go on with a dialog whose messages were captured (RFC 3261 §7, §12, §20).
namespace services::call {

/// A captured message: start line and the headers that name a dialog.
struct CapturedMessage
{
    struct Party
    {
        QString display, uri, tag;
    };
    QString method; ///< of a request; empty for a response
    int status = 0; ///< of a response
    Party from, to;
    QString callId, contact; ///< contact: the URI alone
    qint64 cseq = -1;
    QStringList recordRoutes; ///< as the message lists them
    bool weSent = false;      ///< carries the mark of our outgoing INVITEs
};

/// Nullopt for text that is no SIP message or lacks what names a dialog.
std::optional<CapturedMessage> parseCaptured(const QString &text);

/// A dialog as its next request of ours needs it.
struct CapturedDialog
{
    CapturedMessage::Party local, remote;
    QString callId, remoteTarget;
    qint64 nextCseq = 0;
    QStringList routes, recordRoutes;
};

/// @param messages  in the order they were sent. Nullopt without an INVITE.
std::optional<CapturedDialog> dialogOf(const std::vector<CapturedMessage> &messages);

} // namespace services::call
