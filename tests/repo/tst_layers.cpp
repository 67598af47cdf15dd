// SPDX-License-Identifier: GPL-3.0-or-later
#include "sourcetree.h"

#include <QFileInfo>
#include <QLibraryInfo>
#include <QRegularExpression>
#include <QTest>

#include <optional>
#include <vector>

namespace {

/// One row of the layer table (README, Architecture): a folder, and what its files may include besides their own
/// folder.
/// `*` is one folder name. app/, the composition root, and tests/ may include all.
struct Layer
{
    QString folder;
    QStringList mayInclude;
};

const QStringList serviceMay{"backend/core/", "backend/contract/",       "backend/bus/", "backend/store/", "backend/clients/",
                             "plugins/sdk/",  "backend/services/common/"};

/// The first row that fits a file counts.
const std::vector<Layer> layers{
    {"backend/core/", {}},
    {"backend/contract/", {"backend/core/"}},
    {"backend/bus/", {"backend/core/", "backend/contract/"}},
    {"backend/store/", {"backend/core/"}},
    {"backend/http/", {"backend/core/"}},
    {"backend/telephony/", {"backend/core/", "backend/contract/", "backend/bus/"}},
    {"backend/clients/", {"backend/core/", "backend/contract/", "backend/bus/"}},
    {"backend/services/asteriskproxy/", serviceMay + QStringList{"backend/telephony/engine.h"}},
    {"backend/services/*/", serviceMay},
    {"backend/voiceclone/", {"backend/core/", "backend/contract/", "backend/bus/", "plugins/sdk/"}},
    {"ui/common/", {"backend/core/", "backend/contract/", "backend/clients/"}},
    {"ui/docks/*/", {"backend/core/", "backend/contract/", "backend/clients/", "ui/common/"}},
    {"ui/shell/", {"backend/core/", "backend/contract/", "backend/bus/", "backend/clients/", "ui/common/", "ui/docks/"}},
    {"plugins/sdk/", {"backend/core/"}},
    {"plugins/*/", {"backend/core/", "plugins/sdk/"}},
};

/// The part of `path` that `folder` describes, if it does.
std::optional<QString> partBelow(const QString &folder, const QString &path)
{
    const QString pattern = QRegularExpression::escape(folder).replace("\\*", "[^/]+");
    const auto match = QRegularExpression('^' + pattern).match(path);
    return match.hasMatch() ? std::optional(match.captured()) : std::nullopt;
}

/// Empty when the file `from` may include the file `to`, otherwise why not.
QString objection(const QString &from, const QString &to)
{
    for (const Layer &layer : layers) {
        const auto own = partBelow(layer.folder, from);
        if (!own)
            continue;
        const bool allowed = to.startsWith(*own) || std::any_of(layer.mayInclude.begin(), layer.mayInclude.end(),
                                                                [&](const QString &may) { return to.startsWith(may); });
        return allowed ? QString() : QStringLiteral("%1 includes %2").arg(from, to);
    }
    return QStringLiteral("%1 stands in no layer").arg(from);
}

QStringList includesOf(const QString &text)
{
    static const QRegularExpression line("^[ \\t]*#[ \\t]*include[ \\t]*[<\"]([^>\"]+)", QRegularExpression::MultilineOption);
    QStringList result;
    for (auto matches = line.globalMatch(text); matches.hasNext();)
        result << matches.next().captured(1);
    return result;
}

/// Which file of the tree an include line means; empty for a foreign header.
QString resolved(const QString &from, const QString &include)
{
    const QStringList folders{QFileInfo(from).path(), "backend", "plugins", "."};
    for (const QString &folder : folders) {
        const QString path = QDir::cleanPath(folder + '/' + include);
        if (QFileInfo(repo::root().filePath(path)).isFile())
            return path;
    }
    return {};
}

/// Whether the header is one of Qt's that need a screen: Gui, Widgets and what stands on them.
bool needsGui(const QString &include)
{
    static const QStringList modules{"QtGui", "QtWidgets", "QtCharts", "QtSvg", "QtSvgWidgets", "QtMultimedia"};
    const QDir headers(QLibraryInfo::path(QLibraryInfo::HeadersPath));
    return std::any_of(modules.begin(), modules.end(), [&](const QString &module) {
        return include == module || include.startsWith(module + '/') ||
               QFileInfo(headers.filePath(module + '/' + include)).isFile();
    });
}

const QStringList sources{"*.cpp", "*.h"};

} // namespace

/// The folders include what the architecture lets them, and nothing else.
class TestLayers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsTheTable_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<bool>("allowed");
        const QString call = "backend/services/call/logic.cpp";
        QTest::newRow("core stands alone") << "backend/core/a.cpp" << "backend/bus/bus.h" << false;
        QTest::newRow("a service its own files") << call << "backend/services/call/logic.h" << true;
        QTest::newRow("a service the bus") << call << "backend/bus/bus.h" << true;
        QTest::newRow("a service another service") << call << "backend/services/flow/logic.h" << false;
        QTest::newRow("a service of a similar name") << call << "backend/services/callback/logic.h" << false;
        QTest::newRow("a service the engine") << call << "backend/telephony/engine.h" << false;
        QTest::newRow("the proxy the engine's port")
            << "backend/services/asteriskproxy/logic.cpp" << "backend/telephony/engine.h" << true;
        QTest::newRow("the proxy the switch")
            << "backend/services/asteriskproxy/logic.cpp" << "backend/telephony/softswitch/softswitch.h" << false;
        QTest::newRow("a dock a client") << "ui/docks/calls/model.cpp" << "backend/clients/callclient.h" << true;
        QTest::newRow("a dock a service") << "ui/docks/calls/model.cpp" << "backend/services/call/logic.h" << false;
        QTest::newRow("a dock another dock") << "ui/docks/calls/model.cpp" << "ui/docks/flows/model.h" << false;
        QTest::newRow("the backend the window") << "backend/http/a.cpp" << "ui/common/level.h" << false;
        QTest::newRow("a plug-in the SDK") << "plugins/espeak/a.cpp" << "plugins/sdk/tts.h" << true;
        QTest::newRow("a plug-in another") << "plugins/espeak/a.cpp" << "plugins/google/a.h" << false;
        QTest::newRow("anything the application") << "ui/shell/a.cpp" << "app/main.h" << false;
        QTest::newRow("a folder nobody planned") << "backend/misc/a.cpp" << "backend/misc/a.h" << false;
    }

    void knowsTheTable()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(bool, allowed);
        QCOMPARE(objection(from, to).isEmpty(), allowed);
    }

    void includesFollowTheTable()
    {
        QStringList objections;
        int resolvedIncludes = 0;
        for (const QString &path : repo::filesBelow({"backend", "ui", "plugins"}, sources)) {
            for (const QString &include : includesOf(repo::textOf(path))) {
                const QString to = resolved(path, include);
                if (to.isEmpty())
                    continue;
                ++resolvedIncludes;
                const QString why = objection(path, to);
                if (!why.isEmpty())
                    objections << why;
            }
        }
        QVERIFY2(resolvedIncludes > 20, "the tree was not found");
        QVERIFY2(objections.isEmpty(), qPrintable('\n' + objections.join('\n')));
    }

    void backendNeedsNoScreen()
    {
        QVERIFY(needsGui("QColor") && needsGui("QtWidgets/QLabel") && needsGui("qpixmap.h"));
        QVERIFY(!needsGui("QString") && !needsGui("vector") && !needsGui("QTcpSocket"));
        QStringList objections;
        for (const QString &path : repo::filesBelow({"backend", "plugins"}, sources)) {
            for (const QString &include : includesOf(repo::textOf(path))) {
                if (needsGui(include))
                    objections << QStringLiteral("%1 includes <%2>").arg(path, include);
            }
        }
        QVERIFY2(objections.isEmpty(), qPrintable('\n' + objections.join('\n')));
    }
};

QTEST_APPLESS_MAIN(TestLayers)
#include "tst_layers.moc"
