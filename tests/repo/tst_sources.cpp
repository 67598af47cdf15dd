// SPDX-License-Identifier: GPL-3.0-or-later
#include "sourcetree.h"

#include <QRegularExpression>
#include <QTest>

namespace {

/// Text without its balanced (…) groups: `if (a && b) ` becomes `if  `, `if (a && ` stays.
QString withoutGroups(QString text)
{
    static const QRegularExpression group(R"(\([^()]*\))");
    while (text.contains(group))
        text.remove(group);
    return text;
}

/// What is wrong in the statement before an await at `position`: GCC 12 miscompiles awaits inside larger expressions.
QString objectionBefore(const QString &code, qsizetype position)
{
    static const QRegularExpression border("[;{}]");
    static const QRegularExpression logical(R"((?<!auto )(?<!auto)(&&|\|\|))");
    const qsizetype start = code.lastIndexOf(border, position) + 1;
    const QString before = withoutGroups(code.mid(start, position - start));
    if (before.contains('?'))
        return "inside ?:";
    if (before.contains(logical))
        return "behind && or ||";
    if (before.contains("co_await"))
        return "twice in one statement";
    const bool inBraces = start > 1 && code[start - 1] == '{' && (code[start - 2].isLetterOrNumber() || code[start - 2] == '>');
    return inBraces ? QStringLiteral("inside braces") : QString();
}

/// What is wrong in the arguments of an awaited call that begins at `position`.
QString objectionAfter(const QString &code, qsizetype position)
{
    int depth = 0;
    QChar last;
    for (qsizetype i = position; i < code.size() && code[i] != ';' && depth >= 0; ++i) {
        const QChar c = code[i];
        if (c == '{') {
            const bool type = code[i - 1].isLetterOrNumber() || code[i - 1] == '_' || code[i - 1] == '>';
            const bool argument = depth > 0 && (type || last == '(' || last == ',');
            return argument ? QStringLiteral("with a brace-initialised argument") : QString();
        }
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (!c.isSpace())
            last = c;
    }
    return {};
}

QStringList unsafeAwaits(const QString &text)
{
    static const QRegularExpression await(R"(\bco_await\b)");
    const QString code = repo::codeOnly(text);
    QStringList result;
    for (auto matches = await.globalMatch(code); matches.hasNext();) {
        const auto match = matches.next();
        QString why = objectionBefore(code, match.capturedStart());
        if (why.isEmpty())
            why = objectionAfter(code, match.capturedEnd());
        if (!why.isEmpty())
            result << QStringLiteral("%1: co_await %2").arg(code.left(match.capturedStart()).count('\n') + 1).arg(why);
    }
    return result;
}

} // namespace

/// Rules that a compiler does not check.
class TestSources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsUnsafeAwaits_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("expected");
        QTest::newRow("named local moved in") << "co_await f(std::move(x));" << "";
        QTest::newRow("lambda argument") << "co_await f([this]() -> Task<void> { g({1}); co_return; });" << "";
        QTest::newRow("condition of its own") << "if (a && b)\n    co_await f();" << "";
        QTest::newRow("choice among arguments") << "co_await f(a ? b : c);" << "";
        QTest::newRow("only spoken of") << "f(\"co_await g({})\"); // co_await g({})\nx = 20'000;" << "";
        QTest::newRow("braces of a loop") << "for (auto x : co_await f()) { g({1}); }" << "";
        QTest::newRow("aggregate") << "\nco_await f(Agg{.a = 1});" << "2: co_await with a brace-initialised argument";
        QTest::newRow("bare braces") << "co_await f(a,\n {1});" << "1: co_await with a brace-initialised argument";
        QTest::newRow("choice of awaits") << "x = c ?\n co_await f() : 1;" << "2: co_await inside ?:";
        QTest::newRow("second of two conditions") << "if (a && co_await f())" << "1: co_await behind && or ||";
        QTest::newRow("nested") << "co_await f(co_await g());" << "1: co_await twice in one statement";
        QTest::newRow("member of an aggregate") << "return Agg{co_await f()};" << "1: co_await inside braces";
    }

    void knowsUnsafeAwaits()
    {
        QFETCH(QString, code);
        QFETCH(QString, expected);
        QCOMPARE(unsafeAwaits(code).join('\n'), expected);
    }

    void awaitsAreSafe()
    {
        QStringList objections;
        for (const QString &path : repo::filesBelow({"app", "backend", "ui", "plugins", "tests"}, {"*.cpp", "*.h"})) {
            for (const QString &why : unsafeAwaits(repo::textOf(path)))
                objections << path + ':' + why;
        }
        QVERIFY2(objections.isEmpty(), qPrintable('\n' + objections.join('\n')));
    }

    void licencesAreNamed()
    {
        const QStringList folders{"app", "backend", "ui", "plugins", "tests", "installer", "cmake", "resources", ".ci"};
        const QStringList patterns{"*.cpp", "*.h", "CMakeLists.txt", "*.cmake", "*.in",    "*.qss", "*.sql",
                                   "*.sh",  "run", "*.py",           "*.supp",  "packages"};
        QStringList files = repo::filesBelow(folders, patterns);
        files << "CMakeLists.txt" << ".clang-format";
        QStringList objections;
        for (const QString &path : files) {
            const QString licence = path.startsWith("plugins/sdk/") && path.endsWith(".h") ? "MIT" : "GPL-3.0-or-later";
            const QString top = repo::textOf(path).section('\n', 0, 1) + '\n';
            static const QRegularExpression line("SPDX-License-Identifier: ([A-Za-z0-9.-]+)");
            if (line.match(top).captured(1) != licence)
                objections << QStringLiteral("%1 does not begin with the SPDX line of %2").arg(path, licence);
        }
        QVERIFY2(files.size() > 20, "the tree was not found");
        QVERIFY2(objections.isEmpty(), qPrintable('\n' + objections.join('\n')));
    }
};

QTEST_APPLESS_MAIN(TestSources)
#include "tst_sources.moc"
