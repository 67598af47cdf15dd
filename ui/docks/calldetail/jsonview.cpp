// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calldetail/jsonview.h"

#include "ui/common/filterfield.h"
#include "ui/common/labels.h"
#include "ui/common/theme.h"
#include "ui/docks/calldetail/detailparts.h"
#include "ui/docks/calldetail/jsontree.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStackedWidget>
#include <QToolButton>

#include <algorithm>

namespace ui {
namespace {
constexpr size_t mostPlaces = 2000;
constexpr int countWidth = 96;
} // namespace

JsonView::JsonView(QWidget *parent)
    : QWidget(parent),
      m_field(new FilterField(tr("key or value"))),
      m_count(new QLabel),
      m_text(makeTextView(tr("Call as JSON"))),
      m_tree(new JsonTree),
      m_pages(new QStackedWidget),
      m_raw(makeTool(QStringLiteral("json"), tr("Raw text")))
{
    m_field->setObjectName(QStringLiteral("jsonSearch"));
    m_field->setAccessibleName(tr("Search in the JSON"));
    m_field->setHint(QStringLiteral("Ctrl F"));
    m_field->setView(m_tree);
    m_pages->addWidget(m_tree);
    m_pages->addWidget(m_text);
    m_raw->setCheckable(true);
    connect(m_raw, &QToolButton::toggled, this, &JsonView::showRaw);
    useWidth(m_field, 230);
    m_field->installEventFilter(this);
    m_count->setProperty("role", QStringLiteral("text3"));
    useWidth(m_count, countWidth);
    auto *back = makeTool(QStringLiteral("chevron-up"), tr("Previous place"), QStringLiteral("Shift+Enter"));
    auto *next = makeTool(QStringLiteral("chevron-down"), tr("Next place"), QStringLiteral("Enter"));
    auto *copy = makeTool(QStringLiteral("copy"), tr("Copy the JSON"));
    connect(m_field, &FilterField::filterChanged, this, &JsonView::look);
    connect(back, &QToolButton::clicked, this, [this] { go(-1); });
    connect(next, &QToolButton::clicked, this, [this] { go(1); });
    connect(copy, &QToolButton::clicked, this, [this] { QApplication::clipboard()->setText(text()); });
    connect(&Theme::instance(), &Theme::changed, this, &JsonView::mark);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(10, 3, 10, 3);
    bar->setSpacing(6);
    for (QWidget *one : std::initializer_list<QWidget *>{m_field, back, next, m_count})
        bar->addWidget(one);
    bar->addStretch();
    bar->addWidget(m_raw);
    bar->addWidget(copy);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_pages, 1);
    setFocusProxy(m_tree);
}

QString JsonView::text() const { return m_text->toPlainText(); }

void JsonView::setText(const QString &text)
{
    if (this->text() == text)
        return;
    const int place = m_text->verticalScrollBar()->value(), chosen = m_current;
    m_text->setPlainText(text);
    m_tree->setJson(text);
    showRaw(m_raw->isChecked());
    look();
    m_current = std::min(chosen, found() - 1);
    mark();
    m_text->verticalScrollBar()->setValue(place);
}

void JsonView::showRaw(bool raw)
{
    QWidget *shown = raw || m_tree->model()->rowCount() == 0 ? static_cast<QWidget *>(m_text) : m_tree;
    const bool isFocused = m_pages->currentWidget()->hasFocus();
    m_pages->setCurrentWidget(shown);
    m_field->setView(shown);
    setFocusProxy(shown);
    if (isFocused)
        shown->setFocus();
}

void JsonView::search()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

bool JsonView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            go(key->modifiers() & Qt::ShiftModifier ? -1 : 1);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void JsonView::look()
{
    const QString wanted = m_field->text().trimmed(), all = text();
    m_places.clear();
    m_current = -1;
    for (qsizetype at = 0; !wanted.isEmpty() && m_places.size() < mostPlaces; at += wanted.size()) {
        at = all.indexOf(wanted, at, Qt::CaseInsensitive);
        if (at < 0)
            break;
        m_places.push_back(int(at));
    }
    if (!m_places.empty())
        go(1);
    else
        mark();
}

void JsonView::go(int by)
{
    if (m_places.empty())
        return;
    m_current = m_current < 0 && by < 0 ? found() - 1 : (m_current + by + found()) % found();
    QTextCursor cursor(m_text->document());
    cursor.setPosition(m_places[size_t(m_current)]);
    m_text->setTextCursor(cursor);
    m_text->centerCursor();
    m_tree->showLine(cursor.blockNumber());
    mark();
}

void JsonView::mark()
{
    QList<QTextEdit::ExtraSelection> marks;
    const auto length = int(m_field->text().trimmed().size());
    for (int i = 0; i < found(); ++i) {
        QTextEdit::ExtraSelection one;
        one.cursor = QTextCursor(m_text->document());
        one.cursor.setPosition(m_places[size_t(i)]);
        one.cursor.setPosition(m_places[size_t(i)] + length, QTextCursor::KeepAnchor);
        one.format.setBackground(color(i == m_current ? Token::AccentFill : Token::AccentWash));
        one.format.setForeground(color(i == m_current ? Token::AccentText : Token::Text));
        marks += one;
    }
    m_text->setExtraSelections(marks);
    const bool searched = length > 0;
    m_count->setText(!searched ? QString() : m_places.empty() ? tr("not found") : tr("%1 of %2").arg(current()).arg(found()));
}

} // namespace ui
