// SPDX-License-Identifier: GPL-3.0-or-later
// VOLUME of a channel as Asterisk 22 has it (funcs/func_volume.c, ast_frame_adjust_volume_float() of main/frame.c). What it cannot
// do it leaves alone: ARI tells nobody that a function has refused.
#include "telephony/softswitch/private.h"

#include <charconv>
#include <cmath>

namespace telephony::softswitch {
namespace {
constexpr double mostVolume = 1e6; ///< every sound is as loud, or as soft, as it can be long before

/// The number that a text begins with, in the C locale; 0 without one.
float numberIn(const QString &text)
{
    QByteArray digits = text.trimmed().toLatin1();
    if (digits.startsWith('+'))
        digits.remove(0, 1);
    double number = 0;
    const auto read = std::from_chars(digits.constData(), digits.constData() + digits.size(), number);
    if (read.ec == std::errc::result_out_of_range && !digits.toLower().contains("e-"))
        number = digits.startsWith('-') ? -mostVolume : mostVolume;
    return std::isnan(number) ? 0.0F : float(std::clamp(number, -mostVolume, mostVolume));
}

double inDecibels(float volume)
{
    if (volume == 0)
        return 0;
    const double decibels = 20 * std::log10(std::abs(double(volume)));
    return volume > 0 ? decibels : -decibels;
}

bool isRx(const QString &direction) { return direction.compare(QLatin1String("rx"), Qt::CaseInsensitive) == 0; }
bool isTx(const QString &direction) { return direction.compare(QLatin1String("tx"), Qt::CaseInsensitive) == 0; }
} // namespace

void SoftSwitch::Private::setVolume(Channel &channel, const QStringList &arguments, const QString &value)
{
    const QString direction = arguments.value(0);
    if (direction.isEmpty())
        return;
    Volume &volume = channel.volume ? *channel.volume : channel.volume.emplace();
    if (isRx(direction))
        volume.in = numberIn(value);
    else if (isTx(direction))
        volume.out = numberIn(value);
    volume.byKeys = arguments.value(1).contains(QLatin1Char('p'));
    useVolume(channel.id, volume);
}

std::optional<QString> SoftSwitch::Private::volumeOf(const Channel &channel, const QStringList &arguments)
{
    const QString direction = arguments.value(0);
    if (!channel.volume || direction.isEmpty())
        return std::nullopt;
    constexpr int decimals = 6;
    const auto text = [](float volume) { return QString::number(double(volume), 'f', decimals); };
    return isRx(direction) ? text(channel.volume->in) : isTx(direction) ? text(channel.volume->out) : QString();
}

void SoftSwitch::Private::turnVolume(Channel &channel, char key)
{
    if (!channel.volume || !channel.volume->byKeys || (key != '*' && key != '#'))
        return;
    const float by = key == '*' ? 1.0F : -1.0F;
    channel.volume->in += by;
    channel.volume->out += by;
    useVolume(channel.id, *channel.volume);
}

void SoftSwitch::Private::useVolume(const QString &channelId, const Volume &volume)
{
    media->setGain(channelId, media::Direction::In, inDecibels(volume.in));
    media->setGain(channelId, media::Direction::Out, inDecibels(volume.out));
}

} // namespace telephony::softswitch
