// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ariaccount.h"

#include "core/error.h"

#include <QFile>
#include <QRandomGenerator>
#include <QSettings>

namespace app {
namespace {
/// Takes as long for a wrong password as for the right one of the same length.
bool isSame(const QByteArray &given, const QByteArray &wanted)
{
    unsigned different = given.size() == wanted.size() ? 0 : 1;
    for (qsizetype i = 0; i < given.size(); ++i)
        different |= unsigned(quint8(given[i]) ^ quint8(wanted[i % std::max<qsizetype>(1, wanted.size())]));
    return different == 0;
}

QString randomPassword()
{
    static const QLatin1String letters("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789");
    constexpr int length = 24;
    QString password;
    for (int i = 0; i < length; ++i)
        password += letters[int(QRandomGenerator::system()->bounded(quint32(letters.size())))];
    return password;
}
} // namespace

AriAccount AriAccount::from(const core::Settings &settings, const core::Profile &profile)
{
    const QString set = settings.text("ari_account");
    if (!set.isEmpty()) {
        const qsizetype colon = set.indexOf(QLatin1Char(':'));
        if (colon <= 0 || colon + 1 == set.size())
            throw core::Error(core::Errc::InvalidArgument, QStringLiteral("BAD_VALUE"),
                              QStringLiteral("ari_account must be user:password."));
        return {set.left(colon), set.mid(colon + 1)};
    }
    const QString path = profile.data + QLatin1String("/ari.ini");
    QSettings file(path, QSettings::IniFormat);
    AriAccount account{QStringLiteral("voxboard"), file.value(QStringLiteral("password")).toString()};
    if (account.password.isEmpty()) {
        QFile made(path); // with its permissions before anything is in it
        if (made.open(QIODevice::ReadWrite))
            made.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        made.close();
        account.password = randomPassword();
        file.setValue(QStringLiteral("password"), account.password);
        file.sync();
    }
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
    return account;
}

bool AriAccount::admits(const QByteArray &authorization, const QString &apiKey) const
{
    const QByteArray wanted = (user + QLatin1Char(':') + password).toUtf8();
    if (authorization.left(6).compare("Basic ", Qt::CaseInsensitive) == 0)
        return isSame(QByteArray::fromBase64(authorization.mid(6).trimmed()), wanted);
    return !apiKey.isEmpty() && isSame(apiKey.toUtf8(), wanted);
}

std::pair<QHostAddress, quint16> ariAddress(const core::Settings &settings)
{
    const QString text = settings.text("ari_listen_address"), host = text.section(QLatin1Char(':'), 0, -2);
    const QHostAddress address(host == QLatin1String("localhost") ? QStringLiteral("127.0.0.1") : host);
    bool good = false;
    const quint16 port = text.section(QLatin1Char(':'), -1).toUShort(&good);
    if (!good || !address.isLoopback())
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("BAD_VALUE"),
                          QStringLiteral("ari_listen_address must be a loopback address with a port, not \"%1\".").arg(text));
    return {address, port};
}

} // namespace app
