// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/ari/objects.h"
#include "telephony/engine.h"

#include <QHash>

namespace telephony::ari {

/// The parameters of one operation: members of the body and, where it has none of that name, of the query.
class Arguments
{
public:
    /// @param body  kept by reference.
    /// @param path  path with its query.
    Arguments(const Json &body, const QString &path);

    /// Texts, whole numbers and booleans as text; anything else counts as missing.
    QString text(const char *name, const QString &otherwise = {}) const;
    int number(const char *name, int otherwise) const;
    bool flag(const char *name) const;
    /// A list, or a text with commas.
    QStringList list(const char *name) const;
    /// String members of an object in the body.
    std::map<QString, QString> map(const char *name) const;

private:
    const Json *member(const char *name) const;

    const Json &m_body;
    QHash<QString, QString> m_query;
};

/// The parts of an operation's path: `/ari/channels/{id}/play` is `{"ari", "channels", id, "play"}`, percent-decoded.
QStringList partsOf(const QString &path);

/// `{"message": …}` with Asterisk's status: 400, 404, 405, 409, 422, or 501 for what the switch does not have.
AriReply refuse(int status, const QString &message);

} // namespace telephony::ari
