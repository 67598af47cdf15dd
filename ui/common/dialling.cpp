// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/dialling.h"

#include "clients/businessclients.h"
#include "core/error.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace ui {
QString dialPattern()
{
    return QStringLiteral("\\+?[0-9A-Za-z ()/.-]{1,40}|(sips?:)?[0-9A-Za-z+._-]{1,64}@[0-9A-Za-z.:\\[\\]-]{1,128}");
}

QString dialHint()
{
    return QCoreApplication::translate("ui::dialling", "An extension, a number of this platform, +82 2 555 0142, or user@host.");
}

QString dialTidied(const QString &written)
{
    QString tidy = written.trimmed();
    for (const QLatin1String scheme : {QLatin1String("sip:"), QLatin1String("sips:"), QLatin1String("tel:")}) {
        if (tidy.startsWith(scheme, Qt::CaseInsensitive))
            tidy.remove(0, scheme.size());
    }
    if (tidy.contains(QLatin1Char('@')))
        return tidy.remove(QLatin1Char(' '));
    const bool isNumber =
        tidy.startsWith(QLatin1Char('+')) || std::none_of(tidy.cbegin(), tidy.cend(), [](QChar one) { return one.isLetter(); });
    return isNumber ? tidy.remove(QRegularExpression(QStringLiteral("[^+0-9]"))) : tidy;
}

contract::Address dialled(const Host &host, const QString &written)
{
    contract::Address address;
    address.target = dialTidied(written);
    const auto &own = host.facts().extensions;
    const bool isOwn = std::any_of(own.begin(), own.end(), [&](const Extension &one) { return one.number == address.target; });
    if (isOwn)
        address.type = QStringLiteral("extension");
    else
        address.type = address.target.contains(QLatin1Char('@')) ? QStringLiteral("sip") : QStringLiteral("tel");
    return address;
}

core::Task<QUuid> flowBehind(Host *host, QString written)
{
    const contract::Address to = dialled(*host, written);
    if (to.type != QLatin1String("tel") || to.target.startsWith(QLatin1Char('+')))
        co_return QUuid();
    clients::NumberClient client(host->bus(), contract::service::window);
    const contract::Page one{1, {}};
    core::Json filters{{"number", core::utf8(to.target)}, {"deleted", false}};
    const auto numbers = co_await client.numbers(one, std::move(filters));
    if (numbers.empty() || numbers.front().callFlowId.isNull())
        throw core::Error(
            core::Errc::InvalidArgument, QStringLiteral("NUMBER_UNKNOWN"),
            QCoreApplication::translate("ui::dialling",
                                        "%1 is no extension and no number of this platform. Numbers elsewhere begin with +.")
                .arg(to.target));
    co_return QUuid(numbers.front().callFlowId);
}

} // namespace ui
