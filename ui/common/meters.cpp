// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/meters.h"

#include "ui/common/formats.h"
#include "ui/common/iconcache.h"

#include <QAccessible>
#include <QPainter>
#include <QTimerEvent>

#include <algorithm>
#include <array>

namespace ui {
namespace {
constexpr double lowest = -60, amberFrom = -9, redFrom = -3;
constexpr int stepMs = 50;
constexpr double fallPerStep = 20.0 * stepMs / 1000;
constexpr int stepsBetweenAnnouncements = 1000 / stepMs;
} // namespace

void paintLevel(QPainter &painter, const QRect &area, double level, int segments)
{
    const double pitch = double(area.width() + 1) / segments;
    const int width = std::max(1, int(pitch) - 1);
    for (int i = 0; i < segments; ++i) {
        const double from = lowest + (0 - lowest) * i / segments;
        const double upTo = lowest + (0 - lowest) * (i + 1) / segments;
        const Token lit = upTo > redFrom ? Token::Failed : upTo > amberFrom ? Token::Ringing : Token::Progressing;
        painter.fillRect(area.x() + int(i * pitch), area.y(), width, area.height(), color(level > from ? lit : Token::Line));
    }
}

LevelMeter::LevelMeter(const QString &name, QWidget *parent) : QWidget(parent), m_name(name)
{
    setAccessibleName(tr("%1 level").arg(name));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void LevelMeter::setLevel(double dB)
{
    m_target = std::clamp(dB, silence, 0.0);
    if (m_target > m_shown)
        m_shown = m_target;
    settle();
    update();
}

QSize LevelMeter::sizeHint() const { return QSize(110, 12); }

void LevelMeter::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintLevel(painter, rect().adjusted(0, 1, 0, -1), m_shown, std::max(8, width() / 6));
}

void LevelMeter::timerEvent(QTimerEvent *)
{
    m_shown = std::max(m_target, m_shown - fallPerStep);
    if (m_shown <= lowest)
        m_shown = m_target;
    if (++m_sinceSpoken >= stepsBetweenAnnouncements) {
        m_sinceSpoken = 0;
        setAccessibleDescription(tr("%1 dB").arg(format::decibel(m_shown)));
    }
    settle();
    update();
}

void LevelMeter::showEvent(QShowEvent *) { settle(); }

void LevelMeter::hideEvent(QHideEvent *) { m_timer.stop(); }

void LevelMeter::settle()
{
    if (isVisible() && m_shown > m_target) {
        if (!m_timer.isActive())
            m_timer.start(stepMs, this);
    } else {
        m_timer.stop();
    }
}

void paintSpark(QPainter &painter, const QRect &area, const QList<float> &values, float top, const QColor &tint)
{
    if (values.isEmpty())
        return;
    const float largest = top > 0 ? top : std::max(*std::max_element(values.begin(), values.end()), 1.0F);
    const double pitch = double(area.width()) / double(values.size());
    for (qsizetype i = 0; i < values.size(); ++i) {
        const int height = values[i] <= 0 ? 1 : std::max(2, int(float(area.height()) * std::min(values[i] / largest, 1.0F)));
        painter.fillRect(area.x() + int(double(i) * pitch), area.bottom() + 1 - height, std::max(1, int(pitch) - 1), height,
                         values[i] <= 0 ? color(Token::Line) : tint);
    }
}

SparkLine::SparkLine(QWidget *parent) : QWidget(parent)
{
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SparkLine::setValues(QList<float> values, float top)
{
    m_values = std::move(values);
    m_top = top;
    update();
}

void SparkLine::setToken(Token token)
{
    m_token = token;
    update();
}

QSize SparkLine::sizeHint() const { return QSize(80, 16); }

void SparkLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintSpark(painter, rect(), m_values, m_top, color(m_token));
}

StateChip::StateChip(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void StateChip::setState(State state, const QString &word)
{
    if (m_state == state && m_word == word)
        return;
    m_state = state;
    m_word = word;
    setAccessibleName(this->word());
    updateGeometry();
    update();
}

QString StateChip::word() const { return m_word.isEmpty() ? stateWord(m_state) : m_word; }

QSize StateChip::sizeHint() const
{
    const QFontMetrics metrics(Theme::instance().font(Type::Button));
    return QSize(metrics.horizontalAdvance(word()) + 20, std::max(18, metrics.height()));
}

void StateChip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.drawPixmap(0, (height() - 12) / 2, IconCache::instance().state(m_state, 12, devicePixelRatioF()));
    painter.setFont(Theme::instance().font(Type::Button));
    painter.setPen(color(stateToken(m_state)));
    painter.drawText(rect().adjusted(18, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, word());
}

} // namespace ui
