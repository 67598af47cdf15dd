// SPDX-License-Identifier: GPL-3.0-or-later
// How loud a participant is in its room, and what the engine is asked for it.
#include "roomsbench.h"
#include "support/nextdialog.h"
#include "ui/common/cells.h"
#include "ui/common/messagebar.h"
#include "ui/common/theme.h"
#include "ui/docks/confbridges/gaindialog.h"

#include <QPushButton>
#include <QSlider>
#include <QtTest>

using ui::Gain;
using ui::RoomsModel;

namespace {
/// The engine that the channels are on, which writes down what it is asked.
struct Engine
{
    bus::Bus &on;
    QStringList asked; ///< `VOLUME(RX)=2.0000`
    int status = 204;
    std::optional<core::Promise<bool>> waits; ///< answers come once this is settled
    bus::Subscription queue =
        on.serve(contract::asteriskQueue(QStringLiteral("engine")), [this](bus::Request request) -> core::Task<contract::Reply> {
            const core::Json body = request.data.toJson();
            asked += request.method + QLatin1Char(' ') + request.uri + QLatin1Char(' ') + core::fromUtf8(body["variable"]) +
                     QLatin1Char('=') + core::fromUtf8(body["value"]);
            if (waits)
                co_await *waits;
            if (status == 204)
                co_return contract::Reply::status(status);
            contract::Reply refused = contract::Reply::status(status);
            refused.data = contract::Payload(core::Json{{"message", "Channel not found"}});
            co_return refused;
        });
};
} // namespace

class RoomGainTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<RoomsBench> m;
    std::unique_ptr<Engine> m_engine;
    contract::Call m_call;
    contract::Confbridge m_room;

    /// Opens the dialog of the participant and does this in it.
    void inDialog(const std::function<void(ui::GainDialog &)> &act)
    {
        support::withNextDialog([act](QWidget &found) {
            auto *dialog = qobject_cast<ui::GainDialog *>(&found);
            if (!dialog)
                return false;
            act(*dialog);
            if (dialog->isVisible())
                dialog->reject();
            return true;
        });
        QVERIFY2(m->commands.run(QStringLiteral("rooms.gain")), qPrintable(m->commands.offReason(QStringLiteral("rooms.gain"))));
    }
    static QSlider &slider(const ui::GainDialog &dialog, const char *name)
    {
        return *dialog.findChild<QSlider *>(QLatin1String(name));
    }
    QString volume(const char *direction, const char *value) const
    {
        return QStringLiteral("POST /ari/channels/%1/variable VOLUME(%2)=%3")
            .arg(m_call.channelId, QLatin1String(direction), QLatin1String(value));
    }
    /// The newest request.
    QString asked() const { return m_engine->asked.value(m_engine->asked.size() - 1); }
    QModelIndex row(int column = 0) const { return m->model->index(0, column, m->model->index(0, 0)); }
    QString behind() const { return row().data(ui::SecondaryRole).toString(); }
    ui::MessageBar &messages() const { return *m->dock->messages(); }

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }
    void init()
    {
        m = std::make_unique<RoomsBench>();
        m_engine.reset(new Engine{m->host.bus()});
        m_call = m->tellCall();
        m->manager.answer(QStringLiteral("GET /v1/channels/") + m_call.channelId, {{"id", "c"}, {"asterisk_id", "engine"}});
        m_room = m->room({m_call});
        m->tell("confbridge_created", m_room);
        QTRY_COMPARE(m->model->participants(), 1);
        m->tree->setCurrentIndex(row());
    }
    void cleanup()
    {
        m_engine.reset();
        m.reset();
    }

    void isOffWithoutAParticipant()
    {
        m->tree->setCurrentIndex(m->model->index(0, 0));
        QCOMPARE(m->commands.offReason(QStringLiteral("rooms.gain")), QStringLiteral("No participant is selected."));
    }

    void isOffWhileTheChannelIsNotKnown()
    {
        m_room.channelCallIds = {{QString(), m_call.id}};
        m_room.tmUpdate = m->host.now();
        m->tell("confbridge_updated", m_room);
        QTRY_VERIFY(m->model->channelOf(row()).isEmpty());
        m->tree->setCurrentIndex(row());
        QCOMPARE(m->commands.offReason(QStringLiteral("rooms.gain")),
                 QStringLiteral("The channel of this participant is not known yet."));
    }

    void isHeardWhileTheSliderMovesAndKeptByEnter()
    {
        const QString number = behind();
        inDialog([this](ui::GainDialog &dialog) {
            QSlider &in = slider(dialog, "gainIn");
            QVERIFY(dialog.focusWidget() == &in);
            QTest::keyClick(&in, Qt::Key_PageUp);
            QTRY_COMPARE(m_engine->asked, QStringList{volume("RX", "1.9953")});
            QTRY_COMPARE(m->model->memberOf(m_call.channelId)->gain, (Gain{6, 0}));
            slider(dialog, "gainOut").setValue(-Gain::most);
            QTRY_COMPARE(m_engine->asked.size(), 2);
            QTest::keyClick(&in, Qt::Key_Return);
            QVERIFY(!dialog.isVisible());
        });
        QCOMPARE(asked(), volume("TX", "-10.0000"));
        QTRY_VERIFY2(behind().endsWith(QStringLiteral("+6 dB / \u221220 dB")), qPrintable(behind()));
        QVERIFY(behind().startsWith(number));
        const QString tip = row(RoomsModel::Level).data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains(QStringLiteral("+6 dB")) && tip.contains(QStringLiteral("\u221220 dB")), qPrintable(tip));
        inDialog([](ui::GainDialog &dialog) { QCOMPARE(dialog.gain(), (Gain{6, -20})); }); // the last that was set here
        QCOMPARE(m_engine->asked.size(), 2);
    }

    void theLastPlaceOfTheSliderCounts()
    {
        inDialog([](ui::GainDialog &dialog) {
            for (int decibels : {1, 2, 3, 20})
                slider(dialog, "gainIn").setValue(decibels);
            dialog.accept(); // before the next that is told
        });
        QTRY_COMPARE(asked(), volume("RX", "10.0000"));
        QVERIFY(m_engine->asked.size() <= 2);
    }

    void escRestoresWhatWas()
    {
        const QString before = behind();
        inDialog([this](ui::GainDialog &dialog) {
            slider(dialog, "gainIn").setValue(12);
            QTRY_COMPARE(m_engine->asked.size(), 1);
            QTest::keyClick(&dialog, Qt::Key_Escape);
            QVERIFY(!dialog.isVisible());
        });
        QTRY_COMPARE(m_engine->asked, QStringList({volume("RX", "3.9811"), volume("RX", "0")}));
        QTRY_COMPARE(behind(), before);
    }

    void resetIsZeroForBoth()
    {
        inDialog([this](ui::GainDialog &dialog) {
            auto *reset = dialog.findChild<QPushButton *>(QStringLiteral("reset"));
            QVERIFY(!reset->isEnabled());
            slider(dialog, "gainIn").setValue(-6);
            slider(dialog, "gainOut").setValue(-6);
            QTRY_COMPARE(m_engine->asked.size(), 2);
            reset->click();
            QTRY_COMPARE(m_engine->asked.mid(2), QStringList({volume("RX", "0"), volume("TX", "0")}));
            QCOMPARE(dialog.gain(), Gain());
            dialog.accept();
        });
        QVERIFY(row(RoomsModel::Level).data(Qt::ToolTipRole).toString().isEmpty());
    }

    void noRequestOvertakesAnother()
    {
        inDialog([this](ui::GainDialog &dialog) {
            m_engine->waits.emplace();
            slider(dialog, "gainIn").setValue(1);
            QTRY_COMPARE(m_engine->asked.size(), 1);
            QSignalSpy told(&dialog, &ui::GainDialog::changed);
            for (int decibels : {2, 3, 4}) {
                slider(dialog, "gainIn").setValue(decibels);
                QTRY_COMPARE(told.size(), decibels - 1);
            }
            QCOMPARE(m_engine->asked.size(), 1);
            const core::Promise<bool> first = *m_engine->waits;
            m_engine->waits.reset();
            first.resolve(true);
            QTRY_COMPARE(m_engine->asked.size(), 2);
            QCOMPARE(asked(), volume("RX", "1.5849")); // 4 dB: those between are left out
            dialog.accept();
        });
        QCOMPARE(m_engine->asked.size(), 2);
    }

    void whatIsRefusedIsToldInWords()
    {
        m_engine->status = 404;
        inDialog([this](ui::GainDialog &dialog) {
            slider(dialog, "gainIn").setValue(6);
            QTRY_VERIFY(messages().isShown());
            QTRY_COMPARE(dialog.gain(), Gain()); // as the engine has it
            dialog.accept();
        });
        QVERIFY2(messages().text().startsWith(QStringLiteral("Gain not set.")), qPrintable(messages().text()));
        QVERIFY(messages().text().contains(QStringLiteral("Channel not found")));
        QCOMPARE(m_engine->asked.size(), 1);
        QVERIFY(row(RoomsModel::Level).data(Qt::ToolTipRole).toString().isEmpty());
    }

    void whoLeavesNeedsNoGain()
    {
        inDialog([this](ui::GainDialog &dialog) {
            slider(dialog, "gainIn").setValue(6);
            QTRY_COMPARE(m_engine->asked.size(), 1);
            m_room.channelCallIds.clear();
            m_room.tmUpdate = m->host.now();
            m->tell("confbridge_left", m_room);
            QTRY_VERIFY(!dialog.isVisible());
        });
        QCOMPARE(m->model->participants(), 0);
        QCOMPARE(m_engine->asked.size(), 1);
        QVERIFY(!messages().isShown());
    }
};

QTEST_MAIN(RoomGainTest)
#include "tst_roomgain.moc"
