// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/theme.h"

#include "core/log.h"
#include "ui/common/fonts.h"
#include "ui/common/iconcache.h"
#include "ui/common/systemscheme.h"

#include <QApplication>
#include <QFile>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QStyleFactory>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace ui {
namespace {

constexpr std::array tokenNames{"window",      "base",       "alt",        "raised",      "button",   "hover",       "pressed",
                                "line",        "lineStrong", "text",       "text2",       "text3",    "disabled",    "accent",
                                "accentFill",  "accentText", "accentWash", "selInactive", "ringing",  "progressing", "hold",
                                "terminating", "hangup",     "failed",     "paused",      "danger",   "dangerFill",  "warn",
                                "ok",          "info",       "prod",       "prodFill",    "prodText", "tipBase",     "tipText",
                                "pausedWash",  "diffAdd",    "diffRemove"};
static_assert(tokenNames.size() == size_t(Token::Count));

const std::vector<std::pair<const char *, QPalette::ColorRole>> paletteRoles{
    {"Window", QPalette::Window},
    {"WindowText", QPalette::WindowText},
    {"Base", QPalette::Base},
    {"AlternateBase", QPalette::AlternateBase},
    {"ToolTipBase", QPalette::ToolTipBase},
    {"ToolTipText", QPalette::ToolTipText},
    {"PlaceholderText", QPalette::PlaceholderText},
    {"Text", QPalette::Text},
    {"Button", QPalette::Button},
    {"ButtonText", QPalette::ButtonText},
    {"BrightText", QPalette::BrightText},
    {"Light", QPalette::Light},
    {"Midlight", QPalette::Midlight},
    {"Mid", QPalette::Mid},
    {"Dark", QPalette::Dark},
    {"Shadow", QPalette::Shadow},
    {"Highlight", QPalette::Highlight},
    {"HighlightedText", QPalette::HighlightedText},
    {"Link", QPalette::Link},
    {"LinkVisited", QPalette::LinkVisited},
};

QByteArray resource(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        core::log::error("ui", "resource {} is missing", path);
    return file.readAll();
}

const QJsonObject &tokenFile()
{
    static const QJsonObject file = QJsonDocument::fromJson(resource(":/tokens.json")).object();
    return file;
}

double channel(double value) { return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4); }

double luminance(const QColor &color)
{
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) + 0.0722 * channel(color.blueF());
}

} // namespace

const char *tokenName(Token token) { return tokenNames[size_t(token)]; }

double contrast(const QColor &a, const QColor &b)
{
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

Theme &Theme::instance()
{
    static Theme theme;
    return theme;
}

Theme::Theme()
{
    initResources();
    reload();
}

void Theme::install(QApplication &application)
{
    m_application = &application;
    loadFonts();
    application.setStyle(QStyleFactory::create("Fusion"));
    watchSystemScheme(this, [this] {
        if (m_scheme != Scheme::System)
            return;
        reload();
        apply();
    });
    reload();
    apply();
}

void Theme::reload()
{
    m_dark = m_scheme == Scheme::System ? systemPrefersDark() : m_scheme == Scheme::Dark;
    const QJsonObject theme = tokenFile().value(m_dark ? "dark" : "light").toObject();
    const QJsonObject tokens = theme.value("tokens").toObject();
    for (size_t i = 0; i < m_colors.size(); ++i)
        m_colors[i] = QColor(tokens.value(tokenNames[i]).toString());
    if (m_highContrast) {
        m_colors[size_t(Token::Line)] = color(Token::LineStrong);
        m_colors[size_t(Token::Text2)] = m_colors[size_t(Token::Text3)] = color(Token::Text);
    }

    const QJsonObject palette = theme.value("palette").toObject();
    const QJsonObject active = palette.value("active").toObject();
    const QJsonObject disabled = palette.value("disabled").toObject();
    for (const auto &[name, role] : paletteRoles) {
        m_palette.setColor(QPalette::All, role, QColor(active.value(name).toString()));
        m_palette.setColor(QPalette::Disabled, role, QColor(disabled.value(name).toString()));
    }
}

void Theme::apply()
{
    IconCache::instance().clear();
    if (m_application) {
        m_application->setPalette(m_palette);
        m_application->setFont(font(Type::Body));
        m_application->setStyleSheet(styleSheet());
    }
    Q_EMIT changed();
}

QString Theme::styleSheet() const
{
    QString sheet = QString::fromUtf8(resource(":/voxboard.qss"));
    sheet.replace("@icons", m_dark ? ":/icons/style/dark" : ":/icons/style/light");

    std::vector<size_t> longestFirst(tokenNames.size());
    for (size_t i = 0; i < longestFirst.size(); ++i)
        longestFirst[i] = i;
    std::ranges::sort(longestFirst, std::greater{}, [](size_t i) { return std::pair(qstrlen(tokenNames[i]), i); });
    for (size_t i : longestFirst)
        sheet.replace(QLatin1Char('@') + QLatin1String(tokenNames[i]), m_colors[i].name());

    if (m_highContrast)
        sheet.replace("border: 2px solid " + color(Token::Accent).name(), "border: 3px solid " + color(Token::Accent).name());
    if (m_textScale == 100)
        return sheet;
    static const QRegularExpression size("font-size: (\\d+)px");
    QString result;
    qsizetype end = 0;
    for (auto matches = size.globalMatch(sheet); matches.hasNext();) {
        const auto match = matches.next();
        result += sheet.mid(end, match.capturedStart() - end);
        result += QStringLiteral("font-size: %1px").arg(scaled(match.captured(1).toInt()));
        end = match.capturedEnd();
    }
    return result + sheet.mid(end);
}

QColor Theme::profileColor(const QString &name) const
{
    const QJsonObject colors = tokenFile().value("profiles").toObject().value(m_dark ? "dark" : "light").toObject();
    return QColor(colors.value(name).toString(colors.value("steel").toString()));
}

QPalette Theme::palette() const { return m_palette; }

int Theme::scaled(int pixels) const { return (pixels * m_textScale + 50) / 100; }

QFont Theme::font(Type type) const
{
    // Kept, as a new QFont has to find its faces anew and tables ask for one per cell. Never freed: fonts must not outlive the
    // application, which statics do.
    static auto &kept = *new QHash<int, QFont>;
    const int key = int(type) * 1000 + m_textScale;
    auto known = kept.find(key);
    if (known == kept.end())
        known = kept.insert(key, makeFont(type, m_textScale));
    return *known;
}

int Theme::rowHeight() const
{
    const int height = m_rowSize == RowSize::Compact ? 22 : m_rowSize == RowSize::Roomy ? 30 : 26;
    return m_textScale > 100 ? scaled(height) : height;
}

void Theme::setScheme(Scheme scheme)
{
    if (std::exchange(m_scheme, scheme) == scheme)
        return;
    reload();
    apply();
}

void Theme::setTextScale(int percent)
{
    percent = std::clamp(percent, 90, 130);
    if (std::exchange(m_textScale, percent) != percent)
        apply();
}

void Theme::setRowSize(RowSize size)
{
    if (std::exchange(m_rowSize, size) != size)
        Q_EMIT changed();
}

void Theme::setReduceMotion(bool on)
{
    if (std::exchange(m_reduceMotion, on) != on)
        Q_EMIT changed();
}

void Theme::setHighContrast(bool on)
{
    if (std::exchange(m_highContrast, on) == on)
        return;
    reload();
    apply();
}

} // namespace ui
