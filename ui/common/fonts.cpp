// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/fonts.h"

#include "core/log.h"

#include <QFile>
#include <QFontDatabase>
#include <QtEndian>

#include <utility>

static void initUiResources()
{
    Q_INIT_RESOURCE(resources);
    Q_INIT_RESOURCE(fonts);
}

namespace ui {
namespace {

struct Face
{
    bool mono;
    int pixels; // tenths
    QFont::Weight weight;
};

Face faceOf(Type type)
{
    switch (type) {
    case Type::Body: return {false, 130, QFont::Normal};
    case Type::Button: return {false, 130, QFont::Medium};
    case Type::Strong: return {false, 130, QFont::DemiBold};
    case Type::Header: return {false, 120, QFont::Medium};
    case Type::Badge: return {false, 110, QFont::Medium};
    case Type::PanelTitle: return {false, 150, QFont::DemiBold};
    case Type::Headline: return {false, 240, QFont::DemiBold};
    case Type::Mono: return {true, 120, QFont::Normal};
    case Type::MonoStrong: return {true, 120, QFont::Medium};
    case Type::MonoAxis: return {true, 110, QFont::Normal};
    case Type::MonoTimer: return {true, 150, QFont::Normal};
    case Type::MonoKeypad: return {true, 170, QFont::Normal};
    }
    return {false, 130, QFont::Normal};
}

} // namespace

void initResources() { initUiResources(); }

QByteArray withoutLigatures(QByteArray font)
{
    const auto u16 = [&](qsizetype at) -> qsizetype {
        return at + 2 <= font.size() ? qFromBigEndian<quint16>(font.constData() + at) : 0;
    };
    const auto u32 = [&](qsizetype at) -> qsizetype {
        return at + 4 <= font.size() ? qFromBigEndian<quint32>(font.constData() + at) : 0;
    };
    constexpr qsizetype directory = 12, record = 16;
    const qsizetype tables = u16(4);
    for (qsizetype i = 0; i < tables; ++i) {
        const qsizetype entry = directory + i * record;
        if (font.mid(entry, 4) != "GSUB")
            continue;
        const qsizetype gsub = u32(entry + 8);
        const qsizetype features = gsub + u16(gsub + 6);
        const qsizetype count = u16(features);
        for (qsizetype f = 0; f < count; ++f) {
            const qsizetype at = features + 2 + f * 6;
            const QByteArray tag = font.mid(at, 4);
            if (tag == "calt" || tag == "liga" || tag == "clig")
                font.replace(at, 4, "zz00"); // a tag nobody asks for
        }
    }
    return font;
}

void loadFonts()
{
    static bool loaded = false;
    if (std::exchange(loaded, true))
        return;
    for (const char *name : {"Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "JetBrainsMono-Regular.ttf",
                             "JetBrainsMono-Medium.ttf"}) {
        QFile file(QStringLiteral(":/fonts/") + name);
        if (!file.open(QIODevice::ReadOnly) || QFontDatabase::addApplicationFontFromData(withoutLigatures(file.readAll())) < 0)
            core::log::warn("ui", "font {} cannot be loaded", QString(name));
    }
}

QFont makeFont(Type type, int textScale)
{
    static const QStringList sans{"Inter", "Noto Sans", "Noto Sans CJK JP", "sans-serif"};
    static const QStringList mono{"JetBrains Mono", "Noto Sans Mono", "monospace"};
    const Face face = faceOf(type);
    QFont font(face.mono ? mono : sans);
    font.setPixelSize((face.pixels * textScale + 500) / 1000);
    font.setWeight(face.weight);
    if (face.mono)
        font.setStyleHint(QFont::Monospace);
    return font;
}

} // namespace ui
