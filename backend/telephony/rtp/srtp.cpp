// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/rtp/srtp.h"

#include "telephony/rtp/bytes.h"
#include "telephony/rtp/packet.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cstring>
#include <optional>

namespace telephony::rtp {
namespace {
constexpr size_t cipherBlock = 16, authenticationKeySize = 20, reportHead = 8, indexSize = 4, reportTag = 10;
constexpr uint32_t encryptedFlag = 0x8000'0000, reportIndexMask = 0x7FFF'FFFF;
constexpr uint8_t rtpLabels = 0, rtcpLabels = 3;
constexpr uint64_t unreachable = UINT64_MAX;

using Block = std::array<uint8_t, cipherBlock>;

void write32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; ++i)
        at[i] = uint8_t(value >> (24 - 8 * i));
}

SrtpCipher makeCipher(const uint8_t *key)
{
    SrtpCipher cipher(EVP_CIPHER_CTX_new());
    if (!cipher || EVP_EncryptInit_ex(cipher.get(), EVP_aes_128_ecb(), nullptr, key, nullptr) != 1)
        return {};
    EVP_CIPHER_CTX_set_padding(cipher.get(), 0);
    return cipher;
}

/// AES in counter mode (RFC 3711 §4.1.1): adds the key stream that begins at `counter` to the data.
bool addKeyStream(const SrtpCipher &cipher, Block counter, std::span<uint8_t> data)
{
    std::array<uint8_t, (maxSrtpPacket / cipherBlock + 1) * cipherBlock> blocks, stream;
    const size_t size = (data.size() + cipherBlock - 1) / cipherBlock * cipherBlock;
    if (size > blocks.size())
        return false;
    for (size_t i = 0; i < size / cipherBlock; ++i) {
        counter[14] = uint8_t(i >> 8);
        counter[15] = uint8_t(i);
        std::copy(counter.begin(), counter.end(), blocks.begin() + std::ptrdiff_t(i * cipherBlock));
    }
    int made = 0;
    if (EVP_EncryptUpdate(cipher.get(), stream.data(), &made, blocks.data(), int(size)) != 1 || size_t(made) != size)
        return false;
    for (size_t i = 0; i < data.size(); ++i)
        data[i] ^= stream[i];
    return true;
}

/// The first block of the key stream of a packet.
Block counterOf(const SrtpSession &session, uint32_t ssrc, uint64_t index)
{
    Block counter{};
    std::copy(session.salt.begin(), session.salt.end(), counter.begin());
    for (size_t i = 0; i < 4; ++i)
        counter[4 + i] ^= uint8_t(ssrc >> (24 - 8 * i));
    for (size_t i = 0; i < 6; ++i)
        counter[8 + i] ^= uint8_t(index >> (40 - 8 * i));
    return counter;
}

// OpenSSL 3 allocates whenever a digest of its new interface begins; these do not.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
/// HMAC-SHA1 (RFC 2104) of two pieces.
std::array<uint8_t, SHA_DIGEST_LENGTH> authenticate(const SrtpSession &session, std::span<const uint8_t> packet,
                                                    std::span<const uint8_t> more)
{
    std::array<uint8_t, SHA_CBLOCK> inner, outer;
    inner.fill(0x36);
    outer.fill(0x5C);
    for (size_t i = 0; i < authenticationKeySize; ++i) {
        inner[i] ^= session.authentication[i];
        outer[i] ^= session.authentication[i];
    }
    std::array<uint8_t, SHA_DIGEST_LENGTH> digest;
    SHA_CTX context;
    SHA1_Init(&context);
    SHA1_Update(&context, inner.data(), inner.size());
    SHA1_Update(&context, packet.data(), packet.size());
    SHA1_Update(&context, more.data(), more.size());
    SHA1_Final(digest.data(), &context);
    SHA1_Init(&context);
    SHA1_Update(&context, outer.data(), outer.size());
    SHA1_Update(&context, digest.data(), digest.size());
    SHA1_Final(digest.data(), &context);
    return digest;
}
#pragma clang diagnostic pop

std::array<uint8_t, SHA_DIGEST_LENGTH> tagOf(const SrtpSession &session, std::span<const uint8_t> packet, uint32_t rollover)
{
    std::array<uint8_t, 4> more;
    write32(more.data(), rollover);
    return authenticate(session, packet, more);
}

SrtpSession deriveSession(const SrtpKey &master, uint8_t firstLabel, size_t tagSize)
{
    SrtpSession session;
    session.tagSize = tagSize;
    const SrtpCipher cipher = makeCipher(master.key.data());
    if (!cipher)
        return session;
    const auto derive = [&](uint8_t label, std::span<uint8_t> to) {
        Block counter{};
        std::copy(master.salt.begin(), master.salt.end(), counter.begin());
        counter[7] ^= label;
        std::fill(to.begin(), to.end(), uint8_t(0));
        return addKeyStream(cipher, counter, to);
    };
    std::array<uint8_t, 16> key;
    if (derive(firstLabel, key) && derive(uint8_t(firstLabel + 1), session.authentication) &&
        derive(uint8_t(firstLabel + 2), session.salt))
        session.cipher = makeCipher(key.data());
    OPENSSL_cleanse(key.data(), key.size());
    return session;
}

SrtpSession rtpSession(const SrtpKey &key)
{
    return deriveSession(key, rtpLabels, key.suite == SrtpSuite::AesCm128HmacSha1_80 ? 10 : 4);
}
SrtpSession rtcpSession(const SrtpKey &key) { return deriveSession(key, rtcpLabels, reportTag); }

/// Where the payload begins; nullopt: no RTP.
std::optional<size_t> payloadOffset(std::span<const uint8_t> packet)
{
    if (packet.size() < headerSize || packet[0] >> 6 != 2)
        return {};
    size_t offset = headerSize + size_t(packet[0] & 0x0F) * 4;
    if (packet[0] & 0x10) {
        if (packet.size() < offset + 4)
            return {};
        offset += 4 + size_t(read16(&packet[offset + 2])) * 4;
    }
    return offset <= packet.size() ? std::optional(offset) : std::nullopt;
}

/// RFC 3711 §3.3.1. unreachable: from before the first packet.
uint64_t guessIndex(uint64_t highest, bool started, uint16_t sequence)
{
    if (!started)
        return sequence;
    const auto last = uint16_t(highest);
    uint64_t rollover = highest >> 16;
    if (last < 0x8000 && sequence - last > 0x8000) {
        if (rollover == 0)
            return unreachable;
        --rollover;
    } else if (last >= 0x8000 && last - 0x8000 > sequence) {
        ++rollover;
    }
    return (rollover & 0xFFFF'FFFF) << 16 | sequence;
}
} // namespace

void FreeCipher::operator()(evp_cipher_ctx_st *context) const { EVP_CIPHER_CTX_free(context); }

SrtpSender::SrtpSender(const SrtpKey &key) : m_key(key), m_rtp(rtpSession(key)), m_rtcp(rtcpSession(key)) {}

size_t SrtpSender::protect(std::span<uint8_t> room, size_t size)
{
    const auto offset = payloadOffset(room.first(std::min(size, room.size())));
    if (!offset || size + m_rtp.tagSize > std::min(room.size(), maxSrtpPacket))
        return 0;
    const uint16_t sequence = read16(&room[2]);
    if (sequence < m_last && m_last - sequence > 0x8000)
        ++m_rollover;
    m_last = sequence;
    const uint64_t index = uint64_t(m_rollover) << 16 | sequence;
    if (!addKeyStream(m_rtp.cipher, counterOf(m_rtp, read32(&room[8]), index), room.subspan(*offset, size - *offset)))
        return 0;
    const auto tag = tagOf(m_rtp, room.first(size), m_rollover);
    std::copy_n(tag.begin(), m_rtp.tagSize, room.begin() + std::ptrdiff_t(size));
    return size + m_rtp.tagSize;
}

size_t SrtpSender::protectReport(std::span<uint8_t> room, size_t size)
{
    if (size < reportHead || size + indexSize + reportTag > std::min(room.size(), maxSrtpPacket))
        return 0;
    const uint32_t index = m_reportIndex;
    m_reportIndex = (m_reportIndex + 1) & reportIndexMask;
    if (!addKeyStream(m_rtcp.cipher, counterOf(m_rtcp, read32(&room[4]), index), room.subspan(reportHead, size - reportHead)))
        return 0;
    write32(&room[size], index | encryptedFlag);
    const auto tag = authenticate(m_rtcp, room.first(size + indexSize), {});
    std::copy_n(tag.begin(), reportTag, room.begin() + std::ptrdiff_t(size + indexSize));
    return size + indexSize + reportTag;
}

SrtpReceiver::SrtpReceiver(const SrtpKey &key) : m_key(key), m_rtp(rtpSession(key)), m_rtcp(rtcpSession(key)) {}

bool SrtpReceiver::Window::admits(uint64_t index) const
{
    if (index == unreachable)
        return false;
    if (!started || index > highest)
        return true;
    const uint64_t behind = highest - index;
    return behind < windowSize && !seen[behind];
}

void SrtpReceiver::Window::add(uint64_t index)
{
    if (!started || index > highest) {
        const uint64_t step = started ? index - highest : windowSize;
        seen = step < windowSize ? seen << step : std::bitset<windowSize>();
        highest = index;
        started = true;
    }
    seen.set(highest - index);
}

bool SrtpReceiver::isNamed(std::span<const uint8_t> packet, size_t at) const
{
    return std::equal(m_key.mki.begin(), m_key.mki.begin() + std::ptrdiff_t(m_key.mkiSize), packet.begin() + std::ptrdiff_t(at));
}

SrtpReceiver::Source *SrtpReceiver::find(uint32_t ssrc)
{
    const auto end = m_sources.begin() + std::ptrdiff_t(m_sourceCount);
    const auto found = std::find_if(m_sources.begin(), end, [ssrc](const Source &one) { return one.ssrc == ssrc; });
    return found == end ? nullptr : &*found;
}

/// Of an authentic packet. Sources are never forgotten, or their packets could be replayed.
SrtpReceiver::Source *SrtpReceiver::findOrAdd(uint32_t ssrc)
{
    if (Source *known = find(ssrc))
        return known;
    if (m_sourceCount == maxSources)
        return nullptr;
    m_sources[m_sourceCount].ssrc = ssrc;
    return &m_sources[m_sourceCount++];
}

size_t SrtpReceiver::open(std::span<uint8_t> packet)
{
    const size_t tail = m_key.mkiSize + m_rtp.tagSize;
    if (packet.size() < headerSize + tail || packet.size() > maxSrtpPacket)
        return 0;
    const size_t size = packet.size() - tail;
    const auto offset = payloadOffset(packet.first(size));
    if (!offset || !isNamed(packet, size))
        return 0;
    const uint32_t ssrc = read32(&packet[8]);
    const Source *known = find(ssrc);
    const Window window = known ? known->rtp : Window();
    const uint64_t index = guessIndex(window.highest, window.started, read16(&packet[2]));
    if (!window.admits(index))
        return 0;
    const auto tag = tagOf(m_rtp, packet.first(size), uint32_t(index >> 16));
    if (CRYPTO_memcmp(tag.data(), &packet[size + m_key.mkiSize], m_rtp.tagSize) != 0)
        return 0;
    Source *source = findOrAdd(ssrc);
    if (!source || !addKeyStream(m_rtp.cipher, counterOf(m_rtp, ssrc, index), packet.subspan(*offset, size - *offset)))
        return 0;
    source->rtp.add(index);
    return size;
}

size_t SrtpReceiver::openReport(std::span<uint8_t> packet)
{
    const size_t tail = indexSize + m_key.mkiSize + reportTag;
    if (packet.size() < reportHead + tail || packet.size() > maxSrtpPacket || packet[0] >> 6 != 2)
        return 0;
    const size_t size = packet.size() - tail;
    const uint32_t word = read32(&packet[size]), ssrc = read32(&packet[4]);
    if (!(word & encryptedFlag) || !isNamed(packet, size + indexSize)) // UNENCRYPTED_SRTCP is not agreed to
        return 0;
    const uint32_t index = word & reportIndexMask;
    const Source *known = find(ssrc);
    if (known && !known->rtcp.admits(index))
        return 0;
    const auto tag = authenticate(m_rtcp, packet.first(size + indexSize), {});
    if (CRYPTO_memcmp(tag.data(), &packet[size + indexSize + m_key.mkiSize], reportTag) != 0)
        return 0;
    Source *source = findOrAdd(ssrc);
    if (!source || !addKeyStream(m_rtcp.cipher, counterOf(m_rtcp, ssrc, index), packet.subspan(reportHead, size - reportHead)))
        return 0;
    source->rtcp.add(index);
    return size;
}

} // namespace telephony::rtp
