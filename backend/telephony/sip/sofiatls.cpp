// SPDX-License-Identifier: GPL-3.0-or-later
// The end of a TLS connection. Sofia-SIP's tls_free() says goodbye to the peer and lets go of the socket and of the listener's
// context, which the session still uses and which are not its own to free, but keeps the session: 24 kB for each connection that
// a stranger opens and closes. Here the session is freed, and gives both back itself. It is known from the goodbye, for it stands
// in a structure of the library's own.
#include "telephony/sip/libraryown.h"

#include <openssl/ssl.h>

struct tls_s;

namespace telephony::sip {
namespace {
struct EndingTls
{
    bool now = false;
    SSL *session = nullptr;
};
thread_local EndingTls endingTls;
} // namespace
} // namespace telephony::sip

using telephony::sip::endingTls;
using telephony::sip::libraryOwn;

extern "C" void tls_free(tls_s *connection)
{
    static auto *const own = libraryOwn<void(tls_s *)>("tls_free");
    if (!own)
        return;
    endingTls = {true, nullptr};
    own(connection);
    SSL *const session = endingTls.session;
    endingTls = {};
    SSL_free(session);
}

extern "C" int SSL_shutdown(SSL *session)
{
    static auto *const own = libraryOwn<int(SSL *)>("SSL_shutdown");
    if (endingTls.now)
        endingTls.session = session;
    return own ? own(session) : -1;
}

extern "C" void SSL_CTX_free(SSL_CTX *context)
{
    static auto *const own = libraryOwn<void(SSL_CTX *)>("SSL_CTX_free");
    if (own && (!endingTls.session || context != SSL_get_SSL_CTX(endingTls.session)))
        own(context);
}

extern "C" int BIO_free(BIO *bio)
{
    static auto *const own = libraryOwn<int(BIO *)>("BIO_free");
    if (bio && endingTls.session && bio == SSL_get_rbio(endingTls.session))
        return 1;
    return own ? own(bio) : 0;
}
