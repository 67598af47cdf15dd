// SPDX-License-Identifier: GPL-3.0-or-later
// Ids as text: the form of the wire alone (contract/bus.md §1).
#include "core/ids.h"

#include <QtTest>

using namespace core;

class IdsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textIsWhatQtWrites_data()
    {
        QTest::addColumn<QUuid>("id");
        QTest::newRow("nil") << QUuid();
        QTest::newRow("each digit in its place") << QUuid("01234567-89ab-cdef-fedc-ba9876543210");
        QTest::newRow("all ones") << QUuid("ffffffff-ffff-ffff-ffff-ffffffffffff");
        for (int i = 0; i < 20; ++i)
            QTest::addRow("random %d", i) << newId();
    }
    void textIsWhatQtWrites()
    {
        QFETCH(QUuid, id);
        const QString text = toText(id);
        QCOMPARE(text, id.toString(QUuid::WithoutBraces));
        QCOMPARE(utf8(id), text.toStdString());
        bool ok = false;
        QCOMPARE(parseId(text, &ok), id);
        QVERIFY(ok);
    }

    void otherFormsAreNoIds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << "";
        QTest::newRow("upper case") << "01234567-89AB-cdef-fedc-ba9876543210";
        QTest::newRow("braces") << "{01234567-89ab-cdef-fedc-ba9876543210}";
        QTest::newRow("one digit short") << "01234567-89ab-cdef-fedc-ba987654321";
        QTest::newRow("one digit more") << "01234567-89ab-cdef-fedc-ba98765432100";
        QTest::newRow("a dash moved") << "0123456-789ab-cdef-fedc-ba9876543210";
        QTest::newRow("a digit for a dash") << "01234567089ab-cdef-fedc-ba9876543210";
        QTest::newRow("a letter behind f") << "g1234567-89ab-cdef-fedc-ba9876543210";
        QTest::newRow("before the digits") << "/1234567-89ab-cdef-fedc-ba9876543210";
        QTest::newRow("behind the digits") << ":1234567-89ab-cdef-fedc-ba9876543210";
        QTest::newRow("a digit of another script") << QChar(0x0661) + QString("1234567-89ab-cdef-fedc-ba9876543210");
        QTest::newRow("a wide letter with the low byte of a") << QChar(0x0161) + QString("1234567-89ab-cdef-fedc-ba9876543210");
    }
    void otherFormsAreNoIds()
    {
        QFETCH(QString, text);
        bool ok = true;
        QVERIFY(parseId(text, &ok).isNull());
        QVERIFY(!ok);
    }
};

QTEST_GUILESS_MAIN(IdsTest)
#include "tst_ids.moc"
