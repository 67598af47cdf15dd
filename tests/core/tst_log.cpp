// SPDX-License-Identifier: GPL-3.0-or-later
// Log lines: who calls chooses some of the texts in them.
#include "core/log.h"

#include <QTest>

class LogTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void linesCannotBeForged()
    {
        QString text;
        core::log::setSink([&text](const core::log::Line &line) {
            text = QString::fromUtf8(line.text.data(), qsizetype(line.text.size()));
        });
        core::log::warn("test", "call from {}", QStringLiteral("a\n2026 error\x1b[2J ü\x7f"));
        core::log::setSink({});
        QCOMPARE(text, QStringLiteral("call from a\\x0a2026 error\\x1b[2J ü\\x7f"));
    }
};

QTEST_GUILESS_MAIN(LogTest)
#include "tst_log.moc"
