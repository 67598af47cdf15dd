// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/audioindicator.h"

#include "ui/common/formats.h"
#include "ui/common/iconcache.h"
#include "ui/common/meters.h"
#include "ui/common/reasons.h"

#include <QBoxLayout>
#include <QPainter>
#include <QPushButton>

#include <algorithm>

namespace ui {
namespace {
using Mode = Monitor::Mode;
constexpr int indicatorHeight = 28, iconAt = 10, textAt = 34, longestName = 220, shortestName = 90, timerWidth = 62,
              closedWidth = 76, closedIcon = 24, gap = 8;
constexpr int ticksMs = 50;
} // namespace

AudioIndicator::AudioIndicator(Monitor &monitor, core::Clock &clock, QWidget *parent)
    : QWidget(parent), m_monitor(monitor), m_clock(clock), m_level(new LevelMeter(tr("What you hear"))), m_stop(new QPushButton)
{
    setObjectName(QStringLiteral("audioIndicator"));
    setFixedHeight(indicatorHeight);
    m_level->setFixedSize(70, 12);
    m_stop->setObjectName(QStringLiteral("stopMonitor"));
    m_stop->setFixedHeight(22);
    setStopKeys({});
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 4, 0);
    row->setSpacing(8);
    row->addStretch();
    row->addWidget(m_level);
    row->addWidget(m_stop);
    connect(m_stop, &QPushButton::clicked, &monitor, &Monitor::stop);
    connect(&monitor, &Monitor::changed, this, &AudioIndicator::update_);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    m_timer.setInterval(ticksMs);
    connect(&m_timer, &QTimer::timeout, this, &AudioIndicator::tick);
    update_();
}

void AudioIndicator::setStopKeys(const QKeySequence &keys)
{
    const QString shown = keys.toString(QKeySequence::NativeText);
    m_stop->setText(shown.isEmpty() ? tr("Stop") : tr("Stop") + QStringLiteral("   ") + shown);
    setNames(m_stop, tr("Leave the call"), shown);
    updateGeometry();
}

void AudioIndicator::update_()
{
    const bool on = m_monitor.status().state != Monitor::State::Off;
    on ? m_timer.start() : m_timer.stop();
    m_level->setLevel(LevelMeter::silence);
    setAccessibleName(on ? text() : QString());
    setToolTip(m_monitor.status().mode == Mode::Listen ? tr("Your microphone is closed.") : tr("Your microphone is open."));
    setVisible(on);
    updateGeometry();
    update();
}

void AudioIndicator::tick()
{
    m_level->setLevel(m_monitor.figures().heardDb);
    update();
}

QString AudioIndicator::text() const
{
    const Monitor::Status now = m_monitor.status();
    const QString name = format::isolated(now.subject.name);
    switch (now.mode) {
    case Mode::Listen: return tr("Listening to %1").arg(name);
    case Mode::Whisper: return tr("Whispering to %1").arg(name);
    case Mode::Barge: break;
    }
    return tr("Barged into %1").arg(name);
}

int AudioIndicator::textWidth() const
{
    return std::min(longestName, QFontMetrics(Theme::instance().font(Type::Strong)).horizontalAdvance(text()) + 4);
}

int AudioIndicator::widthWith(int text, int closed) const
{
    const bool isClosed = m_monitor.status().mode == Mode::Listen;
    const int right = m_level->width() + m_stop->sizeHint().width() + 24;
    return textAt + text + gap + timerWidth + (isClosed ? closed : 0) + right;
}

QSize AudioIndicator::sizeHint() const { return {widthWith(textWidth(), closedWidth), indicatorHeight}; }

QSize AudioIndicator::minimumSizeHint() const
{
    return {widthWith(std::min(textWidth(), shortestName), closedIcon), indicatorHeight};
}

Token AudioIndicator::ink() const
{
    switch (m_monitor.status().mode) {
    case Mode::Listen: return Token::Text2;
    case Mode::Whisper: return Token::Warn;
    case Mode::Barge: break;
    }
    return Token::Base;
}

void AudioIndicator::paintEvent(QPaintEvent *)
{
    const Monitor::Status now = m_monitor.status();
    const bool barge = now.mode == Mode::Barge, listen = now.mode == Mode::Listen;
    const QColor tint = color(ink());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color(listen ? Token::LineStrong : Token::Warn), listen ? 1 : 1.5));
    painter.setBrush(color(barge ? Token::Warn : Token::Raised));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (now.mode == Mode::Whisper)
        painter.fillRect(1, 4, 3, height() - 8, tint);
    const auto drawIcon = [&](int x, const QString &name) {
        painter.drawPixmap(x, 6, IconCache::instance().pixmap(name, 16, tint, devicePixelRatioF()));
    };
    drawIcon(iconAt, Monitor::iconOf(now.mode));
    painter.setPen(barge ? tint : listen ? color(Token::Text) : tint);
    painter.setFont(Theme::instance().font(Type::Strong));
    const bool hasWord = width() >= widthWith(textWidth(), closedWidth);
    const int spare = width() - widthWith(0, hasWord ? closedWidth : closedIcon);
    const QRect words(textAt, 0, std::clamp(spare, 0, textWidth()), height());
    painter.drawText(words, Qt::AlignVCenter, painter.fontMetrics().elidedText(text(), Qt::ElideRight, words.width()));
    int x = words.right() + gap;
    painter.setFont(Theme::instance().font(Type::Mono));
    painter.setPen(tint);
    const bool on = now.state == Monitor::State::On;
    painter.drawText(QRect(x, 0, timerWidth, height()), Qt::AlignVCenter,
                     on ? format::duration(std::chrono::duration_cast<core::Millis>(m_clock.now() - now.startedAt))
                        : tr("starts…"));
    x += timerWidth;
    if (!listen)
        return;
    drawIcon(x, QStringLiteral("mic-off"));
    if (!hasWord)
        return;
    painter.setFont(Theme::instance().font(Type::Body));
    painter.drawText(QRect(x + 22, 0, closedWidth - 22, height()), Qt::AlignVCenter, tr("closed"));
}

} // namespace ui
