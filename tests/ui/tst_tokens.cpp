// SPDX-License-Identifier: GPL-3.0-or-later
// The colours of the window can be read: design §3, WCAG 2 contrast.
#include "ui/common/state.h"
#include "ui/common/theme.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using ui::Token;

namespace {
constexpr double reads = 4.5, shows = 3.0;

const QStringList grounds{"base", "alt", "window", "raised", "button", "hover", "accentWash", "selInactive"};
const QStringList texts{"text",   "text2",  "text3",  "accent", "ringing", "progressing", "hold", "terminating",
                        "hangup", "failed", "paused", "danger", "warn",    "ok",          "info"};
} // namespace

class TokensTest : public QObject
{
    Q_OBJECT
private:
    QJsonObject m_file;

    QString value(const QString &scheme, const QString &token) const
    {
        return m_file[scheme][QLatin1String("tokens")][token].toString();
    }
    QColor color(const QString &scheme, const QString &token) const { return QColor(value(scheme, token)); }
    QColor paletteColor(const QString &scheme, const QString &group, const QString &role) const
    {
        return QColor(m_file[scheme][QLatin1String("palette")][group][role].toString());
    }

private Q_SLOTS:
    void initTestCase()
    {
        ui::Theme::instance();
        QFile file(QStringLiteral(":/tokens.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_file = QJsonDocument::fromJson(file.readAll()).object();
        QVERIFY(!m_file.isEmpty());
    }

    void contrastFollowsWcag_data()
    {
        QTest::addColumn<QString>("one");
        QTest::addColumn<QString>("other");
        QTest::addColumn<double>("expected");
        QTest::newRow("black on white") << "#000000" << "#FFFFFF" << 21.0;
        QTest::newRow("white on black") << "#FFFFFF" << "#000000" << 21.0;
        QTest::newRow("the same") << "#2F6BD0" << "#2F6BD0" << 1.0;
        QTest::newRow("the greys next to 4.5") << "#767676" << "#FFFFFF" << 4.54;
        QTest::newRow("pure red") << "#FF0000" << "#FFFFFF" << 4.0;
    }

    void contrastFollowsWcag()
    {
        QFETCH(QString, one);
        QFETCH(QString, other);
        QFETCH(double, expected);
        const double found = ui::contrast(QColor(one), QColor(other));
        QVERIFY2(std::abs(found - expected) < 0.005, qPrintable(QString::number(found)));
    }

    void everyTokenIsAColourInBothThemes()
    {
        for (const QString &scheme : {QStringLiteral("dark"), QStringLiteral("light")}) {
            const QJsonObject tokens = m_file[scheme][QLatin1String("tokens")].toObject();
            QCOMPARE(tokens.size(), int(Token::Count));
            for (int i = 0; i < int(Token::Count); ++i) {
                const QString name = QLatin1String(ui::tokenName(Token(i)));
                QVERIFY2(color(scheme, name).isValid() && value(scheme, name).size() == 7, qPrintable(scheme + ' ' + name));
            }
        }
    }

    void pairsCanBeRead_data()
    {
        QTest::addColumn<QString>("ink");
        QTest::addColumn<QString>("ground");
        QTest::addColumn<double>("least");
        const auto row = [](const QString &ink, const QString &ground, double least) {
            QTest::newRow(qPrintable(ink + QStringLiteral(" on ") + ground)) << ink << ground << least;
        };
        for (const QString &ink : texts) {
            for (const QString &ground : grounds)
                row(ink, ground, reads);
        }
        row("disabled", "window", shows);
        for (const QString &ground : {"base", "alt", "window", "raised"})
            row("lineStrong", ground, shows);
        row("accentText", "accentFill", reads);
        row("accentText", "dangerFill", reads);
        row("prodText", "prodFill", reads);
        row("tipText", "tipBase", reads);
        for (const QString &ground : {"pausedWash", "diffAdd", "diffRemove", "pressed"})
            row("text", ground, reads);
    }

    void pairsCanBeRead()
    {
        QFETCH(QString, ink);
        QFETCH(QString, ground);
        QFETCH(double, least);
        for (const QString &scheme : {QStringLiteral("dark"), QStringLiteral("light")}) {
            const double found = ui::contrast(color(scheme, ink), color(scheme, ground));
            QVERIFY2(found >= least, qPrintable(QStringLiteral("%1: %2 : 1").arg(scheme).arg(found, 0, 'f', 2)));
        }
    }

    void paletteCanBeRead_data()
    {
        QTest::addColumn<QString>("group");
        QTest::addColumn<QString>("ink");
        QTest::addColumn<QString>("ground");
        QTest::addColumn<double>("least");
        const std::pair<const char *, const char *> pairs[] = {
            {"WindowText", "Window"}, {"Text", "Base"},         {"Text", "AlternateBase"},        {"PlaceholderText", "Base"},
            {"ButtonText", "Button"}, {"BrightText", "Button"}, {"HighlightedText", "Highlight"}, {"Link", "Base"},
            {"LinkVisited", "Base"},  {"Link", "Window"}};
        for (const auto &[ink, ground] : pairs)
            QTest::addRow("%s on %s", ink, ground) << "active" << ink << ground << reads;
        const std::pair<const char *, const char *> off[] = {
            {"WindowText", "Window"}, {"Text", "Base"}, {"ButtonText", "Button"}};
        for (const auto &[ink, ground] : off)
            QTest::addRow("%s on %s, disabled", ink, ground) << "disabled" << ink << ground << shows;
        for (const char *group : {"active", "disabled"})
            QTest::addRow("tool tip, %s", group) << group << "ToolTipText" << "ToolTipBase" << reads;
    }

    void paletteCanBeRead()
    {
        QFETCH(QString, group);
        QFETCH(QString, ink);
        QFETCH(QString, ground);
        QFETCH(double, least);
        for (const QString &scheme : {QStringLiteral("dark"), QStringLiteral("light")}) {
            const double found = ui::contrast(paletteColor(scheme, group, ink), paletteColor(scheme, group, ground));
            QVERIFY2(found >= least, qPrintable(QStringLiteral("%1: %2 : 1").arg(scheme).arg(found, 0, 'f', 2)));
        }
    }

    void profileColoursCarryTheirInk()
    {
        for (const QString &scheme : {QStringLiteral("dark"), QStringLiteral("light")}) {
            const QJsonObject colors = m_file[QLatin1String("profiles")][scheme].toObject();
            const QColor ink(colors[QLatin1String("ink")].toString());
            for (auto one = colors.begin(); one != colors.end(); ++one) {
                if (one.key() == QLatin1String("ink"))
                    continue;
                const double found = ui::contrast(ink, QColor(one.value().toString()));
                QVERIFY2(found >= reads,
                         qPrintable(QStringLiteral("%1 %2: %3 : 1").arg(scheme, one.key()).arg(found, 0, 'f', 2)));
            }
        }
    }

    void themeUsesTheFile()
    {
        ui::Theme &theme = ui::Theme::instance();
        for (const bool dark : {true, false}) {
            theme.setScheme(dark ? ui::Scheme::Dark : ui::Scheme::Light);
            const QString scheme = dark ? QStringLiteral("dark") : QStringLiteral("light");
            QCOMPARE(theme.isDark(), dark);
            for (int i = 0; i < int(Token::Count); ++i)
                QCOMPARE(theme.color(Token(i)), color(scheme, QLatin1String(ui::tokenName(Token(i)))));
            QCOMPARE(theme.palette().color(QPalette::Active, QPalette::Highlight), paletteColor(scheme, "active", "Highlight"));
            QCOMPARE(theme.palette().color(QPalette::Disabled, QPalette::Text), paletteColor(scheme, "disabled", "Text"));
        }
    }

    void highContrastHasNoFaintLineOrText()
    {
        ui::Theme &theme = ui::Theme::instance();
        theme.setHighContrast(true);
        for (const ui::Scheme scheme : {ui::Scheme::Dark, ui::Scheme::Light}) {
            theme.setScheme(scheme);
            QCOMPARE(theme.color(Token::Line), theme.color(Token::LineStrong));
            QCOMPARE(theme.color(Token::Text2), theme.color(Token::Text));
            QCOMPARE(theme.color(Token::Text3), theme.color(Token::Text));
        }
        theme.setHighContrast(false);
        QVERIFY(theme.color(Token::Text3) != theme.color(Token::Text));
    }

    void statesDifferInWord()
    {
        QStringList words;
        for (int i = int(ui::State::None) + 1; i <= int(ui::State::Unknown); ++i) {
            const QString word = ui::stateWord(ui::State(i));
            QVERIFY2(!word.isEmpty() && !words.contains(word), qPrintable(word));
            words += word;
        }
    }
};

QTEST_MAIN(TokensTest)
#include "tst_tokens.moc"
