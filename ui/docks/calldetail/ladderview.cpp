// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calldetail/ladderview.h"
#include "ui/common/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace ui {
namespace {
using Kind = core::TimelineKind;
constexpr int timeWidth = 66, sinceWidth = 78, leastLane = 118, headSize = 5, labelGap = 8;
constexpr int bandHeight = 9, bandAlpha = 60;
constexpr QSize legendSize{26, 12};
constexpr std::chrono::seconds longWait{1};
const QString switchLane = QStringLiteral("SoftSwitch");

Token lineToken(Kind kind) { return kind == Kind::Sip ? Token::Accent : kind == Kind::Engine ? Token::Hold : Token::Text2; }

Qt::PenStyle lineStyle(Kind kind)
{
    return kind == Kind::Sip ? Qt::SolidLine : kind == Kind::Engine ? Qt::DotLine : Qt::DashLine;
}

QString secondsText(core::Nanos span) { return QString::number(double(span.count()) / 1e9, 'f', 3); }

QString sinceText(core::Nanos span)
{
    const double ms = double(span.count()) / 1e6;
    return ms < 1000 ? LadderView::tr("+%1 ms").arg(qRound(ms)) : LadderView::tr("+%1 s").arg(ms / 1000, 0, 'f', 2);
}
} // namespace

std::pair<QString, QString> partiesOf(const StoryEntry &entry)
{
    switch (entry.entry.kind) {
    case Kind::Sip: return entry.incoming ? std::pair(entry.peer, switchLane) : std::pair(switchLane, entry.peer);
    case Kind::Engine: return {switchLane, QStringLiteral("call-manager")};
    case Kind::Bus: {
        const QString from = entry.entry.source.isEmpty() ? QStringLiteral("?") : entry.entry.source;
        return {from, entry.to.isEmpty() ? from : entry.to == QLatin1String("engine") ? switchLane : entry.to};
    }
    default: return {switchLane, switchLane};
    }
}

LadderView::LadderView(CallStory &story, const QualityHistory &quality, QWidget *parent)
    : QAbstractScrollArea(parent), m_story(story), m_quality(quality)
{
    m_shown[size_t(Kind::Sip)] = m_shown[size_t(Kind::Bus)] = m_shown[size_t(Kind::Engine)] = true;
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("SIP ladder"));
    setLayoutDirection(Qt::LeftToRight); // as in every trace
    connect(&story, &CallStory::changed, this, &LadderView::rebuild);
    connect(&story, &CallStory::callChanged, this, [this] {
        if (m_story.call().id != m_call)
            verticalScrollBar()->setValue(0);
        m_call = m_story.call().id;
        rebuild();
    });
    connect(&Theme::instance(), &Theme::changed, this, [this] { viewport()->update(); });
}

int LadderView::rowHeight() const { return Theme::instance().scaled(25); }
int LadderView::headHeight() const { return Theme::instance().scaled(34); }

int LadderView::laneX(int lane) const
{
    const int left = Theme::instance().scaled(timeWidth + sinceWidth);
    const int width =
        std::max(Theme::instance().scaled(leastLane), (viewport()->width() - left) / std::max(1, int(m_lanes.size())));
    return left + lane * width + width / 2 - horizontalScrollBar()->value();
}

int LadderView::lane(const QString &name)
{
    const qsizetype known = m_lanes.indexOf(name);
    if (known >= 0)
        return int(known);
    m_lanes += name;
    return int(m_lanes.size()) - 1;
}

void LadderView::setShown(Kind kind, bool shown)
{
    m_shown[size_t(kind)] = shown;
    rebuild();
}

void LadderView::rebuild()
{
    const int end = verticalScrollBar()->maximum();
    const bool atEnd = end > 0 && verticalScrollBar()->value() == end;
    m_rows.clear();
    m_lanes.clear();
    const auto &entries = m_story.entries();
    // Callers at the left of the switch, those it calls at the right of everything.
    for (const StoryEntry &one : entries) {
        if (one.entry.kind == Kind::Sip) {
            lane(one.peer);
            break;
        }
    }
    lane(switchLane);
    bool isAnswered = false, hasBand = !m_isRtpShown || !m_story.call().tmProgressing.isSet();
    core::Nanos last = m_story.startedAt();
    for (size_t i = 0; i < entries.size(); ++i) {
        const StoryEntry &one = entries[i];
        const Kind kind = one.entry.kind;
        const auto [from, to] = partiesOf(one);
        if (kind != Kind::Log && m_shown[size_t(kind)]) {
            const int first = lane(from);
            m_rows.push_back({i, first, lane(to), one.entry.at - last});
            last = one.entry.at;
        }
        isAnswered = isAnswered || (kind == Kind::Sip && one.label.startsWith(QLatin1String("200")));
        if (isAnswered && !hasBand && one.label == QLatin1String("ACK")) {
            hasBand = true;
            m_rows.push_back({i, lane(one.peer), lane(switchLane), core::Nanos(0), true});
        }
    }
    resizeEvent(nullptr);
    if (atEnd)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    viewport()->update();
}

void LadderView::setRtpShown(bool shown)
{
    m_isRtpShown = shown;
    rebuild();
}

bool LadderView::isOf(const Row &row, quint64 sequence) const
{
    return !row.isRtp && m_story.entries()[row.entry].entry.sequence == sequence;
}

/// "RTP PCMU both ways, 5.8 s"
QString LadderView::rtpText() const
{
    const contract::Call &call = m_story.call();
    QString codec;
    bool isHeard = false;
    for (const QualitySample &one : m_quality.samples(call.channelId)) {
        codec = one.quality.codec.isEmpty() ? codec : one.quality.codec;
        isHeard = isHeard || one.quality.mos > 0;
    }
    const QString what = codec.isEmpty() ? tr("RTP") : isHeard ? tr("RTP %1 both ways").arg(codec) : tr("RTP %1 out").arg(codec);
    if (!call.tmHangup.isSet())
        return what;
    const double seconds = double(call.tmHangup.micros() - call.tmProgressing.micros()) / 1e6;
    return tr("%1, %2 s").arg(what).arg(seconds, 0, 'f', 1);
}

void LadderView::paintRtp(QPainter &painter, const Row &row, const QRect &area) const
{
    const int left = std::min(laneX(row.from), laneX(row.to)), right = std::max(laneX(row.from), laneX(row.to));
    const QRect band(left + 2, area.center().y() - bandHeight / 2, right - left - 4, bandHeight);
    QColor inside = color(Token::Progressing);
    inside.setAlpha(bandAlpha);
    painter.setPen(color(Token::Progressing));
    painter.setBrush(inside);
    painter.drawRect(band);
    painter.setFont(Theme::instance().font(Type::Body));
    painter.setPen(color(Token::Text));
    painter.drawText(QRect(right + labelGap, area.y(), viewport()->width() - right, area.height()), Qt::AlignVCenter, rtpText());
}

QIcon LadderView::legend(std::optional<Kind> kind)
{
    QPixmap picture(legendSize * 2);
    picture.setDevicePixelRatio(2);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    const QRect area(QPoint(), legendSize);
    if (!kind) {
        QColor inside = color(Token::Progressing);
        inside.setAlpha(bandAlpha);
        painter.setPen(color(Token::Progressing));
        painter.setBrush(inside);
        painter.drawRect(area.adjusted(0, 1, -1, -2));
        return QIcon(picture);
    }
    painter.setPen(QPen(color(lineToken(*kind)), 2, lineStyle(*kind)));
    painter.drawLine(0, area.center().y(), area.right(), area.center().y());
    return QIcon(picture);
}

void LadderView::resizeEvent(QResizeEvent *)
{
    const int page = viewport()->height() - headHeight();
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setSingleStep(rowHeight());
    verticalScrollBar()->setRange(0, std::max(0, rows() * rowHeight() - page));
    const int needed =
        Theme::instance().scaled(timeWidth + sinceWidth) + int(m_lanes.size()) * Theme::instance().scaled(leastLane);
    horizontalScrollBar()->setRange(0, std::max(0, needed - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
}

const StoryEntry *LadderView::current() const
{
    for (const Row &row : m_rows) {
        const StoryEntry &one = m_story.entries()[row.entry];
        if (one.entry.sequence == m_current)
            return &one;
    }
    return nullptr;
}

void LadderView::select(quint64 sequence)
{
    for (int i = 0; i < rows(); ++i) {
        if (isOf(m_rows[size_t(i)], sequence))
            setCurrent(i);
    }
}

void LadderView::setCurrent(int row)
{
    if (row < 0 || row >= rows())
        return;
    const StoryEntry &one = m_story.entries()[m_rows[size_t(row)].entry];
    m_current = one.entry.sequence;
    const int top = row * rowHeight(), page = verticalScrollBar()->pageStep(), value = verticalScrollBar()->value();
    if (top < value)
        verticalScrollBar()->setValue(top);
    else if (top + rowHeight() > value + page)
        verticalScrollBar()->setValue(top + rowHeight() - page);
    setAccessibleDescription(one.label);
    viewport()->update();
    Q_EMIT currentChanged();
}

void LadderView::step(int by)
{
    int at = -1;
    for (int i = 0; i < rows(); ++i) {
        if (isOf(m_rows[size_t(i)], m_current))
            at = i;
    }
    int to = at < 0 ? 0 : std::clamp(at + by, 0, rows() - 1);
    if (to < rows() && m_rows[size_t(to)].isRtp) // no message
        to += by < 0 || to + 1 == rows() ? -1 : 1;
    setCurrent(to);
}

void LadderView::mousePressEvent(QMouseEvent *event)
{
    if (event->pos().y() >= headHeight())
        setCurrent((event->pos().y() - headHeight() + verticalScrollBar()->value()) / rowHeight());
}

void LadderView::keyPressEvent(QKeyEvent *event)
{
    const int page = std::max(1, verticalScrollBar()->pageStep() / rowHeight() - 1);
    if (event->matches(QKeySequence::Copy) && current()) {
        QApplication::clipboard()->setText(current()->entry.detail ? current()->entry.detail() : current()->entry.text);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Down: step(1); return;
    case Qt::Key_Up: step(-1); return;
    case Qt::Key_PageDown: step(page); return;
    case Qt::Key_PageUp: step(-page); return;
    case Qt::Key_Home: setCurrent(0); return;
    case Qt::Key_End: setCurrent(rows() - 1); return;
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

void LadderView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), color(Token::Base));
    const int top = headHeight(), value = verticalScrollBar()->value();
    const int first = value / rowHeight(), last = std::min(rows() - 1, (value + viewport()->height()) / rowHeight());
    painter.setClipRect(QRect(0, top, viewport()->width(), viewport()->height() - top));
    for (int i = first; i <= last; ++i) {
        const Row &row = m_rows[size_t(i)];
        const bool isCurrent = isOf(row, m_current);
        paintRow(painter, row, QRect(0, top + i * rowHeight() - value, viewport()->width(), rowHeight()), isCurrent, i % 2);
    }
    painter.setClipping(false);
    paintHead(painter);
}

void LadderView::paintHead(QPainter &painter) const
{
    const QRect head(0, 0, viewport()->width(), headHeight());
    painter.fillRect(head, color(Token::Base));
    painter.setPen(color(Token::Line));
    painter.drawLine(head.bottomLeft(), head.bottomRight());
    painter.setFont(Theme::instance().font(Type::Header));
    painter.setPen(color(Token::Text3));
    const int time = Theme::instance().scaled(timeWidth), since = Theme::instance().scaled(sinceWidth);
    painter.drawText(QRect(0, 0, time - 6, head.height()), Qt::AlignRight | Qt::AlignVCenter, tr("Time s"));
    painter.drawText(QRect(time, 0, since - 8, head.height()), Qt::AlignRight | Qt::AlignVCenter, tr("Since last"));
    painter.setPen(color(Token::Text));
    painter.setFont(Theme::instance().font(Type::Strong));
    const QFontMetrics metrics(painter.font());
    const int width = m_lanes.size() > 1 ? laneX(1) - laneX(0) : viewport()->width();
    for (int i = 0; i < m_lanes.size(); ++i) {
        const QRect box(laneX(i) - width / 2, 0, width, head.height());
        painter.drawText(box, Qt::AlignCenter, metrics.elidedText(m_lanes[i], Qt::ElideMiddle, width - 10));
    }
}

void LadderView::paintRow(QPainter &painter, const Row &row, const QRect &area, bool isCurrent, bool alternate) const
{
    const StoryEntry &one = m_story.entries()[row.entry];
    const Token ground = isCurrent ? (hasFocus() ? Token::AccentWash : Token::SelInactive) : alternate ? Token::Alt : Token::Base;
    painter.fillRect(area, color(ground));
    if (isCurrent)
        painter.fillRect(QRect(0, area.y(), 3, area.height()), color(Token::Accent));
    const int time = Theme::instance().scaled(timeWidth), since = Theme::instance().scaled(sinceWidth);
    painter.setFont(Theme::instance().font(Type::Mono));
    painter.setPen(color(Token::Text));
    painter.drawText(QRect(0, area.y(), time - 6, area.height()), Qt::AlignRight | Qt::AlignVCenter,
                     secondsText(one.entry.at - m_story.startedAt()));
    const bool waited = row.sinceLast >= longWait;
    painter.setFont(Theme::instance().font(waited ? Type::MonoStrong : Type::Mono));
    painter.setPen(color(waited ? Token::Warn : Token::Text3));
    if (row.sinceLast.count() > 0)
        painter.drawText(QRect(time, area.y(), since - 8, area.height()), Qt::AlignRight | Qt::AlignVCenter,
                         sinceText(row.sinceLast));
    painter.save();
    painter.setClipRect(area.adjusted(time + since, 0, 0, 0), Qt::IntersectClip);
    painter.setPen(color(Token::Line));
    for (int i = 0; i < m_lanes.size(); ++i)
        painter.drawLine(laneX(i), area.top(), laneX(i), area.bottom());
    if (row.isRtp) {
        paintRtp(painter, row, area);
    } else {
        paintLabel(painter, one, row, area, color(ground));
        painter.setRenderHint(QPainter::Antialiasing);
        paintArrow(painter, one, row, area.bottom() - 5, color(one.failing ? Token::Failed : lineToken(one.entry.kind)));
    }
    painter.restore();
}

/// The lines of the lanes end before it.
void LadderView::paintLabel(QPainter &painter, const StoryEntry &one, const Row &row, const QRect &area,
                            const QColor &ground) const
{
    painter.setFont(Theme::instance().font(Type::Body));
    painter.setPen(color(one.failing ? Token::Failed : one.entry.kind == Kind::Sip ? Token::Text : Token::Text2));
    const QFontMetrics metrics(painter.font());
    const QRect place = labelPlace(row, metrics.horizontalAdvance(one.label) + 2).translated(0, area.y());
    painter.fillRect(place.adjusted(-2, 0, 2, 0), ground);
    painter.drawText(place, Qt::AlignVCenter, metrics.elidedText(one.label, Qt::ElideRight, place.width()));
    if (one.tookMs.isEmpty())
        return;
    painter.setFont(Theme::instance().font(Type::MonoAxis));
    painter.setPen(color(Token::Text3));
    const int x = std::max({laneX(row.from), laneX(row.to), place.right()}) + labelGap;
    painter.drawText(QRect(x, area.y(), 80, area.height()), Qt::AlignLeft | Qt::AlignVCenter, tr("%1 ms").arg(one.tookMs));
}

/// Over the middle of its arrow, or beside the dot of what goes nowhere, and always in sight.
QRect LadderView::labelPlace(const Row &row, int width) const
{
    const int left = Theme::instance().scaled(timeWidth + sinceWidth) + labelGap, right = viewport()->width() - labelGap;
    const int from = laneX(row.from), to = laneX(row.to), shown = std::max(0, std::min(width, right - left));
    const bool isRightOf = from + labelGap + shown <= right;
    const int wanted = from != to ? (from + to - shown) / 2 : isRightOf ? from + labelGap : from - labelGap - shown;
    return {std::clamp(wanted, left, std::max(left, right - shown)), 0, shown, rowHeight() - (from == to ? 0 : 7)};
}

void LadderView::paintArrow(QPainter &painter, const StoryEntry &one, const Row &row, int y, const QColor &tint) const
{
    const int from = laneX(row.from), to = laneX(row.to);
    painter.setPen(QPen(tint, 1.5, lineStyle(one.entry.kind)));
    if (from == to) {
        painter.setBrush(tint);
        painter.drawEllipse(QPointF(from, y - 7), 3, 3);
        return;
    }
    const int way = to > from ? 1 : -1;
    painter.drawLine(from, y, to - way * 2, y);
    painter.setPen(QPen(tint, 1.5));
    const QPointF tip(to, y), upper(to - way * headSize * 1.6, y - headSize), lower(to - way * headSize * 1.6, y + headSize);
    if (one.entry.kind == Kind::Sip) {
        painter.setBrush(tint);
        painter.drawPolygon(QPolygonF{tip, upper, lower});
    } else {
        painter.drawPolyline(QPolygonF{upper, tip, lower});
    }
}

} // namespace ui
