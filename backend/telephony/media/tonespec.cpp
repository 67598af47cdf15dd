// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/tonespec.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>

namespace telephony::media {
namespace {
constexpr qsizetype longestText = 1024, mostElements = 64;
constexpr int longestMs = 60'000;
constexpr double toneLevel = 8000; ///< −12 dBFS
constexpr double edge = 0.003;     ///< s; without it each element clicks

struct ToneElement
{
    bool once = false, modulated = false;
    int first = 0, second = 0; ///< Hz
    int ms = 0;                ///< 0: lasts
};

struct NamedTone
{
    const char *zone, *name, *elements;
};
/// A name that a zone lacks is that of `us`.
constexpr std::array namedTones{
    NamedTone{"us", "dial", "350+440"},
    NamedTone{"us", "ring", "440+480/2000,0/4000"},
    NamedTone{"us", "busy", "480+620/500,0/500"},
    NamedTone{"us", "congestion", "480+620/250,0/250"},
    NamedTone{"us", "callwaiting", "440/300,0/10000"},
    NamedTone{"us", "dialrecall", "!350+440/100,!0/100,!350+440/100,!0/100,!350+440/100,!0/100,350+440"},
    NamedTone{"us", "record", "1400/500,0/15000"},
    NamedTone{"us", "info", "!950/330,!1400/330,!1800/330,0"},
    NamedTone{"us", "stutter", "!350+440/100,!0/100,!350+440/100,!0/100,!350+440/100,!0/100,!350+440/100,!0/100,350+440"},
    NamedTone{"uk", "ring", "400+450/400,0/200,400+450/400,0/2000"},
    NamedTone{"uk", "busy", "400/375,0/375"},
    NamedTone{"uk", "congestion", "400/400,0/350,400/225,0/525"},
    NamedTone{"de", "dial", "425"},
    NamedTone{"de", "ring", "425/1000,0/4000"},
    NamedTone{"de", "busy", "425/480,0/480"},
    NamedTone{"de", "congestion", "425/240,0/240"},
    NamedTone{"fr", "dial", "440"},
    NamedTone{"fr", "ring", "440/1500,0/3500"},
    NamedTone{"fr", "busy", "440/500,0/500"},
    NamedTone{"fr", "congestion", "440/250,0/250"},
    NamedTone{"jp", "dial", "400"},
    NamedTone{"jp", "ring", "400*16/1000,0/2000"},
    NamedTone{"jp", "busy", "400/500,0/500"},
    NamedTone{"jp", "congestion", "400/500,0/500"},
    NamedTone{"kr", "ring", "440+480/1000,0/2000"},
    NamedTone{"kr", "congestion", "480+620/300,0/200"},
};

const char *findTone(const QString &zone, const QString &name)
{
    for (const QString &place : {zone, QStringLiteral("us")}) {
        for (const NamedTone &tone : namedTones) {
            if (place == QLatin1String(tone.zone) && name == QLatin1String(tone.name))
                return tone.elements;
        }
    }
    return nullptr;
}

/// A whole number up to `most`; nullopt for anything else.
std::optional<int> toneNumber(QStringView text, int most)
{
    const bool digits = !text.isEmpty() && text.size() <= 6 && std::all_of(text.begin(), text.end(), [](QChar c) {
        return c >= QLatin1Char('0') && c <= QLatin1Char('9');
    });
    const int value = digits ? text.toInt() : most + 1;
    return value <= most ? std::optional(value) : std::nullopt;
}

std::optional<ToneElement> toneElement(QStringView text)
{
    ToneElement element;
    element.once = text.startsWith(QLatin1Char('!'));
    if (element.once)
        text = text.mid(1);
    if (const qsizetype slash = text.indexOf(QLatin1Char('/')); slash >= 0) {
        const auto ms = toneNumber(text.mid(slash + 1), longestMs);
        if (!ms || *ms == 0)
            return {};
        element.ms = *ms;
        text = text.left(slash);
    }
    element.modulated = text.contains(QLatin1Char('*'));
    const qsizetype between = text.indexOf(QLatin1Char(element.modulated ? '*' : '+'));
    const auto first = toneNumber(between < 0 ? text : text.left(between), sampleRate / 2 - 1);
    const auto second = between < 0 ? std::optional(0) : toneNumber(text.mid(between + 1), sampleRate / 2 - 1);
    if (!first || !second)
        return {};
    element.first = *first;
    element.second = *second;
    return element;
}

/// A tone that lasts is a second long: all frequencies are whole, so it has no seam.
void renderTone(const ToneElement &element, std::vector<qint16> &to)
{
    const bool lasts = element.ms == 0;
    const double seconds = lasts ? 1 : element.ms / 1000.0;
    const auto sine = [](int hertz, double t) { return std::sin(2 * std::numbers::pi * hertz * t); };
    const double level = element.second > 0 && !element.modulated ? toneLevel * 0.7 : toneLevel;
    for (int i = 0; i < int(seconds * sampleRate); ++i) {
        const double t = double(i) / sampleRate;
        double value = element.first > 0 ? sine(element.first, t) : 0;
        if (element.modulated)
            value *= 0.5 + 0.5 * sine(element.second, t);
        else if (element.second > 0)
            value += sine(element.second, t);
        const double ramp = lasts ? 1 : std::min({1.0, t / edge, (seconds - t) / edge});
        to.push_back(qint16(std::clamp(level * ramp * value, -32'767.0, 32'767.0)));
    }
}
} // namespace

Medium toneOf(const QString &text)
{
    constexpr QLatin1String zoneKey(";tonezone=");
    if (text.size() > longestText)
        return {};
    const qsizetype split = text.indexOf(zoneKey);
    const QString zone = split < 0 ? QStringLiteral("us") : text.mid(split + zoneKey.size());
    const QString name = split < 0 ? text : text.left(split);
    const char *known = findTone(zone, name);
    const QString row = known ? QString::fromLatin1(known) : name;
    const QStringList texts = row.split(QLatin1Char(','));
    if (texts.size() > mostElements)
        return {};
    std::vector<ToneElement> elements;
    for (const QString &one : texts) {
        const auto element = toneElement(QStringView(one).trimmed());
        if (!element)
            return {};
        elements.push_back(*element);
    }
    auto samples = std::make_shared<std::vector<qint16>>();
    size_t loopFrom = Medium::never;
    for (const ToneElement &element : elements) {
        const bool lasts = element.ms == 0;
        if (lasts || (!element.once && loopFrom == Medium::never))
            loopFrom = samples->size();
        renderTone(element, *samples);
        if (lasts)
            break;
    }
    return Medium(std::move(samples), loopFrom);
}

} // namespace telephony::media
