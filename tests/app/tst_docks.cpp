// SPDX-License-Identifier: GPL-3.0-or-later
// Call detail, Confbridges and Recordings, as an operator meets them: in the real window on the real platform.
#include "support/sipphone.h"
#include "support/sound.h"
#include "ui/common/commands.h"
#include "ui/docks/calldetail/calldetaildock.h"
#include "ui/docks/calldetail/jsonview.h"
#include "ui/docks/calldetail/ladderview.h"
#include "ui/docks/calldetail/verdict.h"
#include "ui/docks/confbridges/confbridgesdock.h"
#include "ui/docks/recordings/clipplayer.h"
#include "ui/docks/recordings/recordingsdock.h"
#include "windowbench.h"

#include <QClipboard>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSlider>
#include <QTableWidget>
#include <QtPlugin>

#include <atomic>
#include <thread>

Q_IMPORT_PLUGIN(EspeakProvider)

using State = ui::Phone::State;
using Rooms = ui::RoomsModel;

namespace {
constexpr int answerMs = 10'000, soundMs = 15'000;

/// A caller without an account who speaks a tone until told to stop.
class Caller
{
public:
    Caller(const QString &sip, const QByteArray &number)
        : m_thread([this, sip, number] {
              support::SipPhone phone(sip, "stranger", {});
              answer = phone.call(number);
              if (answer != 200)
                  return;
              while (!m_enough && !hungUp) {
                  phone.talk(100, 600);
                  hungUp = phone.peerHungUp(1);
              }
              if (!hungUp)
                  phone.hangup();
          })
    {
    }
    ~Caller()
    {
        m_enough = true;
        m_thread.join();
    }

    std::atomic<int> answer{0};
    std::atomic<bool> hungUp{false};

private:
    std::atomic<bool> m_enough{false};
    std::thread m_thread;
};
} // namespace

class DocksTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<WindowBench> m_bench;

    QString number(const char *name) { return m_bench->host().facts().numbers.at(QLatin1String(name)); }
    void dial(const QString &to) { m_bench->phone().call(m_bench->extension(QStringLiteral("1000")), to); }
    ui::CallDetailDock &detail() { return *m_bench->find<ui::CallDetailDock>(); }
    ui::LadderView &ladder() { return *m_bench->find<ui::LadderView>(); }
    QString verdict() { return m_bench->find<ui::VerdictStrip>()->sentence(); }
    ui::ConfbridgesDock &rooms() { return *m_bench->find<ui::ConfbridgesDock>(); }
    ui::TreeView &tree() { return *rooms().findChild<ui::TreeView *>(); }
    ui::RecordingsDock &recordings() { return *m_bench->find<ui::RecordingsDock>(); }
    bool run(const char *command) { return m_bench->window().commands().run(QLatin1String(command)); }
    QString textOf(const char *command) { return m_bench->window().commands().find(QLatin1String(command))->currentText(); }
    QString whyOff(const char *command) { return m_bench->window().commands().offReason(QLatin1String(command)); }
    void selectCall()
    {
        const auto isLive = [this] {
            const contract::Call *call = m_bench->calls().model().call(m_bench->cell(0).data(ui::CallsModel::IdRole).toUuid());
            return call && !ui::CallsModel::isEnded(*call);
        };
        QTRY_VERIFY(isLive()); // a call has its row a frame later than it is known
        m_bench->table().setFocus();
        m_bench->table().setCurrentIndex(m_bench->cell(0));
    }
    /// The next form gets this text and is sent.
    static void writeNext(const QString &text)
    {
        support::withNextDialog([text](QWidget &dialog) { return support::act(dialog, text); });
    }
    /// The next dialog for a gain has what the room hears here, which is kept.
    static void slideNext(int decibels)
    {
        support::withNextDialog([decibels](QWidget &dialog) {
            auto *slider = dialog.findChild<QSlider *>(QStringLiteral("gainIn"));
            if (!slider)
                return false;
            slider->setValue(decibels);
            return support::act(dialog);
        });
    }
    QModelIndex room() { return rooms().model().index(0, 0); }
    QModelIndex member(const QString &name)
    {
        for (int row = 0; row < rooms().model().rowCount(room()); ++row) {
            const QModelIndex one = rooms().model().index(row, Rooms::Participant, room());
            if (one.data().toString() == name)
                return one;
        }
        return {};
    }
    QStringList labels()
    {
        QStringList all;
        for (const ui::StoryEntry &one : detail().story().entries())
            all += one.label;
        return all;
    }
    bool ladderHas(const QString &label) { return labels().contains(label); }

private Q_SLOTS:
    void initTestCase()
    {
        m_bench = std::make_unique<WindowBench>();
        QVERIFY(m_bench->start());
    }
    void init() { QVERIFY(m_bench->open()); }
    void cleanup()
    {
        m_bench->phone().hangup();
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->live(), 0, answerMs);
        m_bench->closeWindow();
    }
    void cleanupTestCase() { m_bench.reset(); }

    void twoClicksTellWhyACallEnded()
    {
        dial(number("quiet"));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->phone().status().state, State::Up, answerMs);
        QTRY_COMPARE(m_bench->live(), 1);
        selectCall();
        QVERIFY(run("calls.detail"));
        QTRY_VERIFY(detail().isVisible());
        QTRY_COMPARE(detail().story().call().id, m_bench->call()->id);
        detail().openTab(ui::CallDetailDock::Ladder);
        QTRY_VERIFY2_WITH_TIMEOUT(ladderHas(QStringLiteral("INVITE, SDP")), qPrintable(labels().join(QLatin1Char('|'))),
                                  answerMs); // of before there was a call
        QTRY_VERIFY_WITH_TIMEOUT(ladderHas(QStringLiteral("200 OK, SDP")), answerMs);
        QTRY_VERIFY(ladder().rows() >= 4);
        QTRY_VERIFY(ladder().lanes().contains(QStringLiteral("SoftSwitch")));
        QVERIFY(run("detail.copySip"));
        QVERIFY(QApplication::clipboard()->text().contains(QLatin1String("INVITE sip:") + number("quiet")));
        m_bench->phone().hangup();
        QTRY_COMPARE_WITH_TIMEOUT(detail().story().call().status, contract::callstatus::hangup, answerMs);
        QTRY_VERIFY2_WITH_TIMEOUT(verdict().startsWith(QLatin1String("Ended, by the phone, ")), qPrintable(verdict()), answerMs);
        QTRY_VERIFY_WITH_TIMEOUT(ladderHas(QStringLiteral("BYE")), answerMs);
    }

    void aMessageOfTheLadderIsRead()
    {
        dial(number("quiet"));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->live(), 1, answerMs);
        selectCall();
        QVERIFY(run("calls.detail"));
        detail().openTab(ui::CallDetailDock::Ladder);
        ladder().setShown(core::TimelineKind::Bus, false);
        ladder().setShown(core::TimelineKind::Engine, false);
        QTRY_VERIFY_WITH_TIMEOUT(ladder().rows() >= 4, answerMs);
        QTest::keyClick(&ladder(), Qt::Key_Home);
        QVERIFY(ladder().current());
        QPlainTextEdit *text = nullptr;
        for (QPlainTextEdit *one : detail().findChildren<QPlainTextEdit *>())
            text = one->accessibleName() == QLatin1String("Message text") ? one : text;
        QVERIFY(text);
        QTRY_VERIFY(text->toPlainText().startsWith(QLatin1String("INVITE sip:")));
        QTest::keyClick(&ladder(), Qt::Key_End);
        QTRY_VERIFY(!text->toPlainText().startsWith(QLatin1String("INVITE sip:")));
    }

    void aCallRefusedBeforeAnyFlowSaysWhy()
    {
        dial(QStringLiteral("999999"));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->phone().status().state, State::Ended, answerMs);
        auto *phoneDock = m_bench->find<ui::Dock>(QStringLiteral("testphone"));
        QTRY_VERIFY(phoneDock->messages()->isVisible());
        QToolButton *why = nullptr;
        for (QToolButton *one : phoneDock->messages()->findChildren<QToolButton *>())
            why = one->text() == QLatin1String("Why?") ? one : why;
        QVERIFY(why);
        QTRY_VERIFY2_WITH_TIMEOUT((why->click(), verdict().contains(QLatin1String("404"))), qPrintable(verdict()), answerMs);
        QVERIFY(detail().isVisible());
        QTRY_VERIFY(ladderHas(QStringLiteral("404 Not Found")));
    }

    void aRefusedStrangerIsListed()
    {
        {
            Caller caller(m_bench->host().facts().sip, "555000");
            QTRY_VERIFY_WITH_TIMEOUT(caller.answer >= 400, answerMs);
        }
        detail().takeFocus();
        auto *refused = m_bench->find<QToolButton>(QStringLiteral("refusedCalls"));
        QTRY_VERIFY_WITH_TIMEOUT(refused->isEnabled(), answerMs);
        QTRY_COMPARE(detail().refused().all().front().to, QStringLiteral("555000"));
        QTimer::singleShot(0, this, [this] {
            auto *menu = m_bench->find<QMenu>(QStringLiteral("refusedMenu"));
            QVERIFY(menu);
            menu->actions().front()->trigger();
            menu->close();
        });
        refused->click();
        QTRY_VERIFY2(verdict().startsWith(QLatin1String("The platform answered 4")), qPrintable(verdict()));
        QVERIFY(whyOff("detail.pcap").isEmpty());
    }

    void aFileOfThisComputerIsPlayed_data()
    {
        QTest::addColumn<bool>("intoRoom");
        QTest::newRow("to a call") << false;
        QTest::newRow("into a room") << true;
    }
    void aFileOfThisComputerIsPlayed()
    {
        QFETCH(bool, intoRoom);
        const char *const play = intoRoom ? "rooms.play" : "calls.play";
        const auto messages = [&] { return intoRoom ? rooms().messages() : m_bench->calls().messages(); };
        dial(number(intoRoom ? "conference" : "quiet"));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->phone().status().state, State::Up, answerMs);
        if (intoRoom) {
            rooms().takeFocus();
            QTRY_COMPARE_WITH_TIMEOUT(rooms().model().participants(), 1, answerMs);
            tree().setCurrentIndex(room());
        } else {
            selectCall();
        }
        QTRY_VERIFY_WITH_TIMEOUT(m_bench->phone().figures().earpieceDb < -60, soundMs);
        QTemporaryDir folder;
        const QString sound = folder.filePath(QStringLiteral("a sound.wav")), text = folder.filePath(QStringLiteral("text.wav"));
        QVERIFY(support::writeTone(sound, 440, 3));
        QFile file(text);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("no sound") > 0);
        file.close();
        writeNext(sound);
        QTRY_VERIFY2(whyOff(play).isEmpty(), qPrintable(whyOff(play)));
        QVERIFY(run(play));
        QTRY_VERIFY_WITH_TIMEOUT(m_bench->phone().figures().earpieceDb > -40, soundMs);
        QVERIFY2(!messages()->isVisible(), qPrintable(messages()->text()));
        for (const auto &[path, why] : {std::pair(text, "is no sound that can be played"),
                                        std::pair(folder.filePath(QStringLiteral("none.wav")), "No such file")}) {
            writeNext(path);
            QVERIFY(run(play));
            QTRY_VERIFY2(messages()->isVisible() && messages()->text().contains(path) &&
                             messages()->text().contains(QLatin1String(why)),
                         qPrintable(messages()->text()));
        }
    }

    void whatIsSaidIntoARoomGoesToItsBridgeOnce()
    {
        dial(number("conference"));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->phone().status().state, State::Up, answerMs);
        support::SipPhone other(m_bench->host().facts().sip, "stranger", {});
        QCOMPARE(other.call(number("conference").toLatin1()), 200);
        rooms().takeFocus();
        QTRY_COMPARE_WITH_TIMEOUT(rooms().model().participants(), 2, answerMs);
        tree().setCurrentIndex(room());
        QTRY_VERIFY_WITH_TIMEOUT(m_bench->phone().figures().earpieceDb < -60, soundMs);
        const quint64 before = m_bench->host().timeline().lastSequence();
        const auto played = [&] {
            int count = 0;
            for (const core::TimelineEntry &one : m_bench->host().timeline().since(before)) {
                if (one.kind == core::TimelineKind::Bus && one.text.startsWith(QLatin1String("POST /ari/")))
                    count += one.text.contains(QLatin1String("/play ")) ? 1 : 0;
            }
            return count;
        };
        QVERIFY2(whyOff("rooms.stopMedia").contains(QLatin1String("Nothing has been played")),
                 qPrintable(whyOff("rooms.stopMedia")));
        writeNext(QStringLiteral("Good morning everybody, this is a long announcement for all of you in this room."));
        QVERIFY(run("rooms.say"));
        QTRY_COMPARE_WITH_TIMEOUT(played(), 1, answerMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_bench->phone().figures().earpieceDb > -40, soundMs);
        QVERIFY(run("rooms.stopMedia"));
        QTRY_VERIFY_WITH_TIMEOUT(m_bench->phone().figures().earpieceDb < -60, soundMs);
        QCOMPARE(played(), 1);
        QVERIFY2(!rooms().messages()->isVisible(), qPrintable(rooms().messages()->text()));
        other.hangup();
    }

    void theStepThatRunsIsShownAlsoInARoom()
    {
        dial(number("conference"));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->phone().status().state, State::Up, answerMs);
        QTRY_COMPARE(m_bench->live(), 1);
        selectCall();
        QVERIFY(run("calls.detail"));
        detail().openTab(ui::CallDetailDock::FlowPath);
        const auto *steps = detail().findChild<QTableWidget *>();
        const auto last = [steps](int column) {
            const QTableWidgetItem *item = steps->item(steps->rowCount() - 1, column);
            return item ? item->text() : QString();
        };
        QTRY_COMPARE_WITH_TIMEOUT(last(1), QStringLiteral("confbridge_join"), answerMs);
        QTRY_VERIFY_WITH_TIMEOUT(last(3).contains(QLatin1Char(':')), answerMs); // since when
    }

    void aRoomShowsWhoIsInAndKickRemovesOne()
    {
        dial(number("conference"));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->phone().status().state, State::Up, answerMs);
        Caller other(m_bench->host().facts().sip, number("conference").toLatin1());
        rooms().takeFocus();
        QTRY_COMPARE_WITH_TIMEOUT(rooms().model().rowCount(), 1, answerMs);
        QTRY_COMPARE_WITH_TIMEOUT(rooms().model().participants(), 2, answerMs);
        QTRY_VERIFY(member(QStringLiteral("stranger")).isValid());
        QTRY_VERIFY_WITH_TIMEOUT(member(QStringLiteral("stranger")).data(Qt::AccessibleDescriptionRole).toString() ==
                                     QLatin1String("speaks"),
                                 soundMs);
        QVERIFY2(whyOff("rooms.listen").contains(QLatin1String("no speaker")), qPrintable(whyOff("rooms.listen")));
        tree().setCurrentIndex(member(QStringLiteral("stranger")));
        QTRY_VERIFY(whyOff("rooms.kick").isEmpty());
        const QUuid muted = member(QStringLiteral("stranger")).data(Rooms::CallRole).toUuid();
        QVERIFY(run("rooms.mute"));
        QTRY_VERIFY_WITH_TIMEOUT(rooms().model().isMuted(muted), answerMs);
        QTRY_COMPARE(textOf("rooms.mute"), QStringLiteral("Unmute the participant"));
        QVERIFY(run("rooms.kick"));
        QTRY_COMPARE_WITH_TIMEOUT(rooms().model().participants(), 1, answerMs);
        QVERIFY(!member(QStringLiteral("stranger")).isValid());

        tree().setCurrentIndex(room());
        QStringList asked;
        WindowBench::answerNext(true, &asked);
        QCOMPARE(m_bench->find<QPushButton>(QStringLiteral("rooms.terminate"))->property("role").toString(),
                 QStringLiteral("danger"));
        QVERIFY(run("rooms.terminate"));
        QTRY_COMPARE_WITH_TIMEOUT(rooms().model().rowCount(), 0, answerMs);
        QVERIFY2(asked.contains(QLatin1String("Terminate the room")), qPrintable(asked.join(QLatin1Char('|'))));
    }

    void theGainOfAParticipantIsHeard()
    {
        dial(number("conference"));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->phone().status().state, State::Up, answerMs);
        Caller other(m_bench->host().facts().sip, number("conference").toLatin1());
        rooms().takeFocus();
        QTRY_COMPARE_WITH_TIMEOUT(rooms().model().participants(), 2, answerMs);
        QTRY_VERIFY(member(QStringLiteral("stranger")).isValid());
        tree().setCurrentIndex(member(QStringLiteral("stranger")));
        QTRY_VERIFY(whyOff("rooms.gain").isEmpty());
        const auto earpiece = [this] { return m_bench->phone().figures().earpieceDb; };
        QTRY_VERIFY_WITH_TIMEOUT(earpiece() > -25, soundMs);
        for (const int decibels : {-20, 0}) {
            slideNext(decibels);
            QVERIFY(run("rooms.gain"));
            QTRY_VERIFY_WITH_TIMEOUT((earpiece() < -25) == (decibels < 0), soundMs);
        }
        QVERIFY2(!rooms().messages()->isVisible(), qPrintable(rooms().messages()->text()));
    }

    void theJsonOfACallIsSearchedByKeyboard()
    {
        dial(number("quiet"));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->phone().status().state, State::Up, answerMs);
        selectCall();
        QVERIFY(run("calls.detail"));
        QTRY_VERIFY(detail().isFocused());
        QTRY_VERIFY(whyOff("detail.find").isEmpty());
        QTRY_VERIFY(m_bench->action(QStringLiteral("detail.find"))->isEnabled());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_F, Qt::ControlModifier);
        auto *field = m_bench->find<QLineEdit>(QStringLiteral("jsonSearch"));
        QTRY_VERIFY(field->hasFocus());
        QTest::keyClicks(field, QStringLiteral("channel_id"));
        QTRY_VERIFY(m_bench->find<ui::JsonView>()->found() > 0);
    }

    void aRecordingIsListedHeardAndDeleted()
    {
        dial(number("music"));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->phone().status().state, State::Up, answerMs);
        QTRY_COMPARE(m_bench->live(), 1);
        recordings().takeFocus();
        selectCall();
        QTRY_VERIFY(whyOff("calls.record").isEmpty());
        QVERIFY(run("calls.record"));
        QTRY_COMPARE_WITH_TIMEOUT(recordings().model().rowCount(), 1, answerMs);
        const core::Nanos since = m_bench->host().clock().now();
        QTRY_VERIFY_WITH_TIMEOUT(m_bench->host().clock().now() - since > std::chrono::seconds(2), soundMs);
        QTRY_COMPARE_WITH_TIMEOUT(textOf("calls.record"), QStringLiteral("Stop recording"), answerMs);
        const QUuid recording = m_bench->call()->recordingId;
        QSignalSpy read(&m_bench->calls().model(), &ui::CallsModel::loaded);
        QVERIFY(run("calls.refresh"));
        QTRY_COMPARE_WITH_TIMEOUT(read.count(), 1, answerMs);
        QTRY_COMPARE(m_bench->call()->recordingId, recording);
        QVERIFY(run("calls.record"));
        QTRY_COMPARE_WITH_TIMEOUT(textOf("calls.record"), QStringLiteral("Record"), answerMs);
        const auto state = [this] { return recordings().model().item(0, ui::RecordingsDock::State)->text(); };
        QTRY_COMPARE_WITH_TIMEOUT(state(), QStringLiteral("Ended"), answerMs);

        auto &list = *recordings().findChild<ui::TableView *>();
        list.setCurrentIndex(list.model()->index(0, 0));
        auto &player = *recordings().findChild<ui::ClipPlayer *>();
        QTRY_VERIFY_WITH_TIMEOUT(player.clip().frames() > 8000, answerMs);
        QVERIFY2(player.clip().isStereo(), "in at the left, out at the right");
        QVERIFY(support::loudness(player.clip().right) > 100);
        QVERIFY(support::loudness(player.clip().left) < support::loudness(player.clip().right));

        QStringList asked;
        WindowBench::answerNext(true, &asked);
        QVERIFY(run("recordings.remove"));
        QTRY_COMPARE_WITH_TIMEOUT(recordings().model().rowCount(), 0, answerMs);
        QVERIFY(asked.contains(QLatin1String("Delete the recording")));
    }
};

QTEST_MAIN(DocksTest)
#include "tst_docks.moc"
