// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/requestcheck.h"

#include "telephony/sip/sipmessage.h"

#include <sofia-sip/sip_header.h>

#include <QByteArray>

#include <algorithm>
#include <array>
#include <cstring>

namespace telephony::sip {
namespace {
char const unreadable[] = "invalid";    ///< its address marks the request URI that could not be read
constexpr unsigned long mostHops = 255; ///< RFC 3261 §20.22

/// `SIP/` and a version: what RFC 3261 §7.1 lets a start line end with.
bool namesAVersion(char const *text)
{
    if (!text || qstrnicmp(text, "SIP/", 4) != 0)
        return false;
    const auto number = [](char const *at) { return at + strspn(at, "0123456789"); };
    char const *const major = text + 4, *const dot = number(major);
    return dot != major && *dot == '.' && number(dot + 1) != dot + 1 && *number(dot + 1) == '\0';
}

bool hasBrokenPort(url_t const *url)
{
    if ((url->url_type != url_sip && url->url_type != url_sips) || !url->url_port)
        return false;
    const QByteArray port = QByteArray::fromRawData(url->url_port, qsizetype(strnlen(url->url_port, 8)));
    return !std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; }) || port.toInt() < 1 ||
           port.toInt() > 65535;
}

/// A header that decides what happens cannot be ignored when it cannot be read, or is there twice.
bool hasUnreadableHeader(sip_t const *sip)
{
    static constexpr std::array decisive{"Contact",  "Path", "Record-Route",    "Route",  "Require",     "Replaces",
                                         "Refer-To", "RAck", "Session-Expires", "Min-SE", "Max-Forwards"};
    for (auto const *bad = reinterpret_cast<sip_header_t const *>(sip->sip_error); bad; bad = bad->sh_next) {
        char const *const name = bad->sh_class == sip_error_class ? bad->sh_error->er_name : bad->sh_class->hc_name;
        if (std::any_of(decisive.begin(), decisive.end(), [&](const char *one) { return qstricmp(one, name) == 0; }))
            return true;
    }
    return false;
}

/// RFC 2543, whose callers put no tag into From either, let an INVITE come without.
bool lacksItsContact(sip_t const *sip)
{
    const bool isOld = !sip->sip_from || !sip->sip_from->a_tag;
    return sip->sip_contact ? sip->sip_contact->m_next != nullptr : !isOld;
}
} // namespace

bool canBeSentTo(url_t const *url)
{
    return (url->url_type == url_sip || url->url_type == url_sips) && url->url_host && *url->url_host && !hasBrokenPort(url);
}

bool makesDialogs(sip_method_t method)
{
    return method == sip_method_invite || method == sip_method_update || method == sip_method_subscribe ||
           method == sip_method_refer || method == sip_method_notify;
}

bool leadsNowhere(sip_t const *sip)
{
    for (sip_contact_t const *one = sip->sip_contact; one; one = one->m_next) {
        if (!canBeSentTo(one->m_url))
            return true;
    }
    for (sip_record_route_t const *one = sip->sip_record_route; one; one = one->r_next) {
        if (!canBeSentTo(one->r_url))
            return true;
    }
    return false;
}

bool isMalformed(sip_t const *sip)
{
    sip_request_t const *request = sip->sip_request;
    if (request->rq_url->url_scheme == unreadable || hasBrokenPort(request->rq_url) ||
        (sip->sip_to && hasBrokenPort(sip->sip_to->a_url)) || (sip->sip_from && hasBrokenPort(sip->sip_from->a_url)) ||
        (sip->sip_max_forwards && sip->sip_max_forwards->mf_count > mostHops) || hasUnreadableHeader(sip))
        return true;
    if (sip->sip_replaces && request->rq_method != sip_method_invite) // RFC 3891 §3
        return true;
    return (makesDialogs(request->rq_method) && leadsNowhere(sip)) ||
           (request->rq_method == sip_method_invite && lacksItsContact(sip));
}

bool namesSameResource(url_t const *asked, const QByteArray &named, const QByteArray &own)
{
    su_home_t home[1] = {SU_HOME_INIT(home)};
    url_t const *url = url_make(home, named.constData());
    const bool isSip = url && (url->url_type == url_sip || url->url_type == url_sips) && url->url_host && asked->url_host;
    const bool sameUser = isSip && (!url->url_user || (asked->url_user && userOf(url) == userOf(asked)));
    const bool sameHost =
        isSip && (qstricmp(url->url_host, asked->url_host) == 0 || url->url_host == own || asked->url_host == own);
    su_home_deinit(home);
    return sameUser && sameHost;
}

issize_t parseRequestLine(su_home_t *home, msg_header_t *header, char *text, isize_t size)
{
    const QByteArray line(text, qsizetype(strnlen(text, size)));
    const auto *request = reinterpret_cast<sip_request_t const *>(header);
    if (sip_request_d(home, header, text, size) >= 0)
        return namesAVersion(request->rq_version) ? 0 : -1;
    const qsizetype method = line.indexOf(' '), version = line.lastIndexOf(' ');
    if (method <= 0 || version <= method || !namesAVersion(line.constData() + version + 1))
        return -1;
    char *const rest = su_strdup(home, line.left(method + 1) + unreadable + ':' + line.mid(version));
    if (!rest || sip_request_d(home, header, rest, strlen(rest)) < 0)
        return -1;
    reinterpret_cast<sip_request_t *>(header)->rq_url->url_scheme = unreadable;
    return 0;
}

} // namespace telephony::sip
