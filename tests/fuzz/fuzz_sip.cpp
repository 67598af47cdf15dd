// SPDX-License-Identifier: GPL-3.0-or-later
// One SIP message from a stranger: Sofia's parser with the message class and limits of the agent, then everything that is read
// from a request before its sender is known.
#include "require.h"

#include "core/systemclock.h"
#include "telephony/sip/sdp.h"
#include "telephony/sip/sipmessage.h"
#include "telephony/sip/siptrace.h"

#include <sofia-sip/msg_addr.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_util.h>

#include <algorithm>
#include <cstring>
#include <span>

namespace {
using namespace telephony::sip;
const QString realm = QStringLiteral("test.example");
constexpr usize_t longestMessage = 64 * 1024;

struct World
{
    std::shared_ptr<core::SystemClock> clock = std::make_shared<core::SystemClock>();
    core::Timeline timeline{clock, 4};
    SipTrace trace{&timeline};
    DigestServer digest{clock};
};

void session(const QByteArray &body)
{
    const auto offer = parseSdp(body);
    if (!offer)
        return;
    REQUIRE(!offer->formats.empty() && offer->port != 0);
    REQUIRE(size_t(offer->mediaLines) == offer->otherMedia.size() + 1);
    const auto agreement = agree(*offer, {"PCMU", "PCMA"});
    if (!agreement)
        return;
    const QByteArray answer = makeAnswer(*offer, *agreement, QHostAddress::LocalHost, 4000, 1, 1);
    const auto read = parseSdp(answer);
    REQUIRE(read && read->mediaLines == offer->mediaLines && read->audioIndex == offer->audioIndex && read->port == 4000);
    REQUIRE(read->formats.front().payloadType == agreement->payloadType);
}

void request(World &world, sip_t const *sip)
{
    if (const auto asked = readRegister(sip)) {
        REQUIRE(asked->bindings.size() <= 10);
        for (const auto &binding : asked->bindings)
            REQUIRE(binding.expires >= 0 && binding.expires <= 3600 && !binding.uri.isEmpty());
    }
    if (const auto call = readInvite(sip))
        session(call->sdp);
    if (const auto wish = readReferTo(sip))
        REQUIRE(!wish->target.isEmpty() && wish->replaces.size() <= 1024);
    hasReadableSession(sip);
    if (const auto digit = readInfoDigit(bodyOf(sip)))
        REQUIRE(strchr("0123456789*#ABCD", digit->digit) && digit->durationMs >= 40 && digit->durationMs <= 10'000);
    const int cause = causeOfReason(sip, 16);
    REQUIRE(cause >= 1 && cause <= 127);
    for (msg_auth_t const *headers : {sip->sip_authorization, sip->sip_proxy_authorization}) {
        if (const auto fields = credentialsFor(headers, realm))
            REQUIRE(world.digest.check(*fields, "INVITE", realm, {}, QStringLiteral("1000"), QStringLiteral("a password")) !=
                    DigestServer::Verdict::Good);
    }
}

/// The bytes arrive in `pieces`, as a transport reads them.
void parse(World &world, std::span<const uint8_t> bytes, size_t pieces)
{
    msg_t *message = msg_create(sip_default_mclass(), 0);
    msg_maxsize(message, longestMessage);
    for (size_t piece = 0; piece < pieces && message; ++piece) {
        const size_t from = bytes.size() * piece / pieces, to = bytes.size() * (piece + 1) / pieces;
        const bool last = piece + 1 == pieces;
        const auto part = bytes.subspan(from, to - from);
        msg_iovec_t space[8] = {};
        const issize_t parts = msg_recv_iovec(message, space, 8, part.size(), last);
        size_t copied = 0;
        for (issize_t i = 0; i < parts; ++i) {
            std::memcpy(space[i].mv_base, part.data() + copied, space[i].mv_len);
            copied += space[i].mv_len;
        }
        if (copied < part.size())
            break;
        msg_recv_commit(message, copied, last);
        while (message && msg_extract(message) > 0) {
            if (sip_t const *sip = sip_object(message))
                request(world, sip);
            msg_t *following = msg_next(message);
            msg_destroy(std::exchange(message, following));
        }
        if (message && msg_extract_errors(message))
            break;
    }
    if (message)
        msg_destroy(message);
}

/// As the transport logs what it received.
void trace(World &world, const QByteArray &bytes)
{
    const QByteArray ruler = "   " + QByteArray(72, '-') + '\n';
    world.trace.feed("recv 500 bytes from udp/[127.0.0.1]:5060 at 12:00:00.000000:\n");
    world.trace.feed(ruler.constData());
    for (const QByteArray &line : bytes.split('\n'))
        world.trace.feed(("   " + line + '\n').constData());
    world.trace.feed(ruler.constData());
    for (const core::TimelineEntry &entry : world.timeline.since(0, 1))
        entry.detail();
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static World world;
    const std::span bytes(data, size);
    parse(world, bytes, 1);
    parse(world, bytes, 3);
    const QByteArray text(reinterpret_cast<const char *>(data), qsizetype(size));
    session(text);
    readInfoDigit(text);
    trace(world, text);
    return 0;
}
