// SPDX-License-Identifier: GPL-3.0-or-later
#include "server.h"

#include <QFileInfo>
#include <QStandardPaths>
#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace support {

bool requireServer(const QString &program, const QString &package, std::source_location where)
{
    const QStringList administrators{"/usr/sbin", "/sbin", "/usr/local/sbin"};
    if (QFileInfo(program).isExecutable() || !QStandardPaths::findExecutable(program).isEmpty() ||
        !QStandardPaths::findExecutable(program, administrators).isEmpty())
        return true;
    const QByteArray message = QStringLiteral("%1 is not installed: apt-get install %2").arg(program, package).toLocal8Bit();
    if (qgetenv("CI") == "true")
        QTest::qFail(message.constData(), where.file_name(), int(where.line()));
    else
        QTest::qSkip(message.constData(), where.file_name(), int(where.line()));
    return false;
}

quint16 freePort()
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return 0;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    const bool bound = bind(socket, generic, size) == 0 && getsockname(socket, generic, &size) == 0;
    ::close(socket);
    return bound ? ntohs(address.sin_port) : quint16(0);
}

} // namespace support
