// SPDX-License-Identifier: GPL-3.0-or-later
// What an operator does with calls, in the real window on the real platform.
#include "support/sipphone.h"
#include "ui/common/cells.h"
#include "ui/common/keypad.h"
#include "ui/docks/flows/flowsdock.h"
#include "ui/docks/testphone/testphonedock.h"
#include "ui/docks/welcome/welcomedock.h"
#include "ui/shell/palette.h"
#include "ui/shell/statusbar.h"
#include "windowbench.h"

#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QtPlugin>

Q_IMPORT_PLUGIN(EspeakProvider)

using ui::CallsModel;
using State = ui::Phone::State;

namespace {
constexpr int answerMs = 8000, goneMs = 8000;
enum RowAction { Hold, Mute, Listen, Hangup };
} // namespace

class WindowTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<WindowBench> m_bench;
    bool m_hungUp = false;

    app::TestPhone &phone() { return m_bench->phone(); }
    QString number(const char *name) { return m_bench->host().facts().numbers.at(QLatin1String(name)); }
    void dial(const char *name) { phone().call(m_bench->extension(QStringLiteral("1000")), number(name)); }
    QString state(int row = 0) { return m_bench->text(CallsModel::StateColumn, row); }
    QString runningAction() { return m_bench->cell(CallsModel::Flow).data(ui::ActionRole).toString(); }
    void selectRow(int row = 0)
    {
        m_bench->table().setFocus();
        m_bench->table().setCurrentIndex(m_bench->cell(0, row));
    }
    /// Stays true: QTRY asks again after the answer it waited for.
    bool hasBeenHungUp(support::SipPhone &other) { return m_hungUp = m_hungUp || other.peerHungUp(20); }
    /// Ctrl+H, once the window knows what is selected.
    void pressHangup()
    {
        m_bench->window().activateWindow(); // which no window manager does here after a dialog
        QTRY_VERIFY(m_bench->window().isActiveWindow());
        QTRY_VERIFY(m_bench->action(QStringLiteral("calls.hangup"))->isEnabled());
        QTest::keyClick(&m_bench->table(), Qt::Key_H, Qt::ControlModifier);
    }
    void clickRowAction(RowAction action, int row = 0)
    {
        ui::TableView &table = m_bench->table();
        const QRect cell = table.visualRect(m_bench->cell(CallsModel::Actions, row));
        QVERIFY(table.viewport()->rect().contains(cell));
        const auto *actions = qobject_cast<ui::RowActionsDelegate *>(table.itemDelegateForColumn(CallsModel::Actions));
        const QSignalSpy clicks(actions, &ui::RowActionsDelegate::triggered);
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, QPoint(cell.x() + 7 + 24 * action + 12, cell.center().y()));
        QCOMPARE(clicks.size(), 1);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_bench = std::make_unique<WindowBench>();
        QVERIFY(m_bench->start());
    }
    void init()
    {
        m_hungUp = false;
        QVERIFY(m_bench->open());
    }
    void cleanup()
    {
        phone().hangup();
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->live(), 0, answerMs);
        m_bench->closeWindow();
    }

    /// What the window gains goes to the middle.
    void theSideColumnKeepsItsWidth()
    {
        auto *side = m_bench->find<ui::TestPhoneDock>();
        QTRY_COMPARE(m_bench->window().width(), 1600);
        QTRY_VERIFY(side->isVisible() && side->width() < 600);
        const int width = side->width();
        m_bench->window().resize(2500, 1000);
        QTRY_VERIFY2(std::abs(side->width() - width) < 40,
                     qPrintable(QStringLiteral("%1 instead of %2").arg(side->width()).arg(width)));
    }
    void nothingInTheStatusBarIsCut_data()
    {
        QTest::addColumn<int>("width");
        QTest::newRow("narrow") << 1280;
        QTest::newRow("wide") << 2560;
    }
    void nothingInTheStatusBarIsCut()
    {
        QFETCH(int, width);
        m_bench->window().resize(2000, 800);
        m_bench->window().resize(width, 800);
        auto *bar = m_bench->find<ui::StatusBar>();
        QTRY_VERIFY(std::abs(bar->width() - width) < 10);
        const auto cut = [bar] {
            QStringList names;
            for (const QLabel *one : bar->findChildren<QLabel *>()) {
                if (one->isVisible() && (one->geometry().right() >= bar->width() || one->width() < one->sizeHint().width()))
                    names += one->text();
            }
            return names;
        };
        QTRY_COMPARE(cut(), QStringList());
    }
    void oneButtonIsBlue()
    {
        const auto blue = [this] {
            QStringList names;
            for (const QPushButton *one : m_bench->window().findChildren<QPushButton *>()) {
                if (one->isVisible() && one->property("role") == QLatin1String("primary"))
                    names += one->text();
            }
            return names;
        };
        QTRY_COMPARE(blue(), QStringList("Call the Welcome flow"));
        m_bench->find<ui::WelcomeDock>()->hide();
        QTRY_COMPARE(blue(), QStringList("Call 1800 Welcome"));
    }
    void cleanupTestCase() { m_bench.reset(); }

    void aDockBehindAnotherComesToTheFront()
    {
        ui::Dock *dock = nullptr;
        for (ui::Dock *one : m_bench->window().findChildren<ui::Dock *>())
            dock = one->id() == QLatin1String("recordings") ? one : dock;
        QVERIFY(dock);
        const auto isInFront = [dock] { return dock->isVisible() && !dock->visibleRegion().isEmpty(); };
        QTRY_VERIFY(!dock->isHidden() && !isInFront()); // as on the first start
        m_bench->action(QStringLiteral("dock.recordings"))->trigger();
        QTRY_VERIFY(isInFront());
        m_bench->action(QStringLiteral("dock.recordings"))->trigger();
        QTRY_VERIFY(dock->isHidden());
    }

    void welcomeIsOneClickAndOneKey()
    {
        auto *call = m_bench->find<QPushButton>(QStringLiteral("callWelcome"));
        QTRY_VERIFY(call->isEnabled());
        QTest::mouseClick(call, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->rows(), 1, answerMs);
        QTRY_COMPARE_WITH_TIMEOUT(state(), QStringLiteral("Progressing"), answerMs);
        QTRY_COMPARE(m_bench->text(CallsModel::From), m_bench->extension(phone().status().from).name);
        QCOMPARE(m_bench->cell(CallsModel::From).data(ui::SecondaryRole).toString(), phone().status().from);
        QTRY_COMPARE(m_bench->text(CallsModel::To), QStringLiteral("Welcome"));
        QCOMPARE(m_bench->cell(CallsModel::To).data(ui::SecondaryRole).toString(), number("welcome"));
        QTRY_COMPARE(m_bench->text(CallsModel::Flow), QStringLiteral("Welcome"));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->text(CallsModel::Codec), QStringLiteral("PCMU"), answerMs);
        QCOMPARE(phone().status().state, State::Up);

        auto *keypad = m_bench->find<ui::Keypad>();
        QTRY_VERIFY2(keypad->isEnabled() && keypad->hasFocus(), "the next key typed is a digit");
        QTRY_VERIFY_WITH_TIMEOUT(phone().figures().earpieceDb > -40, answerMs);
        QTest::keyClick(keypad, Qt::Key_1);
        QVERIFY(keypad->isLit(QLatin1Char('1')));
        QCOMPARE(phone().status().digits, QStringLiteral("1"));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->text(CallsModel::Digits), QStringLiteral("1"), answerMs);
        QTRY_COMPARE_WITH_TIMEOUT(runningAction(), QStringLiteral("echo"), answerMs);
    }

    void ctrlHHangsTheSelectedCallUp()
    {
        dial("echo");
        QTRY_COMPARE_WITH_TIMEOUT(state(), QStringLiteral("Progressing"), answerMs);
        QTRY_COMPARE(phone().status().state, State::Up);
        QVERIFY2(!m_bench->action(QStringLiteral("calls.hangup"))->isEnabled(), "no row is selected");
        selectRow();
        pressHangup();
        QTRY_COMPARE_WITH_TIMEOUT(phone().status().state, State::Ended, answerMs);
        QCOMPARE(phone().status().reason, QStringLiteral("Hung up by the platform"));
        QVERIFY(!phone().status().failed);
        QTRY_COMPARE(state(), QStringLiteral("Hangup"));
        QTRY_COMPARE(m_bench->text(CallsModel::Flow), QStringLiteral("ended, by the platform"));
        QVERIFY(m_bench->cell(CallsModel::StateColumn).data(ui::DimRole).toBool());
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->rows(), 0, goneMs);
    }

    void theRowsButtonHangsUp()
    {
        dial("music");
        QTRY_COMPARE_WITH_TIMEOUT(state(), QStringLiteral("Progressing"), answerMs);
        clickRowAction(Hangup);
        QTRY_COMPARE_WITH_TIMEOUT(phone().status().state, State::Ended, answerMs);
        QCOMPARE(phone().status().reason, QStringLiteral("Hung up by the platform"));
        QTRY_COMPARE(state(), QStringLiteral("Hangup"));
    }

    void severalCallsAreHungUpAfterAQuestion()
    {
        const ui::Extension one = m_bench->extension(QStringLiteral("1001"));
        support::SipPhone other(m_bench->host().facts().sip, one.number.toLatin1(), one.password.toLatin1(),
                                one.domain.toLatin1());
        QCOMPARE(other.call(number("quiet").toLatin1()), 200);
        dial("quiet");
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->calls().model().count(ui::State::Progressing), 2, answerMs);
        QTRY_COMPARE(m_bench->table().model()->rowCount(), 2);
        selectRow();
        QTest::keyClick(&m_bench->table(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(m_bench->calls().selected().size(), 2);
        QStringList asked;
        WindowBench::answerNext(false, &asked);
        pressHangup();
        QCOMPARE(asked, QStringList({"Keep the calls", "Hang up 2 calls"}));
        QTRY_COMPARE(m_bench->live(), 2);
        WindowBench::answerNext(true, &asked);
        pressHangup();
        QTRY_VERIFY_WITH_TIMEOUT(hasBeenHungUp(other), answerMs);
        QTRY_COMPARE_WITH_TIMEOUT(phone().status().state, State::Ended, answerMs);
    }

    void mutedFromItsRowNothingIsHeard()
    {
        dial("music");
        QTRY_COMPARE_WITH_TIMEOUT(state(), QStringLiteral("Progressing"), answerMs);
        QTRY_VERIFY_WITH_TIMEOUT(phone().figures().earpieceDb > -40, answerMs);
        clickRowAction(Mute);
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->call()->muteDirection, QStringLiteral("both"), answerMs);
        QTRY_VERIFY_WITH_TIMEOUT(phone().figures().earpieceDb < -70, answerMs);
        selectRow();
        QTRY_VERIFY(m_bench->action(QStringLiteral("calls.mute"))->isEnabled());
        QTest::keyClick(&m_bench->table(), Qt::Key_M);
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->call()->muteDirection, QString(), answerMs);
        QTRY_VERIFY_WITH_TIMEOUT(phone().figures().earpieceDb > -40, answerMs);
    }

    void heldFromItsRowItSaysSo()
    {
        dial("quiet");
        QTRY_COMPARE_WITH_TIMEOUT(state(), QStringLiteral("Progressing"), answerMs);
        clickRowAction(Hold);
        QTRY_COMPARE_WITH_TIMEOUT(state(), QStringLiteral("Hold"), answerMs);
        clickRowAction(Hold);
        QTRY_COMPARE_WITH_TIMEOUT(state(), QStringLiteral("Progressing"), answerMs);
    }

    void aCallInAnEchoIsHeldAndMutedToo()
    {
        dial("echo"); // which, as on Asterisk, holds the channel outside of Stasis
        QTRY_COMPARE_WITH_TIMEOUT(runningAction(), QStringLiteral("echo"), answerMs);
        clickRowAction(Hold);
        QTRY_COMPARE_WITH_TIMEOUT(state(), QStringLiteral("Hold"), answerMs);
        clickRowAction(Hold);
        QTRY_COMPARE_WITH_TIMEOUT(state(), QStringLiteral("Progressing"), answerMs);
        clickRowAction(Mute);
        QTRY_COMPARE_WITH_TIMEOUT(state(), QStringLiteral("Muted"), answerMs);
        QCOMPARE(phone().status().state, State::Up);
    }

    void failedCallsSayWhy()
    {
        phone().call(m_bench->extension(QStringLiteral("1000")), QStringLiteral("999999"));
        QTRY_COMPARE_WITH_TIMEOUT(phone().status().state, State::Ended, answerMs);
        QCOMPARE(phone().status().reason, QStringLiteral("404 Not Found"));
        auto *dock = m_bench->find<ui::Dock>(QStringLiteral("testphone"));
        QVERIFY(dock->messages()->isVisible());
        QCOMPARE(dock->messages()->kind(), ui::MessageBar::Kind::Error);
    }

    void endedCallsStayWhenAsked()
    {
        QAction *ended = m_bench->action(QStringLiteral("calls.ended"));
        ended->trigger();
        QTRY_VERIFY(ended->isChecked());
        QTRY_VERIFY2(m_bench->rows() >= 1 && m_bench->rows() == m_bench->calls().model().rowCount(), "those of the tests before");
        const int before = m_bench->rows();
        dial("quiet");
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->live(), 1, answerMs);
        QTRY_COMPARE(m_bench->rows(), before + 1);
        phone().hangup();
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->live(), 0, answerMs);
        QTRY_COMPARE(m_bench->rows(), before + 1);
        QTRY_COMPARE(m_bench->text(CallsModel::Flow), QStringLiteral("ended, by the phone"));
        ended->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->rows(), 0, goneMs);
    }

    void aPhoneOfTheOperatorsOwnIsHungUp()
    {
        const ui::Extension own = m_bench->extension(QStringLiteral("1000"));
        support::SipPhone hard(m_bench->host().facts().sip, own.number.toLatin1(), own.password.toLatin1(),
                               own.domain.toLatin1());
        QCOMPARE(hard.registerPhone(), 200);
        QCOMPARE(hard.call(number("welcome").toLatin1()), 200);
        QTRY_COMPARE_WITH_TIMEOUT(state(), QStringLiteral("Progressing"), answerMs);
        QTRY_COMPARE(m_bench->text(CallsModel::From), own.name);
        QCOMPARE(phone().status().state, State::Idle);
        selectRow();
        pressHangup();
        QTRY_VERIFY_WITH_TIMEOUT(hasBeenHungUp(hard), answerMs);
        QTRY_COMPARE(state(), QStringLiteral("Hangup"));
        QCOMPARE(hard.registerPhone(0), 200);
    }

    void paletteCallsANumber()
    {
        auto *palette = m_bench->find<ui::Palette>();
        QTest::keyClick(&m_bench->window(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(palette->isVisible());
        QVERIFY(palette->field().hasFocus());
        QTest::keyClicks(&palette->field(), number("echo"));
        QTest::keyClick(&palette->field(), Qt::Key_Return);
        QVERIFY(!palette->isVisible());
        QCOMPARE(phone().status().to, number("echo"));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->text(CallsModel::To), QStringLiteral("Echo"), answerMs);
        QTRY_COMPARE_WITH_TIMEOUT(phone().status().state, State::Up, answerMs);
    }

    void paletteFindsACall()
    {
        dial("music");
        QTRY_COMPARE_WITH_TIMEOUT(state(), QStringLiteral("Progressing"), answerMs);
        QTRY_COMPARE(m_bench->text(CallsModel::To), QStringLiteral("Music"));
        auto *palette = m_bench->find<ui::Palette>();
        QTest::keyClick(&m_bench->window(), Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(&palette->field(), QStringLiteral("#mus"));
        QCOMPARE(palette->model().rowCount(), 1);
        QTest::keyClick(&palette->field(), Qt::Key_Return);
        QCOMPARE(m_bench->calls().selected(), QList<QUuid>{m_bench->call()->id});
        QVERIFY(m_bench->table().hasFocus());
    }

    void paletteShowsWhatIsOffAndRunsItNot()
    {
        auto *palette = m_bench->find<ui::Palette>();
        m_bench->table().setFocus();
        QTest::keyClick(&m_bench->window(), Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(&palette->field(), QStringLiteral(">Hang up sel"));
        QVERIFY(palette->model().rowCount() > 0);
        QCOMPARE(palette->model().item(0)->offReason, QStringLiteral("No call is selected."));
        QTest::keyClick(&palette->field(), Qt::Key_Return);
        QVERIFY2(palette->isVisible(), "nothing ran");
        QTest::keyClick(&palette->field(), Qt::Key_Escape);
        QVERIFY(!palette->isVisible());
        QVERIFY2(m_bench->table().hasFocus(), "the focus is back where it was");
    }

    void closingWithALiveCallAsks()
    {
        dial("quiet");
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->live(), 1, answerMs);
        QStringList asked;
        WindowBench::answerNext(false, &asked);
        QVERIFY(!m_bench->window().close());
        QCOMPARE(asked, QStringList({"Keep running", "Quit and hang up 1 call"}));
        QVERIFY(m_bench->window().isVisible());
        WindowBench::answerNext(true, &asked);
        QVERIFY(m_bench->window().close());
    }
};

QTEST_MAIN(WindowTest)
#include "tst_window.moc"
