// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of Live calls, its menu and the bar for several selected calls.
#include "ui/common/callactions.h"
#include "ui/common/callsmodel.h"
#include "ui/common/iconcache.h"
#include "ui/common/reasons.h"
#include "ui/common/views.h"
#include "ui/docks/calls/callsdock.h"
#include "ui/docks/calls/callsview.h"

#include <QAction>
#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>

namespace ui {
namespace {
namespace callstatus = contract::callstatus;

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
    const auto either = [this](bool (CallActions::*is)(const QList<QUuid> &) const, const QString &on, const QString &off) {
        return [this, is, on, off] { return (m_actions->*is)(selected()) ? off : on; };
    };
    const auto addMute = [&](const char *id, const QString &on, const char *iconName, const QKeySequence &key,
                             const char *direction, const QString &off) {
        const QString way = QLatin1String(direction);
        addCommand(
            QLatin1String(id), on, QLatin1String(iconName), key, 1, audible,
            [this, way] { m_actions->toggleMute(selected(), way); },
            [this, way, off] { return m_actions->areMuted(selected(), way) ? off : QString(); });
    };
    addCommand("calls.hold", tr("Hold, or take off hold"), "hold", keys(Qt::Key_H), 1, audible, on(&CallActions::toggleHold),
               either(&CallActions::areHeld, tr("Hold"), tr("Take off hold")));
    addMute("calls.mute", tr("Mute in and out"), "mute", keys(Qt::Key_M), "both", tr("Unmute"));
    addMute("calls.muteIn", tr("Mute in: nobody hears the phone"), "mic-off", {}, "in",
            tr("Unmute in: the phone is heard again"));
    addMute("calls.muteOut", tr("Mute out: the phone hears nobody"), "speaker-off", {}, "out",
            tr("Unmute out: the phone hears again"));
    addCommand("calls.music", tr("Music on hold, on or off"), "moh", {}, 1, audible, on(&CallActions::toggleMusic),
               either(&CallActions::haveMusic, tr("Music on hold"), tr("Stop the music on hold")));
    addCommand("calls.silence", tr("Silence, on or off"), "speaker-off", {}, 1, audible, on(&CallActions::toggleSilence),
               either(&CallActions::areSilent, tr("Silence"), tr("End the silence")));
    addCommand("calls.play", tr("Play file…"), "play", {}, 2, audible, on(&CallActions::play));
    addCommand("calls.say", tr("Say text…"), "say", keys(Qt::Key_S), 2, audible, on(&CallActions::say));
    addCommand("calls.stopMedia", tr("Stop what plays"), "stop", {}, 2, audible, on(&CallActions::stopMedia));
    addCommand("calls.digits", tr("Send digits…"), "keypad", keys(Qt::Key_D), 2, audible, on(&CallActions::sendDigits));
    addCommand("calls.record", tr("Record"), "record", keys(Qt::Key_R), 2, audible, on(&CallActions::toggleRecording),
               [this] { return m_actions->isRecorded(selected()) ? tr("Stop recording") : QString(); });
    addCommand("calls.transfer", tr("Transfer…"), "transfer", keys(Qt::Key_T), 3, audible, on(&CallActions::transfer));
    addCommand(
        "calls.chain", tr("Chain to the first selected…"), "chain", keys(Qt::Key_C), 3,
        [this] { return selected().size() < 2 ? tr("Select two calls or more.") : whyNotOn(false); }, on(&CallActions::chain));
    addCommand("calls.join", tr("Join to room…"), "confbridge", keys(Qt::Key_J), 3, audible,
               [this] { Q_EMIT joinWanted(selected()); });
}

void CallsDock::addCommands(CommandRegistry &commands)
{
    const QString place = tr("Live calls");
    addCommand("calls.new", tr("New call…"), "phone", QKeySequence(Qt::CTRL | Qt::Key_N), 0, {},
               [this] { Q_EMIT newCallWanted(); });
    const auto chosen = [this] { return selected().isEmpty() ? tr("No call is selected.") : QString(); };
    addCommand("calls.detail", tr("Why? Open call detail"), "explain", QKeySequence(Qt::Key_W), 0, chosen,
               [this] { Q_EMIT detailWanted(); });
    addCommand(
        "calls.hangup", tr("Hang up selected calls"), "hangup", QKeySequence(Qt::CTRL | Qt::Key_H), 5,
        [this] { return whyNotOn(false); }, [this] { m_actions->hangup(selected()); });
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
                  [this] { m_model->setKeepEnded(!m_model->keepsEnded()); },
                  [this] { return m_model->keepsEnded(); },
                  nullptr,
                  place},
                 this);
    commands.add({"calls.columns",
                  tr("Columns of Calls"),
                  "columns",
                  QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L),
                  Menu::None,
                  0,
                  {},
                  [this] {
                      QMenu *menu = m_table->support()->columnsMenu();
                      menu->setAttribute(Qt::WA_DeleteOnClose);
                      const QHeaderView *header = m_table->horizontalHeader();
                      menu->popup(m_table->underMouse() ? QCursor::pos() : header->mapToGlobal(header->rect().bottomLeft()));
                  },
                  {},
                  m_table,
                  place},
                 this);
}

QString CallsDock::whyNotOn(bool audible) const
{
    if (m_selected.isEmpty())
        return tr("No call is selected.");
    for (const QUuid &id : m_selected) {
        const contract::Call *call = m_model->call(id);
        if (call && (audible ? call->status == callstatus::progressing : call->status != callstatus::hangup))
            return {};
    }
    const int count = int(m_selected.size());
    if (count > 1)
        return audible ? tr("None of the %n calls is in progress.", nullptr, count)
                       : tr("All %n calls have ended.", nullptr, count);
    return audible ? tr("The call is not in progress.") : tr("The call has ended.");
}

void CallsDock::copyAsRequest()
{
    QStringList lines;
    for (const QUuid &id : m_selected) {
        bus::Request request;
        request.method = clients::post;
        request.uri = clients::path("calls", id, "/hangup");
        request.publisher = contract::service::window;
        lines += contract::requestQueue(contract::service::call) + QLatin1Char(' ') +
                 core::fromUtf8(core::dumpJson(contract::toJson(request)));
    }
    QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

QWidget *CallsDock::makeContent()
{
    m_bulk = new BulkBar;
    m_bulkText = new QLabel;
    m_bulkText->setFont(Theme::instance().font(Type::Strong));
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
    const int count = int(m_selected.size());
    m_bulk->setVisible(count > 1);
    if (count < 2)
        return;
    m_bulkText->setText(tr("%n calls selected", nullptr, count));
    const bool areHeld = m_actions->areHeld(m_selected), areMuted = m_actions->areMuted(m_selected, QStringLiteral("both"));
    const QStringList texts{areHeld ? tr("Take %n off hold", nullptr, count) : tr("Hold %n", nullptr, count),
                            areMuted ? tr("Unmute %n", nullptr, count) : tr("Mute %n", nullptr, count),
                            tr("Say to %n…", nullptr, count),
                            tr("Join %n to room…", nullptr, count),
                            tr("Transfer %n…", nullptr, count),
                            tr("Hang up %n…", nullptr, count)};
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
        for (const QUuid &id : m_selected)
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
    menu.addAction(m_commands.action(QStringLiteral("calls.copyRequest")));
    menu.addSeparator();
    menu.addAction(m_commands.action(QStringLiteral("calls.hangup")));
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

} // namespace ui
