// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/docks/calldetail/callstory.h"
#include "ui/docks/calldetail/qualityhistory.h"

#include <QAbstractScrollArea>
#include <QIcon>

namespace ui {

/// Who said it to whom, as the lanes of the ladder are called; twice the same where it goes nowhere.
std::pair<QString, QString> partiesOf(const StoryEntry &entry);

/// The SIP ladder of a call with the messages of bus and engine between (design §12.2): one row a message, one column a party.
/// Paints visible rows only. Arrows move, Ctrl+C copies the message.
class LadderView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    LadderView(CallStory &story, const QualityHistory &quality, QWidget *parent = nullptr);

    void setShown(core::TimelineKind kind, bool shown);
    /// The band of a call that was answered.
    void setRtpShown(bool shown);
    /// How the lines of a kind look; nullopt: the band.
    static QIcon legend(std::optional<core::TimelineKind> kind);
    bool isShown(core::TimelineKind kind) const { return m_shown[size_t(kind)]; }
    /// The entry of the current row; null when none.
    const StoryEntry *current() const;
    /// Selects the row of the entry with this sequence, if it is shown.
    void select(quint64 sequence);
    /// Rows after the switches.
    int rows() const { return int(m_rows.size()); }
    QStringList lanes() const { return m_lanes; }
    /// Moves to the next (1) or previous (-1) row.
    void step(int by);

Q_SIGNALS:
    void currentChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Row
    {
        size_t entry;
        int from, to; ///< lanes
        core::Nanos sinceLast;
        bool isRtp = false; ///< the band that begins with the entry
    };
    void rebuild();
    int lane(const QString &name);
    bool isOf(const Row &row, quint64 sequence) const;
    QString rtpText() const;
    void paintRtp(QPainter &painter, const Row &row, const QRect &area) const;
    int laneX(int lane) const;
    int rowHeight() const;
    int headHeight() const;
    void setCurrent(int row);
    void paintHead(QPainter &painter) const;
    /// Where the label of a row of `width` px stands, in a row at the top.
    QRect labelPlace(const Row &row, int width) const;
    void paintRow(QPainter &painter, const Row &row, const QRect &area, bool isCurrent, bool alternate) const;
    void paintLabel(QPainter &painter, const StoryEntry &one, const Row &row, const QRect &area, const QColor &ground) const;
    void paintArrow(QPainter &painter, const StoryEntry &one, const Row &row, int y, const QColor &color) const;

    CallStory &m_story;
    const QualityHistory &m_quality;
    std::vector<Row> m_rows;
    QStringList m_lanes;
    std::array<bool, size_t(core::TimelineKind::Count)> m_shown{};
    bool m_isRtpShown = true;
    quint64 m_current = 0; ///< sequence
    QUuid m_call;
};

} // namespace ui
