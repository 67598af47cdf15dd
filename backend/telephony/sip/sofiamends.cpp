// SPDX-License-Identifier: GPL-3.0-or-later
// Seven functions of Sofia-SIP's own library that this program defines in front of it (the dynamic linker takes ours). The agent
// has no setting for any of it, and all are reached by strangers:
// su_getaddrinfo() looks up the host of a Via to send an answer there, and stands still until the name server has spoken. It
// need not: an answer goes where the request came from (RFC 3261 §18.2.2), and requests of ours have their names looked up
// without waiting before they come here. So only numbers are read.
// su_vrecv() reads what the network brings. The agent's parser takes an octet 0 in a header for the end of the data, which in a
// quoted string it is not (RFC 3261 §25.1, quoted-pair).
// tls_read_buffer() gives what came by TLS, which su_vrecv() never sees.
// sip_method_d() reads a method, but leaves out three signs that a token may have (RFC 3261 §25.1).
// su_timer_expire() says how many whole milliseconds remain to the next timer: none in the last one, in which the thread then
// looks at its sockets again and again. It may as well sleep to the end of it.
// tport_subject_search() says whether a certificate is for a server. It takes the URI of a user for one of the user's domain, and
// a name beside the URI of another domain (RFC 5922 §7.1).
// sip_response_terminates_dialog() says what an answer means for a session. After a re-INVITE or UPDATE without an answer the agent
// would forget it, and its peer never hear of that; now it sends the BYE of RFC 4028 §10 (also RFC 3261 §12.2.1.2).
#include "telephony/sip/libraryown.h"
#include "telephony/sip/messageguard.h"
#include "telephony/sip/sofiathread.h" // its names of what su_wait.h leaves open

#include <sofia-sip/hostdomain.h>
#include <sofia-sip/sip_parser.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/su.h>
#include <sofia-sip/su_strlst.h>
#include <sofia-sip/tport.h>

#include <netdb.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <vector>

extern "C" { // exported by the library, declared in none of its public headers
struct tls_s;
int tls_get_socket(tls_s *connection);
void *tls_read_buffer(tls_s *connection, size_t size);
void tls_free(tls_s *connection);
}

namespace telephony::sip {

bool isOfDomain(std::string_view domain, const std::vector<std::string_view> &subjects)
{
    const auto isSame = [domain](std::string_view host) {
        return host.size() == domain.size() && qstrnicmp(host.data(), domain.data(), host.size()) == 0;
    };
    const auto isSipUri = [](std::string_view subject) {
        return qstrnicmp(subject.data(), "sip:", std::min<size_t>(subject.size(), 4)) == 0 && subject.size() > 4 &&
               subject.find('@') == subject.npos;
    };
    const bool byUri = std::any_of(subjects.begin(), subjects.end(), isSipUri);
    return std::any_of(subjects.begin(), subjects.end(), [&](std::string_view subject) {
        if (byUri)
            return isSipUri(subject) && isSame(subject.substr(4, subject.find_first_of(":;?", 4) - 4));
        return isSame(subject);
    });
}

bool mendsAreInPlace()
{
    return dlsym(RTLD_DEFAULT, "tport_subject_search") == reinterpret_cast<void *>(&tport_subject_search) &&
           dlsym(RTLD_DEFAULT, "sip_method_d") == reinterpret_cast<void *>(&sip_method_d) &&
           dlsym(RTLD_DEFAULT, "sip_response_terminates_dialog") == reinterpret_cast<void *>(&sip_response_terminates_dialog) &&
           dlsym(RTLD_DEFAULT, "su_vrecv") == reinterpret_cast<void *>(&su_vrecv) &&
           dlsym(RTLD_DEFAULT, "tls_read_buffer") == reinterpret_cast<void *>(&tls_read_buffer) &&
           dlsym(RTLD_DEFAULT, "tls_free") == reinterpret_cast<void *>(&tls_free) &&
           dlsym(RTLD_DEFAULT, "su_timer_expire") == reinterpret_cast<void *>(&su_timer_expire) &&
           dlsym(RTLD_DEFAULT, "su_getaddrinfo") == reinterpret_cast<void *>(&su_getaddrinfo);
}

void hideNulls(char *text, size_t size, bool whole)
{
    auto *nought = static_cast<char *>(memchr(text, '\0', size));
    if (!nought)
        return;
    const std::string_view all(text, size);
    const std::string_view line = all.substr(0, all.find('\n'));
    if (!whole && line.find("SIP/2.0") == line.npos)
        return;
    const size_t end = std::min(all.find("\r\n\r\n"), all.find("\n\n"));
    for (char *const last = text + std::min(end, size); nought && nought < last;) {
        *nought++ = '\x01';
        nought = static_cast<char *>(memchr(nought, '\0', size_t(last - nought)));
    }
}

} // namespace telephony::sip

extern "C" int su_getaddrinfo(char const *node, char const *service, su_addrinfo_t const *hints, su_addrinfo_t **found)
{
    static auto *const own = telephony::sip::libraryOwn<decltype(su_getaddrinfo)>("su_getaddrinfo");
    if (!own || (node && !host_is_ip_address(node)))
        return EAI_NONAME;
    return own(node, service, hints, found);
}

extern "C" issize_t su_vrecv(su_socket_t socket, su_iovec_t pieces[], isize_t count, int flags, su_sockaddr_t *from,
                             socklen_t *fromSize)
{
    static auto *const own = telephony::sip::libraryOwn<decltype(su_vrecv)>("su_vrecv");
    if (!own) {
        errno = ENOSYS;
        return -1;
    }
    const issize_t read = own(socket, pieces, count, flags, from, fromSize);
    if (read > 0 && count > 0)
        telephony::sip::hideNulls(static_cast<char *>(pieces[0].siv_base), std::min(size_t(read), size_t(pieces[0].siv_len)),
                                  from != nullptr);
    if (read > 0 && count > 0 && !from)
        telephony::sip::noteStream(socket, static_cast<const char *>(pieces[0].siv_base),
                                   std::min(size_t(read), size_t(pieces[0].siv_len)));
    return read;
}

extern "C" void *tls_read_buffer(tls_s *connection, size_t size)
{
    static auto *const own = telephony::sip::libraryOwn<decltype(tls_read_buffer)>("tls_read_buffer");
    auto *const bytes = own ? static_cast<char *>(own(connection, size)) : nullptr;
    if (bytes) {
        telephony::sip::hideNulls(bytes, size, false);
        telephony::sip::noteStream(tls_get_socket(connection), bytes, size);
    }
    return bytes;
}

extern "C" sip_method_t sip_method_d(char **text, char const **name)
{
    static auto *const own = telephony::sip::libraryOwn<decltype(sip_method_d)>("sip_method_d");
    char *const method = *text;
    const size_t size = strspn(method, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~");
    char *rest = method + size;
    const bool ends = *rest == '\0' || strchr(" \t\r\n", *rest);
    if (!ends || std::string_view(method, size).find_first_of("%+`") == std::string_view::npos)
        return own ? own(text, name) : sip_method_invalid;
    if (name) {
        *name = method;
        if (*rest != '\0')
            *rest++ = '\0';
    }
    *text = rest + strspn(rest, " \t\r\n");
    return sip_method_unknown;
}

extern "C" int sip_response_terminates_dialog(int status, sip_method_t method, int *politely)
{
    static auto *const own =
        telephony::sip::libraryOwn<decltype(sip_response_terminates_dialog)>("sip_response_terminates_dialog");
    const bool isOfSession = method == sip_method_invite || method == sip_method_update;
    if (politely && isOfSession && (status == 408 || status == 481)) {
        *politely = 1;
        return 0;
    }
    return own ? own(status, method, politely) : 0;
}

extern "C" int su_timer_expire(su_timer_queue_t *timers, su_duration_t *untilNext, su_time_t now)
{
    static auto *const own = telephony::sip::libraryOwn<decltype(su_timer_expire)>("su_timer_expire");
    if (!own)
        return 0;
    const int expired = own(timers, untilNext, now);
    if (*untilNext == 0)
        *untilNext = 1;
    return expired;
}

extern "C" int tport_subject_search(char const *subject, su_strlst_t const *list)
{
    if (!subject || std::string_view(subject) == "*")
        return 1;
    std::string_view domain = subject;
    for (const std::string_view scheme : {"sips:", "sip:"}) {
        if (domain.starts_with(scheme))
            domain.remove_prefix(scheme.size());
    }
    std::vector<std::string_view> subjects;
    for (usize_t i = 0; list && i < su_strlst_len(list); ++i)
        subjects.emplace_back(su_strlst_item(list, i));
    return telephony::sip::isOfDomain(domain, subjects) ? 1 : 0;
}
