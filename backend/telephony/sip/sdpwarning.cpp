// SPDX-License-Identifier: GPL-3.0-or-later
// Why nothing of a description could be taken, RFC 3261 §20.43.
#include "telephony/sip/sdp.h"

#include <algorithm>

namespace telephony::sip {
namespace {
enum Code { Network = 300, AddressFormat = 301, MediaType = 304, MediaFormat = 305, Attribute = 306, Multicast = 330 };

const char *textOfWarning(Code code)
{
    switch (code) {
    case Network: return "Incompatible network protocol";
    case AddressFormat: return "Incompatible network address formats";
    case MediaType: return "Media type not available";
    case MediaFormat: return "Incompatible media format";
    case Attribute: return "Attribute not understood";
    case Multicast: return "Multicast not available";
    }
    return "";
}

/// Names are not looked up: who answers for them could keep the call waiting, and name anybody.
std::optional<Code> faultOfConnection(const QByteArray &value, const QHostAddress &own)
{
    const QList<QByteArray> parts = value.simplified().split(' ');
    QHostAddress address;
    if (parts.size() < 3 || parts[0] != "IN")
        return Network;
    if (!address.setAddress(QString::fromLatin1(parts[2].split('/').first())))
        return AddressFormat;
    if (address.isMulticast() || address.isBroadcast())
        return Multicast;
    return address.protocol() == own.protocol() ? std::nullopt : std::optional(Network);
}

Code faultOf(const QByteArray &text, const QHostAddress &own)
{
    const auto lines = readSdp(text);
    const auto reachable = std::find_if(lines.begin(), lines.end(), [&own](const SdpAudio &line) {
        return line.address.isNull() || line.address.protocol() == own.protocol();
    });
    if (reachable != lines.end())
        return reachable->isSecured() && reachable->crypto.empty() ? Attribute : MediaFormat;
    std::optional<Code> fault;
    for (const QByteArray &line : text.split('\n')) {
        if (line.startsWith("c=") && !fault)
            fault = faultOfConnection(line.mid(2), own);
    }
    return text.contains("m=audio ") ? fault.value_or(MediaFormat) : MediaType;
}
} // namespace

QByteArray warningOf(const QByteArray &text, const QHostAddress &own)
{
    const Code code = faultOf(text, own);
    return QByteArray::number(code) + " voxboard \"" + textOfWarning(code) + '"';
}

} // namespace telephony::sip
