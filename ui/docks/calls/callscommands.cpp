// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of Live calls, its menu and the bar for several selected calls.
#include "ui/common/callactions.h"
#include "ui/common/callsmodel.h"
#include "ui/common/formats.h"
#include "ui/common/iconcache.h"
#include "ui/common/labels.h"
#include "ui/common/reasons.h"
#include "ui/common/requesttext.h"
#include "ui/common/views.h"
#include "ui/docks/calls/callsdock.h"
#include "ui/docks/calls/callstree.h"
#include "ui/docks/calls/callsview.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>

namespace ui {
namespace {
/// Buttons in a row that give up their texts, the last one at the end, rather than push the dock over its neighbours.
class BulkBar : public QWidget
{
public:
    BulkBar() { setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); }
    void setTexts(const QList<QPushButton *> &buttons, const QStringList &texts)
    {
        m_buttons = buttons;
        m_texts = texts;
        fit();
    }
    QSize minimumSizeHint() const override { return QSize(0, QWidget::minimumSizeHint().height()); }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QWidget::resizeEvent(event);
        fit();
    }

private:
    void fit()
    {
        const auto last = m_buttons.size() - 1;
        for (const qsizetype iconsOnly : {qsizetype(0), last, last + 1}) {
            for (qsizetype i = 0; i <= last; ++i)
                m_buttons[i]->setText(i < iconsOnly ? QString() : m_texts[i]);
            layout()->invalidate();
            if (layout()->minimumSize().width() <= width())
                return;
        }
    }

    QList<QPushButton *> m_buttons;
    QStringList m_texts;
};
} // namespace

void CallsDock::addCommand(const QString &id, const QString &text, const QString &iconName, const QKeySequence &keys, int group,
                           std::function<QString()> offReason, std::function<void()> run, std::function<QString()> textNow)
{
    const bool single = keys.count() == 1 && keys[0].keyboardModifiers() == Qt::NoModifier;
    Command command;
    command.id = id;
    command.text = text;
    command.icon = iconName;
    command.shortcut = keys;
    command.menu = Menu::Call;
    command.group = group;
    command.offReason = std::move(offReason);
    command.run = std::move(run);
    command.textNow = std::move(textNow);
    command.scope = single ? m_table : nullptr;
    command.place = tr("Live calls");
    m_commands.add(std::move(command), this);
}

void CallsDock::addSoundCommands(CommandRegistry &)
{
    const auto audible = [this] { return whyNotOn(true); };
    const auto keys = [](int key) { return QKeySequence(key); };
    const auto on = [this](void (CallActions::*act)(const QList<QUuid> &)) {
        return [this, act] { (m_actions->*act)(selected()); };
    };
    const auto areAll = [this](CallsSelection::Trait trait) { return m_table->selection().areAll(trait); };
    const auto either = [areAll](CallsSelection::Trait trait, const QString &on, const QString &off) {
        return [areAll, trait, on, off] { return areAll(trait) ? off : on; };
    };
    const auto addMute = [&](const char *id, const QString &on, const char *iconName, const QKeySequence &key,
                             const char *direction, CallsSelection::Trait trait, const QString &off) {
        const QString way = QLatin1String(direction);
        addCommand(
            QLatin1String(id), on, QLatin1String(iconName), key, 1, audible,
            [this, way] { m_actions->toggleMute(selected(), way); },
            [areAll, trait, off] { return areAll(trait) ? off : QString(); });
    };
    addCommand("calls.hold", tr("Hold, or take off hold"), "hold", keys(Qt::Key_H), 1, audible, on(&CallActions::toggleHold),
               either(CallsSelection::Held, tr("Hold"), tr("Take off hold")));
    addMute("calls.mute", tr("Mute in and out"), "mute", keys(Qt::Key_M), "both", CallsSelection::MutedBoth, tr("Unmute"));
    addMute("calls.muteIn", tr("Mute in: nobody hears the phone"), "mic-off", {}, "in", CallsSelection::MutedIn,
            tr("Unmute in: the phone is heard again"));
    addMute("calls.muteOut", tr("Mute out: the phone hears nobody"), "speaker-off", {}, "out", CallsSelection::MutedOut,
            tr("Unmute out: the phone hears again"));
    addCommand("calls.music", tr("Music on hold, on or off"), "moh", {}, 1, audible, on(&CallActions::toggleMusic),
               either(CallsSelection::Music, tr("Music on hold"), tr("Stop the music on hold")));
    addCommand("calls.silence", tr("Silence, on or off"), "speaker-off", {}, 1, audible, on(&CallActions::toggleSilence),
               either(CallsSelection::Silent, tr("Silence"), tr("End the silence")));
    addCommand("calls.play", tr("Play file…"), "play", {}, 2, audible, on(&CallActions::play));
    addCommand("calls.say", tr("Say text…"), "say", keys(Qt::Key_S), 2, audible, on(&CallActions::say));
    addCommand("calls.stopMedia", tr("Stop what plays"), "stop", {}, 2, audible, on(&CallActions::stopMedia));
    addCommand("calls.digits", tr("Send digits…"), "keypad", keys(Qt::Key_D), 2, audible, on(&CallActions::sendDigits));
    addCommand("calls.record", tr("Record"), "record", keys(Qt::Key_R), 2, audible, on(&CallActions::toggleRecording),
               [areAll] { return areAll(CallsSelection::Recorded) ? tr("Stop recording") : QString(); });
    addCommand("calls.transfer", tr("Transfer…"), "transfer", keys(Qt::Key_T), 3, audible, on(&CallActions::transfer));
    addCommand(
        "calls.chain", tr("Chain to the first selected…"), "chain", keys(Qt::Key_C), 3,
        [this] { return m_table->selection().count() < 2 ? tr("Select two calls or more.") : whyNotOn(false); },
        on(&CallActions::chain));
    addCommand("calls.join", tr("Join to room…"), "confbridge", keys(Qt::Key_J), 3, audible,
               [this] { Q_EMIT joinWanted(selected()); });
}

void CallsDock::addCommands(CommandRegistry &commands)
{
    const QString place = tr("Live calls");
    commands.setSubject(place, [this] {
        const QList<QUuid> ids = selected();
        const contract::Call *one = ids.size() == 1 ? m_model->call(ids.front()) : nullptr;
        if (!one)
            return ids.isEmpty() ? tr("Selected calls: none") : tr("%Ln selected call(s)", nullptr, int(ids.size()));
        const bool isOutgoing = one->direction == contract::direction::outgoing;
        return tr("Selected call: %1").arg(format::isolated(m_model->partyOf(isOutgoing ? one->destination : one->source)));
    });
    addCommand("calls.new", tr("New call…"), "phone", QKeySequence(Qt::CTRL | Qt::Key_N), 0, {},
               [this] { Q_EMIT newCallWanted(); });
    const auto chosen = [this] { return m_table->selection().count() == 0 ? tr("No call is selected.") : QString(); };
    addCommand("calls.detail", tr("Why? Open call detail"), "explain", QKeySequence(Qt::Key_W), 1, chosen,
               [this] { Q_EMIT detailWanted(); });
    addCommand(
        "calls.hangup", tr("Hang up selected calls"), "hangup", QKeySequence(Qt::CTRL | Qt::Key_H), 5,
        [this] { return whyNotOn(false); }, [this] { m_actions->hangup(selected()); },
        [this] {
            const int count = m_table->selection().count();
            return count > 1 ? tr("Hang up %Ln calls…", nullptr, count) : QString();
        });
    commands.add({"calls.copyRequest",
                  tr("Copy hang up as request"),
                  "copy-request",
                  QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C),
                  Menu::Edit,
                  1,
                  [this] { return whyNotOn(false); },
                  [this] { copyAsRequest(); },
                  {},
                  m_table,
                  place},
                 this);
    commands.add({"calls.refresh",
                  tr("Read calls again"),
                  "refresh",
                  QKeySequence(Qt::Key_F5),
                  Menu::View,
                  3,
                  {},
                  [this] { m_model->refresh(); },
                  {},
                  m_table,
                  place},
                 this);
    commands.add({"calls.ended",
                  tr("Ended calls too"),
                  "history",
                  {},
                  Menu::View,
                  3,
                  {},
                  [this] {
                      m_model->setKeepEnded(!m_model->keepsEnded());
                      updateSummary();
                      updateEmptyPage();
                  },
                  [this] { return m_model->keepsEnded(); },
                  nullptr,
                  place},
                 this);
    commands.add({"calls.tree",
                  tr("Calls as a tree"),
                  "tree",
                  {},
                  Menu::View,
                  3,
                  {},
                  [this] { m_tree->setTree(!m_tree->isTree()); },
                  [this] { return m_tree->isTree(); },
                  nullptr,
                  place},
                 this);
    commands.add({"calls.columns",
                  tr("Columns and order of Calls"),
                  "columns",
                  QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L),
                  Menu::None,
                  0,
                  {},
                  [this] {
                      QMenu *menu = m_table->support()->columnsMenu();
                      addSortMenu(*menu);
                      menu->setAttribute(Qt::WA_DeleteOnClose);
                      const QHeaderView *header = m_table->horizontalHeader();
                      menu->popup(m_table->underMouse() ? QCursor::pos() : header->mapToGlobal(header->rect().bottomLeft()));
                  },
                  {},
                  m_table,
                  place},
                 this);
}

/// What a click on a header does, for the keyboard.
void CallsDock::addSortMenu(QMenu &menu)
{
    QHeaderView *header = m_table->horizontalHeader();
    menu.addSeparator();
    QMenu *orders = menu.addMenu(tr("Sort by"));
    auto *group = new QActionGroup(orders);
    for (int column = -1; column < CallsModel::Actions; ++column) {
        const QString name = column < 0 ? tr("Waiting first, then the newest")
                                        : m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        QAction *action = group->addAction(orders->addAction(name));
        action->setCheckable(true);
        action->setChecked(header->sortIndicatorSection() == column);
        connect(action, &QAction::triggered, header, [header, column] {
            const bool isAgain = header->sortIndicatorSection() == column && header->sortIndicatorOrder() == Qt::AscendingOrder;
            header->setSortIndicator(column, isAgain ? Qt::DescendingOrder : Qt::AscendingOrder);
        });
    }
}

QString CallsDock::whyNotOn(bool audible) const
{
    const CallsSelection &selection = m_table->selection();
    const int count = selection.count();
    if (count == 0)
        return tr("No call is selected.");
    if (selection.count(audible ? CallsSelection::Audible : CallsSelection::Alive) > 0)
        return {};
    if (count > 1)
        return audible ? tr("None of the %Ln calls is in progress.", nullptr, count)
                       : tr("All %Ln calls have ended.", nullptr, count);
    return audible ? tr("The call is not in progress.") : tr("The call has ended.");
}

void CallsDock::copyAsRequest()
{
    QStringList lines;
    for (const QUuid &id : selected())
        lines += requestText(contract::service::call, clients::post, clients::path("calls", id, "/hangup"));
    QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

QWidget *CallsDock::makeContent()
{
    m_bulk = new BulkBar;
    m_bulkText = new QLabel;
    useFont(m_bulkText, Type::Strong);
    auto *row = new QHBoxLayout(m_bulk);
    row->setContentsMargins(10, 5, 10, 5);
    row->setSpacing(8);
    row->addWidget(m_bulkText);
    const auto add = [&](const char *id, const char *iconName) {
        auto *button = new QPushButton(icon(QLatin1String(iconName)), {});
        button->setObjectName(QLatin1String("bulk.") + QLatin1String(id));
        connect(button, &QPushButton::clicked, this, [this, id] { m_commands.run(QLatin1String("calls.") + QLatin1String(id)); });
        row->addWidget(button);
        m_bulkButtons += button;
        return button;
    };
    add("hold", "hold");
    add("mute", "mute");
    add("say", "say");
    add("join", "confbridge");
    add("transfer", "transfer");
    row->addStretch();
    add("hangup", "hangup")->setProperty("role", QStringLiteral("danger"));
    m_bulk->hide();
    auto *whole = new QWidget;
    auto *column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_table, 1);
    column->addWidget(m_bulk);
    return whole;
}

void CallsDock::updateBulkBar()
{
    const CallsSelection &selection = m_table->selection();
    const int count = selection.count();
    m_bulk->setVisible(count > 1);
    if (count < 2)
        return;
    m_bulkText->setText(tr("%Ln calls selected", nullptr, count));
    const bool areHeld = selection.areAll(CallsSelection::Held), areMuted = selection.areAll(CallsSelection::MutedBoth);
    const QStringList texts{areHeld ? tr("Take %Ln off hold", nullptr, count) : tr("Hold %Ln", nullptr, count),
                            areMuted ? tr("Unmute %Ln", nullptr, count) : tr("Mute %Ln", nullptr, count),
                            tr("Say to %Ln…", nullptr, count),
                            tr("Join %Ln to room…", nullptr, count),
                            tr("Transfer %Ln…", nullptr, count),
                            tr("Hang up %Ln…", nullptr, count)};
    for (qsizetype i = 0; i < m_bulkButtons.size(); ++i) {
        QPushButton *button = m_bulkButtons[i];
        const QString id = QLatin1String("calls.") + button->objectName().section(QLatin1Char('.'), 1);
        setOn(button);
        setNames(button, texts[i]);
        setOffIf(button, texts[i], m_commands.offReason(id));
    }
    static_cast<BulkBar *>(m_bulk)->setTexts(m_bulkButtons, texts);
}

void CallsDock::showMenu(const QPoint &at)
{
    m_commands.refreshNow();
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("callsMenu"));
    menu.setToolTipsVisible(true);
    const QList<QStringList> groups{{"detail"},
                                    {"hold", "mute", "muteIn", "muteOut", "music", "silence"},
                                    {"play", "say", "stopMedia", "digits", "record"},
                                    {"listen", "whisper", "barge"},
                                    {"transfer", "chain", "join"}};
    for (const QStringList &group : groups) {
        for (const QString &id : group) {
            if (QAction *action = m_commands.action(QStringLiteral("calls.") + id))
                menu.addAction(action);
        }
        menu.addSeparator();
    }
    menu.addAction(icon(QStringLiteral("copy")), tr("Copy rows"), this,
                   [this] { QApplication::clipboard()->setText(m_table->support()->selectedText()); });
    const auto copyEach = [this](const auto &textOf) {
        QStringList lines;
        for (const QUuid &id : selected())
            lines += textOf(id);
        QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
    };
    menu.addAction(icon(QStringLiteral("copy")), tr("Copy number"), this, [this, copyEach] {
        copyEach([this](const QUuid &id) {
            const contract::Call *call = m_model->call(id);
            const bool isOutgoing = call && call->direction == contract::direction::outgoing;
            return call ? CallsModel::numberOf(isOutgoing ? call->destination : call->source) : QString();
        });
    });
    menu.addAction(icon(QStringLiteral("copy")), tr("Copy id"), this,
                   [copyEach] { copyEach([](const QUuid &id) { return core::toText(id); }); });
    if (selected().isEmpty()) {
        for (QAction *one : menu.actions()) {
            if (one->parent() == &menu && !one->isSeparator())
                setOff(one, one->text(), tr("No call is selected."));
        }
    }
    menu.addAction(m_commands.action(QStringLiteral("calls.copyRequest")));
    menu.addSeparator();
    menu.addAction(m_commands.action(QStringLiteral("calls.hangup")));
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

} // namespace ui
