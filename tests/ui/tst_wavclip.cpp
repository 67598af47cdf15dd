// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/recordings/wavclip.h"

#include <QtEndian>
#include <QtTest>

using ui::SoundClip;

namespace {
const SoundClip stereo{8000, {1, -2, 32'767, -32'768}, {5, 6, 7, 8}};
} // namespace

class WavClipTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsWrittenIsRead()
    {
        const auto read = ui::readWav(ui::writeWav(stereo));
        QVERIFY(read);
        QCOMPARE(read->rate, 8000);
        QVERIFY(read->left == stereo.left && read->right == stereo.right);
        const auto mono = ui::readWav(ui::writeWav({16'000, {1, 2, 3}, {}}));
        QVERIFY(mono && !mono->isStereo());
        QCOMPARE(mono->rate, 16'000);
    }

    void everyTruncationIsRead()
    {
        const QByteArray whole = ui::writeWav(stereo);
        for (qsizetype size = 0; size < whole.size(); ++size) {
            const auto read = ui::readWav(whole.left(size));
            QVERIFY(!read || read->frames() <= stereo.frames());
        }
    }

    void refused_data()
    {
        QTest::addColumn<int>("offset");
        QTest::addColumn<int>("value");
        QTest::newRow("format 3, floats") << 20 << 3;
        QTest::newRow("no channels") << 22 << 0;
        QTest::newRow("three channels") << 22 << 3;
        QTest::newRow("a rate of 100 Hz") << 24 << 100;
        QTest::newRow("12 bits") << 34 << 12;
    }
    void refused()
    {
        QFETCH(int, offset);
        QFETCH(int, value);
        QByteArray bytes = ui::writeWav(stereo);
        const auto little = qToLittleEndian(quint16(value));
        bytes.replace(offset, 2, reinterpret_cast<const char *>(&little), 2);
        QVERIFY(!ui::readWav(bytes));
    }

    void aSizeBeyondTheEndIsCut()
    {
        QByteArray bytes = ui::writeWav(stereo);
        bytes.replace(40, 4, QByteArray::fromHex("ffffffff"));
        const auto read = ui::readWav(bytes);
        QVERIFY(read);
        QCOMPARE(read->frames(), size_t(4));
    }

    void twoDirectionsBecomeTwoSides()
    {
        const auto both = ui::joined({8000, {1, 2, 3}, {}}, {8000, {4}, {}});
        QVERIFY(both);
        QVERIFY((both->right == std::vector<int16_t>{4, 0, 0}));
        QVERIFY2(!ui::joined({8000, {1}, {}}, {16'000, {1}, {}}), "of different rates");
    }
};

QTEST_GUILESS_MAIN(WavClipTest)
#include "tst_wavclip.moc"
