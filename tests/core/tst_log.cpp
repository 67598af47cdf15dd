// SPDX-License-Identifier: GPL-3.0-or-later
// Log lines: who calls chooses some of the texts in them.
#include "core/log.h"

#include <QProcess>
#include <QTest>

#include <unistd.h>

namespace {
struct Pipe
{
    int ends[2];
    Pipe()
    {
        if (::pipe(ends) != 0)
            qFatal("no pipe");
    }
    ~Pipe()
    {
        ::close(ends[0]);
        ::close(ends[1]);
    }
};

/// What the children of the test say.
int speak(int lines)
{
    for (int i = 0; i < lines; ++i)
        core::log::info("test", "line {} of many, {}", i, std::string(100, 'x'));
    return 0;
}
} // namespace

class LogTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void linesCannotBeForged()
    {
        QString text;
        core::log::setSink(
            [&text](const core::log::Line &line) { text = QString::fromUtf8(line.text.data(), qsizetype(line.text.size())); });
        core::log::warn("test", "call from {}", QStringLiteral("a\n2026 error\x1b[2J ü\x7f"));
        core::log::setSink({});
        QCOMPARE(text, QStringLiteral("call from a\\x0a2026 error\\x1b[2J ü\\x7f"));
    }

    void whoDoesNotReadStopsNobody()
    {
        Pipe pipe;
        const int before = ::dup(STDERR_FILENO);
        ::dup2(pipe.ends[1], STDERR_FILENO);
        for (int i = 0; i < 3000; ++i)
            core::log::warn("test", "{}", std::string(1000, 'x'));
        core::log::warn("test", "the newest");
        QByteArray said(4096, 0);
        QByteArray end;
        while (!end.contains("the newest\n")) {
            const auto size = ::read(pipe.ends[0], said.data(), size_t(said.size()));
            QVERIFY(size > 0);
            end = end.right(100) + said.left(size);
        }
        ::dup2(before, STDERR_FILENO);
        ::close(before);
    }

    void theLastLinesAreWrittenAtTheEnd()
    {
        QProcess speaker;
        speaker.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--speak"), QStringLiteral("500")});
        QVERIFY(speaker.waitForFinished());
        const QByteArray said = speaker.readAllStandardError();
        QCOMPARE(said.count('\n'), 500);
        QVERIFY2(said.right(200).contains("line 499 "), said.right(200));
    }

    void theEndWaitsForNoReader()
    {
        const Pipe pipe;
        QProcess speaker;
        speaker.setChildProcessModifier([&pipe] { ::dup2(pipe.ends[1], STDERR_FILENO); });
        speaker.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--speak"), QStringLiteral("5000")});
        QVERIFY(speaker.waitForFinished());
        QCOMPARE(speaker.exitStatus(), QProcess::NormalExit);
        QCOMPARE(speaker.exitCode(), 0);
    }
};

int main(int argc, char **argv)
{
    if (argc == 3 && argv[1] == std::string_view("--speak"))
        return speak(std::atoi(argv[2]));
    QCoreApplication app(argc, argv);
    LogTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_log.moc"
