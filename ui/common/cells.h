// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/state.h"

#include <QList>
#include <QPointF>
#include <QStyledItemDelegate>

#include <functional>

namespace ui {

/// What models answer to the cell delegates besides Display, ToolTip and TextAlignment. A column answers
/// TextAlignmentRole for its header too.
enum CellRole {
    StateRole = Qt::UserRole + 1000, ///< State: glyph and colour
    SecondaryRole,                   ///< QString behind the text, mono in text3: a number behind a name
    MonoRole,                        ///< bool: the text came over the wire
    IconRole,                        ///< QString: icon before the text
    TokenRole,                       ///< int(Token): colour of the text and the icon
    IconTokenRole,                   ///< int(Token): colour of the icon alone
    StrongRole,                      ///< bool: 600 weight
    DimRole,                         ///< bool: an ended or stale row, all text in text3
    LevelsRole,                      ///< QPointF(in, out) in dB; invalid: no value
    ActionRole,                      ///< QString: name of the action behind the flow
    SparkRole,                       ///< QList<float>, oldest first
    CopyRole,                        ///< QString for Ctrl+C where it differs from Display
    RecordedRole,                    ///< bool: it is being recorded, a red mark at the right
};

/// Behind a part of a selected row: the wash, or with high contrast a part of the outline. @param isActive  its view has the focus
void paintChosen(QPainter &painter, const QRect &area, bool isActive, bool isFirst, bool isLast);

/// Row wash, selection bar, alternate base and one text cell with icon and secondary text. Base of the family.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit CellDelegate(QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const final;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    /// `area` is the cell without its padding of 7.
    virtual void paintCell(QPainter &painter, const QRect &area, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const;
    static QColor textColor(const QStyleOptionViewItem &option, const QModelIndex &index, Token usual);
    static QColor iconColor(const QStyleOptionViewItem &option, const QModelIndex &index);
    static bool isStrong(const QModelIndex &index);
    /// Draws elided text and returns what is left of the area.
    static QRect drawText(QPainter &painter, QRect area, const QString &text, const QFont &font, const QColor &color,
                          Qt::Alignment alignment = Qt::AlignLeft);
    static QRect drawIcon(QPainter &painter, QRect area, const QString &name, const QColor &color, int size = 16);
};

/// Glyph and word. Without StateRole only the word.
class StateDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintCell(QPainter &painter, const QRect &area, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override;
};

/// Mono, right, "–" in text3 where there is no value. TokenRole warn brings 600 weight.
class NumberDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintCell(QPainter &painter, const QRect &area, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override;
};

/// In above out, 11 segments each, amber from −9 dB, red from −3 dB. Without LevelsRole "–", or nothing where Display is set.
class MeterDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintCell(QPainter &painter, const QRect &area, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override;
};

/// Flow › icon action: Display, IconRole, ActionRole.
class ActionDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintCell(QPainter &painter, const QRect &area, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override;
};

/// Bars of the last minute: SparkRole.
class SparkDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintCell(QPainter &painter, const QRect &area, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override;
};

/// A small button in the rows of a view.
struct RowAction
{
    QString id;
    QString name; ///< "Hang up"
    QString icon;
    Token token = Token::Text2;
    /// Why it is off for that row; empty: on. Unset: always on.
    std::function<QString(const QModelIndex &)> offReason;
    bool stays = false; ///< on a row whose cell has IconRole it is on, and that icon is in its place
};

/// Icon buttons of 24 px on the current and on the hovered row only; one that is on, with IconRole in its place, on its row. The view needs mouse tracking (TableView and TreeView
/// have it).
class RowActionsDelegate : public CellDelegate
{
    Q_OBJECT

public:
    RowActionsDelegate(QList<RowAction> actions, QObject *parent = nullptr);
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

Q_SIGNALS:
    void triggered(const QString &actionId, const QModelIndex &index);

protected:
    void paintCell(QPainter &painter, const QRect &area, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

private:
    int at(const QRect &cell, const QPoint &position) const;
    static void paintRunning(QPainter &painter, const QRect &cell, const QString &name, const QColor &tint);
    QList<RowAction> m_actions;
};

} // namespace ui
