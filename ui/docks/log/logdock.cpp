// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/log/logdock.h"

#include "ui/common/cells.h"
#include "ui/common/emptypage.h"
#include "ui/common/filterfield.h"
#include "ui/common/formats.h"
#include "ui/common/iconcache.h"
#include "ui/common/labels.h"
#include "ui/common/views.h"

#include <QComboBox>
#include <QPushButton>
#include <QScrollBar>

namespace ui {
namespace {
constexpr int fetchMs = 250;
constexpr size_t linesKept = 20'000;
} // namespace

LogModel::LogModel(Host &host, QObject *parent) : QAbstractTableModel(parent), m_host(host)
{
    m_wallOffsetMicros = host.clock().wall().micros() - host.clock().now().count() / 1000;
}

bool LogModel::passes(const core::TimelineEntry &entry) const
{
    if (entry.kind != core::TimelineKind::Log || entry.level < m_level)
        return false;
    return m_text.isEmpty() || entry.text.contains(m_text, Qt::CaseInsensitive) ||
           entry.source.contains(m_text, Qt::CaseInsensitive) ||
           (!entry.callId.isNull() && core::toText(entry.callId).startsWith(m_text, Qt::CaseInsensitive));
}

int LogModel::fetch()
{
    std::vector<core::TimelineEntry> found = m_host.timeline().since(m_last, linesKept);
    if (found.empty())
        return 0;
    m_last = found.back().sequence;
    const size_t all =
        size_t(std::count_if(found.begin(), found.end(), [](const auto &one) { return one.kind == core::TimelineKind::Log; }));
    std::erase_if(found, [this](const auto &one) { return !passes(one); });
    m_hidden += int(all - found.size());
    if (found.empty())
        return 0;
    beginInsertRows({}, rowCount(), rowCount() + int(found.size()) - 1);
    m_lines.insert(m_lines.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    endInsertRows();
    if (m_lines.size() > linesKept) {
        const size_t excess = m_lines.size() - linesKept;
        beginRemoveRows({}, 0, int(excess) - 1);
        m_lines.erase(m_lines.begin(), m_lines.begin() + long(excess));
        endRemoveRows();
    }
    return int(found.size());
}

void LogModel::setFilter(int level, const QString &text)
{
    if (m_level == level && m_text == text)
        return;
    m_level = level;
    m_text = text;
    readAgain();
}

void LogModel::readAgain()
{
    beginResetModel();
    m_lines.clear();
    m_last = 0;
    m_hidden = 0;
    endResetModel();
    fetch();
}

int LogModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_lines.size()); }

int LogModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : Count; }

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= int(m_lines.size()))
        return {};
    const core::TimelineEntry &line = m_lines[size_t(index.row())];
    const int column = index.column();
    static const std::array words{tr("Debug"), tr("Info"), tr("Warn"), tr("Error")};
    static constexpr std::array tokens{Token::Text3, Token::Text2, Token::Warn, Token::Failed};
    static constexpr std::array states{State::None, State::None, State::Degraded, State::Failed};
    const size_t level = size_t(std::clamp(line.level, 0, 3));
    switch (role) {
    case Qt::DisplayRole:
        switch (Column(column)) {
        case Time: return format::traceClock(core::Timestamp::fromMicros(line.at.count() / 1000 + m_wallOffsetMicros));
        case Level: return words[level];
        case From: return line.source;
        case Call: return line.callId.isNull() ? QString() : format::shortId(line.callId);
        case Message: return line.text.simplified();
        case Count: break;
        }
        return {};
    case CallIdRole: return line.callId;
    case MonoRole: return column == Time || column == Call;
    case StateRole: return column == Level && level >= 2 ? QVariant::fromValue(states[level]) : QVariant();
    case TokenRole:
        if (column == Level)
            return int(tokens[level]);
        return column == Call                    ? QVariant(int(Token::Accent))
               : column == Message && level == 3 ? QVariant(int(Token::Failed))
                                                 : QVariant();
    case Qt::ToolTipRole:
        return column == Message ? line.text : column == Call && !line.callId.isNull() ? core::toText(line.callId) : QString();
    case CopyRole: return column == Message ? line.text : QString();
    default: return {};
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case Time: return tr("Time");
    case Level: return tr("Level");
    case From: return tr("From");
    case Call: return tr("Call");
    case Message: return tr("Message");
    case Count: break;
    }
    return {};
}

LogDock::LogDock(Host &host, CommandRegistry &commands, QWidget *parent)
    : Dock(QStringLiteral("log"), tr("Log"), QStringLiteral("log"), parent),
      m_model(new LogModel(host, this)),
      m_table(new TableView),
      m_field(new FilterField(tr("text, service, call id"))),
      m_level(new QComboBox),
      m_new(new QPushButton),
      m_empty(new EmptyPage)
{
    m_table->setAccessibleName(tr("Log lines"));
    m_empty->set(QStringLiteral("log"), tr("No lines"), tr("Nothing has been logged that passes the filter."));
    m_table->support()->setEmptyPage(m_empty);
    m_table->support()->setFilter(m_field);
    m_table->setModel(m_model);
    m_table->support()->setColumns({{104}, {76, false, false, 1}, {110, false, false, 2}, {54, false, false, 3}, {280, true}});
    m_table->setItemDelegateForColumn(LogModel::Level, new StateDelegate(m_table));
    m_level->addItems({tr("Everything"), tr("Info and worse"), tr("Warnings and errors"), tr("Errors")});
    m_level->setCurrentIndex(1);
    m_level->setAccessibleName(tr("Lowest level shown"));
    m_level->setFixedHeight(26);
    m_new->setFixedHeight(24);
    m_new->hide();
    useWidth(m_field, 210);
    header()->addTool(m_new);
    header()->addTool(m_level);
    header()->addTool(m_field);
    setContent(m_table, m_table);
    connect(m_level, &QComboBox::currentIndexChanged, this, [this](int level) {
        m_model->setFilter(level, m_field->text().trimmed());
        follow();
    });
    connect(m_field, &FilterField::filterChanged, this, [this](const QString &text) {
        m_model->setFilter(m_level->currentIndex(), text);
        follow();
    });
    connect(m_new, &QPushButton::clicked, this, &LogDock::follow);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        m_following = isAtEnd();
        if (m_following) {
            m_unseen = 0;
            m_new->hide();
        }
    });
    connect(m_table, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        const QUuid call = index.data(LogModel::CallIdRole).toUuid();
        if (index.column() == LogModel::Call && !call.isNull())
            filterBy(core::toText(call));
    });
    commands.add({"log.follow",
                  tr("Follow the newest line"),
                  "follow",
                  QKeySequence(Qt::Key_End),
                  Menu::View,
                  4,
                  {},
                  [this] { follow(); },
                  {},
                  m_table,
                  tr("Log")},
                 this);
    m_timer.setInterval(fetchMs);
    connect(&m_timer, &QTimer::timeout, this, &LogDock::fetch);
}

void LogDock::filterBy(const QString &text)
{
    m_field->setText(text);
    takeFocus();
}

bool LogDock::isAtEnd() const
{
    const QScrollBar *bar = m_table->verticalScrollBar();
    return bar->value() >= bar->maximum() - 4;
}

void LogDock::fetch()
{
    const bool following = m_following;
    const int fresh = m_model->fetch();
    if (fresh == 0)
        return;
    if (following) {
        follow();
        return;
    }
    m_unseen += fresh;
    m_new->setText(tr("Stopped, %Ln new", nullptr, m_unseen));
    m_new->show();
}

void LogDock::follow()
{
    m_table->scrollToBottom();
    m_following = true;
    m_unseen = 0;
    m_new->hide();
}

void LogDock::showEvent(QShowEvent *event)
{
    Dock::showEvent(event);
    fetch();
    m_timer.start();
}

void LogDock::hideEvent(QHideEvent *event)
{
    Dock::hideEvent(event);
    m_timer.stop();
}

} // namespace ui
