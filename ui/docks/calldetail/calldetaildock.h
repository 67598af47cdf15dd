// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/commands.h"
#include "ui/common/dock.h"
#include "ui/docks/calldetail/callstory.h"
#include "ui/docks/calldetail/qualityhistory.h"

#include <QTimer>

class QLabel;
class QPlainTextEdit;
class QTabWidget;
class QToolButton;

namespace ui {

class CallActions;
class CallsModel;
class EmptyPage;
class FlowPathView;
class JsonView;
class LadderView;
class LevelFeed;
class Monitor;
class QualityPlots;
class TimelineView;
class VerdictStrip;

/// Call detail (design §12.2): timeline, SIP ladder, media, flow path and JSON of one call, also after its end.
class CallDetailDock : public Dock
{
    Q_OBJECT

public:
    enum Tab { Timeline, Ladder, Media, FlowPath, Json };

    CallDetailDock(Host &host, CallsModel &calls, CallActions &actions, Monitor &monitor, CommandRegistry &commands,
                   QWidget *parent = nullptr);

    /// Shows the call; nil and unknown ids leave what is shown.
    void setCall(const QUuid &id);
    /// Shows what is known of the call with this SIP Call-ID, also one that was refused before it had a record.
    /// @return whether anything is
    bool showBySipCallId(const QString &sipCallId);
    void openTab(Tab tab);
    /// Calls that were refused before they had a record.
    RefusedCalls &refused() { return *m_refused; }
    const CallStory &story() const { return *m_story; }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeMessage();
    QWidget *makeLadderTab();
    QWidget *makeTimelineTab();
    void addCommands(CommandRegistry &commands);
    void addCallCommands(CommandRegistry &commands);
    void makeHeader();
    void updateMessagePanel();
    void showStep();
    void refresh();
    void showCall();
    void showMessage(quint64 sequence);
    /// The one before of the same kind, between the same two; null when there is none.
    const StoryEntry *previousOfItsKind(size_t entry) const;
    void showCauses(size_t entry);
    void showSteps();
    void showSummary();
    void showJson();
    core::Task<void> loadActiveflow(QUuid id);
    void askForExport();
    void offerExport(const KeptRtp &kept);
    QString whyNoRtp(const KeptRtp &kept) const;
    QString rtpText(const KeptRtp &kept) const;
    void exportPcap(std::shared_ptr<const std::vector<RtpPacket>> rtp);
    void step(int by);
    QString whyEmpty() const;
    QString whyNotEntered() const;
    QString whyNotAlive() const;
    /// Whose call it is, for people.
    QString partyOf(const contract::Call &call) const;
    core::Nanos begunAt(const contract::Call &call) const;
    void present();
    void showRefused(const RefusedCall &refused);
    void showRefusedMenu();
    void updateRefused();

    Host &m_host;
    CallsModel &m_calls;
    CallActions &m_actions;
    CommandRegistry &m_commands;
    core::Alive m_alive;
    CallStory *m_story;
    RefusedCalls *m_refused;
    QualityHistory *m_quality;
    LevelFeed *m_levels = nullptr;
    VerdictStrip *m_verdict;
    QTabWidget *m_tabs;
    TimelineView *m_timeline = nullptr;
    LadderView *m_ladder = nullptr;
    QualityPlots *m_plots;
    FlowPathView *m_path;
    JsonView *m_json;
    QLabel *m_messageTitle = nullptr, *m_incomplete = nullptr;
    QPlainTextEdit *m_message = nullptr;
    QToolButton *m_difference = nullptr;
    QLabel *m_causes = nullptr;
    QWidget *m_messagePanel = nullptr;
    EmptyPage *m_empty;
    QToolButton *m_refusedButton, *m_pcapButton = nullptr;
    bool m_isExportAsked = false;
    QWidget *m_body;
    contract::Activeflow m_activeflow;
    std::vector<contract::Action> m_stepsDone; ///< the last one runs, while the call lives
    quint64 m_shown = 0;                       ///< sequence of the message shown
    QTimer m_timer;
};

} // namespace ui
