// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/siptrace.h"

#include "core/log.h"

#include <QRegularExpression>

namespace telephony::sip {
namespace {
constexpr qsizetype longestTraced = 64 * 1024;
constexpr size_t endedKept = 1000;

QString headerOf(const QByteArray &message, const char *longName, const char *shortName)
{
    for (const QByteArray &line : message.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (line.trimmed().isEmpty())
            break;
        const QByteArray name = line.left(colon).trimmed();
        if (name.compare(longName, Qt::CaseInsensitive) == 0 || name.compare(shortName, Qt::CaseInsensitive) == 0)
            return QString::fromUtf8(line.mid(colon + 1).trimmed());
    }
    return {};
}

/// Credentials of a request are proofs of a password that can be attacked offline: their values are not kept. What stands there
/// instead is read by other programs, too (RFC 3261 §25.1, credentials).
QString withoutSecrets(QString text)
{
    static const QRegularExpression authorization(
        QStringLiteral("^((?:Proxy-)?Authorization[ \\t]*:)[^\\n]*(?:\\n[ \\t][^\\n]*)*"),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::MultilineOption);
    return text.replace(authorization, QStringLiteral("\\1 Digest username=\"removed\""));
}
/// `tport_close(0x1234): tcp/127.0.0.1:5060/sip`, `tport_tls_accept(0x1234): new connection from tls/127.0.0.1:5060/sips`
std::optional<SipTrace::Connection> changedConnection(const QByteArray &line)
{
    static const QByteArray opening("new connection from ");
    SipTrace::Connection changed;
    changed.open = line.startsWith("tport_accept(") || line.startsWith("tport_tls_accept(");
    QByteArray peer = line.mid(line.indexOf(": ") + 2).trimmed();
    if (changed.open ? !peer.startsWith(opening) : !line.startsWith("tport_close("))
        return {};
    if (changed.open)
        peer.remove(0, opening.size());
    const QString text = QString::fromLatin1(peer);
    const QString address = text.section(QLatin1Char('/'), 1, 1).remove(QLatin1Char('[')).remove(QLatin1Char(']'));
    if (!address.contains(QLatin1Char(':')))
        return {};
    const qsizetype open = line.indexOf('(');
    changed.id = quintptr(line.mid(open + 1, line.indexOf(')') - open - 1).toULongLong(nullptr, 16));
    changed.transport = text.section(QLatin1Char('/'), 0, 0);
    changed.source = address.section(QLatin1Char(';'), 0, 0);
    return changed;
}
} // namespace

void SipTrace::feed(const char *text)
{
    m_pending += text;
    qsizetype from = 0;
    for (qsizetype end = m_pending.indexOf('\n'); end >= 0; end = m_pending.indexOf('\n', from)) {
        line(m_pending.mid(from, end - from));
        from = end + 1;
    }
    m_pending.remove(0, from);
    if (m_pending.size() > longestTraced)
        m_pending.clear();
}

void SipTrace::line(const QByteArray &text)
{
    static const QByteArray dashes(72, '-');
    const bool ruler = text.trimmed() == dashes;
    if (m_inside) {
        if (ruler)
            return finish();
        if (m_message.size() < longestTraced)
            m_message += text.mid(3) + '\n';
        return;
    }
    if (ruler && !m_head.isEmpty()) {
        m_inside = true;
        return;
    }
    if ((text.startsWith("recv ") || text.startsWith("send ")) && text.contains(" bytes ")) {
        m_head = text;
        return;
    }
    m_head.clear();
    if (text.startsWith("tport_")) { // its talk of every step; these two matter
        if (const auto changed = changedConnection(text); changed && m_changed)
            m_changed(*changed);
        return;
    }
    if (!text.trimmed().isEmpty())
        core::log::debug("sip", "{}", QString::fromUtf8(text));
}

void SipTrace::finish()
{
    m_inside = false;
    const QByteArray message = std::exchange(m_message, {});
    const QByteArray head = std::exchange(m_head, {});
    if (!isWanted() || message.trimmed().isEmpty())
        return;
    core::TimelineEntry entry;
    entry.kind = core::TimelineKind::Sip;
    entry.source = QString::fromLatin1(head).section(QLatin1Char(' '), 4, 4);
    const QString first = QString::fromUtf8(message.left(message.indexOf('\n')).trimmed());
    entry.text = (head.startsWith("recv") ? QStringLiteral("← ") : QStringLiteral("→ ")) + first;
    entry.thread = headerOf(message, "Call-ID", "i");
    {
        const std::lock_guard lock(m_mutex);
        entry.callId = m_calls.value(entry.thread).callId;
    }
    entry.detail = [text = withoutSecrets(QString::fromUtf8(message)).toUtf8()] { return QString::fromUtf8(text); };
    m_timeline->add(std::move(entry));
}

void SipTrace::tag(const QString &sipCallId, QUuid callId)
{
    if (!isWanted())
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_calls.insert(sipCallId, {callId});
    }
    m_timeline->adopt(sipCallId, callId);
}

void SipTrace::untag(const QString &sipCallId)
{
    if (!isWanted())
        return;
    const std::lock_guard lock(m_mutex);
    const auto known = m_calls.find(sipCallId);
    if (known == m_calls.end())
        return;
    known->ending = ++m_lastEnding;
    m_endings.emplace_back(m_lastEnding, sipCallId);
    if (m_endings.size() <= endedKept)
        return;
    const auto [ending, oldest] = std::move(m_endings.front());
    m_endings.pop_front();
    if (m_calls.value(oldest).ending == ending)
        m_calls.remove(oldest);
}

} // namespace telephony::sip
