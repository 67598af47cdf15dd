// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calldetail/refusedcalls.h"

#include "ui/docks/calldetail/callstory.h"

#include <QUrl>

#include <algorithm>

namespace ui {
namespace {
constexpr size_t readAtOnce = 20'000; ///< all that the timeline holds: bus messages come by the hundred for a refusal
constexpr int mostOpen = 1000;
const QChar arrived(0x2190), sent(0x2192);
} // namespace

QString sipUserOf(const QString &nameAddress)
{
    const qsizetype scheme = nameAddress.indexOf(QLatin1String("sip"));
    const qsizetype colon = nameAddress.indexOf(QLatin1Char(':'), scheme);
    if (scheme < 0 || colon < 0)
        return {};
    const QString address = nameAddress.mid(colon + 1).section(QLatin1Char('>'), 0, 0).section(QLatin1Char(' '), 0, 0);
    const QString user = address.contains(QLatin1Char('@')) ? address.section(QLatin1Char('@'), 0, 0) : QString();
    return QUrl::fromPercentEncoding(user.section(QLatin1Char(';'), 0, 0).toUtf8());
}

RefusedCalls::RefusedCalls(Host &host, QObject *parent) : QObject(parent), m_host(host) {}

const RefusedCall *RefusedCalls::find(const QString &sipCallId) const
{
    const auto found =
        std::find_if(m_refused.begin(), m_refused.end(), [&](const RefusedCall &one) { return one.sipCallId == sipCallId; });
    return found == m_refused.end() ? nullptr : &*found;
}

void RefusedCalls::refresh()
{
    const auto news = m_host.timeline().since(m_last, readAtOnce);
    if (news.empty())
        return;
    m_last = news.back().sequence;
    bool any = false;
    for (const core::TimelineEntry &one : news)
        any = (one.kind == core::TimelineKind::Sip && one.detail && take(one)) || any;
    if (m_open.size() > mostOpen)
        m_open.clear(); // a flood that nobody answers
    if (any)
        Q_EMIT changed();
}

bool RefusedCalls::take(const core::TimelineEntry &entry)
{
    const QString line = entry.text.mid(2);
    if (entry.text.startsWith(arrived) && line.startsWith(QLatin1String("INVITE ")) && entry.callId.isNull()) {
        RefusedCall &open = m_open[entry.thread];
        open = {entry.thread,
                sipUserOf(sipHeader(entry.detail(), QLatin1String("From"), QLatin1String("f"))),
                sipUserOf(line),
                sipPeer(entry.source),
                {},
                entry.at};
        return false;
    }
    const int status = line.startsWith(QLatin1String("SIP/2.0 ")) ? line.mid(8, 3).toInt() : 0;
    if (!entry.text.startsWith(sent) || status < 200 || status == 401 || status == 407 || m_open.isEmpty())
        return false;
    if (!sipHeader(entry.detail(), QLatin1String("CSeq"), QLatin1String("CSeq")).endsWith(QLatin1String("INVITE")))
        return false;
    RefusedCall found = m_open.take(entry.thread);
    if (found.sipCallId.isEmpty() || status < 300 || !entry.callId.isNull())
        return false;
    found.answer = line.mid(8);
    m_refused.push_front(std::move(found));
    if (m_refused.size() > most)
        m_refused.pop_back();
    return true;
}

} // namespace ui
