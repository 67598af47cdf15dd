// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/iconcache.h"

#include "core/log.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

#include <cmath>

namespace ui {
namespace {
constexpr int thickUntil = 16; // logical pixels

QPixmap render(const QByteArray &svg, int size, qreal ratio)
{
    QPixmap pixmap(QSize(size, size) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QSvgRenderer renderer(svg);
    QPainter painter(&pixmap);
    renderer.render(&painter, QRectF(0, 0, size, size));
    return pixmap;
}

/// Asks the theme at paint time, so that a change of theme needs no new icons.
class ThemeIconEngine : public QIconEngine
{
public:
    ThemeIconEngine(QString name, std::optional<Token> token) : m_name(std::move(name)), m_token(token) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const int size = std::min(rect.width(), rect.height());
        const QPixmap picture =
            IconCache::instance().pixmap(m_name, size, colorOf(mode, state), painter->device()->devicePixelRatioF());
        painter->drawPixmap(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2, picture);
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1);
    }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal scale) override
    {
        // `size` is in device pixels here.
        const int logical = int(std::lround(std::min(size.width(), size.height()) / scale));
        return IconCache::instance().pixmap(m_name, logical, colorOf(mode, state), scale);
    }
    QIconEngine *clone() const override { return new ThemeIconEngine(*this); }

private:
    QColor colorOf(QIcon::Mode mode, QIcon::State state) const
    {
        if (mode == QIcon::Disabled)
            return color(Token::Disabled);
        if (m_token)
            return color(*m_token);
        if (mode == QIcon::Selected)
            return color(Token::AccentText);
        if (state == QIcon::On)
            return color(Token::Accent);
        return color(mode == QIcon::Active ? Token::Text : Token::Text2);
    }

    QString m_name;
    std::optional<Token> m_token;
};
} // namespace

IconCache &IconCache::instance()
{
    static IconCache cache;
    return cache;
}

QPixmap IconCache::pixmap(const QString &name, int size, const QColor &tint, qreal ratio)
{
    const QString key = QStringLiteral("%1|%2|%3|%4").arg(name).arg(size).arg(tint.rgba()).arg(ratio);
    if (const auto found = m_pixmaps.constFind(key); found != m_pixmaps.cend())
        return *found;
    QByteArray svg = source(name);
    if (svg.isEmpty())
        return {};
    svg.replace("currentColor", tint.name().toLatin1());
    if (size <= thickUntil && !name.startsWith(QLatin1String("state/")))
        svg.replace("stroke-width=\"1.75\"", "stroke-width=\"2\"");
    const QPixmap made = render(svg, size, ratio);
    m_pixmaps.insert(key, made);
    return made;
}

QPixmap IconCache::state(State state, int size, qreal ratio)
{
    return state == State::None ? QPixmap()
                                : pixmap(QLatin1String("state/") + stateGlyph(state), size, color(stateToken(state)), ratio);
}

QPixmap IconCache::logo(int size, qreal ratio)
{
    const QString key = QStringLiteral("logo|%1|%2").arg(size).arg(ratio);
    if (const auto found = m_pixmaps.constFind(key); found != m_pixmaps.cend())
        return *found;
    QFile file(QStringLiteral(":/logo.svg"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QPixmap made = render(file.readAll(), size, ratio);
    m_pixmaps.insert(key, made);
    return made;
}

void IconCache::clear() { m_pixmaps.clear(); }

QByteArray IconCache::source(const QString &name)
{
    if (const auto found = m_sources.constFind(name); found != m_sources.cend())
        return *found;
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    QByteArray bytes;
    if (file.open(QIODevice::ReadOnly))
        bytes = file.readAll();
    else
        core::log::warn("ui", "there is no icon {}", name);
    m_sources.insert(name, bytes);
    return bytes;
}

QIcon icon(const QString &name) { return name.isEmpty() ? QIcon() : QIcon(new ThemeIconEngine(name, {})); }

QIcon icon(const QString &name, Token token) { return QIcon(new ThemeIconEngine(name, token)); }

} // namespace ui
