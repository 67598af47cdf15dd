// SPDX-License-Identifier: GPL-3.0-or-later
// The widgets of the Welcome page, made once.
#include "ui/common/filterfield.h"
#include "ui/common/iconcache.h"
#include "ui/common/labels.h"
#include "ui/common/reasons.h"
#include "ui/docks/welcome/welcomedock.h"

#include <QApplication>
#include <QBoxLayout>
#include <QCheckBox>
#include <QClipboard>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>

namespace ui {
namespace {
/// A number in a ring.
class StepNumber : public QWidget
{
public:
    explicit StepNumber(int number) : m_number(number) { setFixedSize(26, 26); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(color(Token::Accent), 1.2));
        painter.drawEllipse(QRectF(rect()).adjusted(1, 1, -1, -1));
        painter.setFont(Theme::instance().font(Type::Mono));
        painter.drawText(rect(), Qt::AlignCenter, QString::number(m_number));
    }

private:
    int m_number;
};

/// Keys in a box, as wide as they need.
class KeyBox : public QWidget
{
public:
    explicit KeyBox(QString keys) : m_keys(std::move(keys))
    {
        const QFontMetrics metrics(Theme::instance().font(Type::MonoAxis));
        setFixedSize(metrics.horizontalAdvance(m_keys) + 14, 22);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintKeys(painter, rect(), m_keys, Qt::AlignLeft);
    }

private:
    QString m_keys;
};

/// A panel on quiet ground with a border.
class Panel : public QWidget
{
protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(color(Token::Line));
        painter.setBrush(color(Token::Alt));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
};
} // namespace

WelcomeDock::WelcomeDock(Host &host, Phone &phone, CommandRegistry &commands, QWidget *parent)
    : Dock(QStringLiteral("welcome"), tr("Welcome"), QStringLiteral("info"), parent),
      m_host(host),
      m_phone(phone),
      m_commands(commands)
{
    auto *page = new QWidget;
    page->setAutoFillBackground(true);
    page->setBackgroundRole(QPalette::Base);
    m_halves = new QBoxLayout(QBoxLayout::LeftToRight, page);
    m_halves->setContentsMargins(28, 18, 28, 14);
    m_halves->setSpacing(28);
    m_halves->addWidget(makeLeft(), 11);
    m_divider = new QFrame;
    m_divider->setMinimumSize(1, 1);
    m_divider->setAutoFillBackground(true);
    m_divider->setBackgroundRole(QPalette::Mid);
    m_halves->addWidget(m_divider);
    m_halves->addWidget(makeRight(), 10);
    auto *scroll = new QScrollArea;
    scroll->setAccessibleName(tr("Welcome"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(page);
    scroll->viewport()->setBackgroundRole(QPalette::Base);
    setContent(scroll, m_call);
    connect(&host, &Host::stageChanged, this, &WelcomeDock::update_);
    connect(&host, &Host::progress, this, &WelcomeDock::update_);
    connect(&host, &Host::factsChanged, this, &WelcomeDock::update_);
    connect(&host, &Host::networkChanged, this, [this](bool, const QString &error) {
        if (!error.isEmpty())
            messages()->show(MessageBar::Kind::Error, tr("The network was not opened."), error);
        else
            messages()->clear();
        update_();
    });
    connect(&phone, &Phone::changed, this, &WelcomeDock::update_);
    connect(&phone, &Phone::devicesChanged, this, &WelcomeDock::update_);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        m_device->clear(); // the same text again would keep the colour of its link
        update_();
    });
    connect(&m_contacts, &QTimer::timeout, this, &WelcomeDock::askContacts);
    update_();
}

QLabel *WelcomeDock::proof()
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::RichText);
    return label;
}

QWidget *WelcomeDock::makeLeft()
{
    auto *left = new QWidget;
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(14);
    auto *head = new QHBoxLayout;
    head->setSpacing(16);
    m_logo = new QLabel;
    head->addWidget(m_logo);
    auto *titles = new QVBoxLayout;
    titles->setSpacing(2);
    auto *headline = new QLabel(tr("Welcome to Voxboard"));
    useFont(headline, Type::Headline);
    titles->addWidget(headline);
    titles->addWidget(paragraph(tr("A whole voice platform is running on this computer.")));
    head->addLayout(titles, 1);
    column->addLayout(head);

    auto *proofs = new QHBoxLayout;
    proofs->setSpacing(20);
    m_services = proof();
    m_sip = proof();
    m_voice = proof();
    m_started = paragraph({});
    m_started->setWordWrap(false);
    for (QLabel *one : {m_services, m_sip, m_voice, m_started})
        proofs->addWidget(one);
    proofs->addStretch();
    column->addLayout(proofs);
    m_notice = new QLabel;
    m_notice->setWordWrap(true);
    m_notice->setTextFormat(Qt::PlainText);
    column->addWidget(m_notice);

    auto *panel = new Panel;
    auto *inside = new QVBoxLayout(panel);
    inside->setContentsMargins(22, 18, 22, 18);
    inside->setSpacing(14);
    m_call = new QPushButton(icon(QStringLiteral("phone"), Token::AccentText), tr("Call the Welcome flow"));
    m_call->setObjectName(QStringLiteral("callWelcome"));
    m_call->setProperty("role", QStringLiteral("primary"));
    m_call->setMinimumSize(220, 44);
    m_device = new QLabel;
    m_device->setWordWrap(true);
    auto *callRow = new QHBoxLayout;
    callRow->setSpacing(14);
    callRow->addWidget(m_call);
    callRow->addWidget(m_device, 1);
    inside->addLayout(callRow);
    const std::pair<QString, QString> steps[] = {
        {tr("Listen"), tr("You hear: “Welcome to Voxboard. Press one for echo, two for music, three for the time.”")},
        {tr("Press a key"), tr("Click the keypad of the test phone, or type 1, 2 or 3.")},
        {tr("Watch"), tr("The call is in Live calls. Its steps light up in the flow. Hang up with Ctrl+Enter.")}};
    int number = 0;
    for (const auto &[title, text] : steps) {
        auto *line = new QHBoxLayout;
        line->setSpacing(12);
        line->addWidget(new StepNumber(++number), 0, Qt::AlignTop);
        auto *both = new QVBoxLayout;
        both->setSpacing(1);
        auto *name = new QLabel(title);
        useFont(name, Type::Button);
        both->addWidget(name);
        both->addWidget(paragraph(text));
        line->addLayout(both, 1);
        inside->addLayout(line);
    }
    column->addWidget(panel);
    column->addStretch();
    connect(m_call, &QPushButton::clicked, this, [this] {
        const auto &numbers = m_host.facts().numbers;
        const auto welcome = numbers.find(QStringLiteral("welcome"));
        Q_EMIT callWanted(welcome == numbers.end() ? QStringLiteral("1800") : welcome->second);
    });
    connect(m_device, &QLabel::linkActivated, this, [this] { Q_EMIT audioSettingsWanted(); });
    return left;
}

QWidget *WelcomeDock::makeExtensions()
{
    auto *table = new QWidget;
    m_extensions = new QGridLayout(table);
    m_extensions->setContentsMargins(0, 4, 0, 4);
    m_extensions->setHorizontalSpacing(12);
    m_extensions->setVerticalSpacing(3);
    int column = 0;
    for (const QString &name : {tr("Extension"), tr("Name"), tr("Password")}) {
        auto *label = paragraph(name);
        useFont(label, Type::Header);
        m_extensions->addWidget(label, 0, column++);
    }
    auto *phones = paragraph(tr("Phones"));
    useFont(phones, Type::Header);
    m_extensions->addWidget(phones, 0, 5);
    m_extensions->setColumnStretch(1, 1);
    return table;
}

QWidget *WelcomeDock::makeNetwork()
{
    auto *panel = new QWidget;
    auto *column = new QVBoxLayout(panel);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    m_network = new QCheckBox(tr("Phones on this network"));
    m_network->setObjectName(QStringLiteral("network"));
    m_networkText = paragraph({});
    m_networkText->setContentsMargins(21, 0, 0, 0);
    column->addWidget(m_network);
    column->addWidget(m_networkText);
    connect(m_network, &QCheckBox::toggled, this, [this](bool on) { m_host.setOnNetwork(on); });
    return panel;
}

QWidget *WelcomeDock::makeRight()
{
    auto *right = new QWidget;
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(heading(tr("Use your own phone")));
    m_dial = paragraph({});
    m_dial->setTextFormat(Qt::RichText);
    column->addWidget(m_dial);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(28);
    grid->setVerticalSpacing(4);
    m_server = monoLabel();
    m_port = monoLabel();
    for (QLabel *one : {m_server, m_port})
        one->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *copyAddress = new QToolButton;
    copyAddress->setIcon(icon(QStringLiteral("copy")));
    setNames(copyAddress, tr("Copy the SIP address"));
    grid->addWidget(paragraph(tr("Server")), 0, 0);
    grid->addWidget(m_server, 0, 1);
    grid->addWidget(copyAddress, 0, 2);
    grid->addWidget(paragraph(tr("Port")), 1, 0);
    grid->addWidget(m_port, 1, 1);
    grid->setColumnStretch(1, 1);
    column->addLayout(grid);
    connect(copyAddress, &QToolButton::clicked, this, [this] {
        QApplication::clipboard()->setText(m_server->text() + QLatin1Char(':') + m_port->text().section(QLatin1Char(' '), 0, 0));
    });
    column->addWidget(makeExtensions());
    column->addWidget(paragraph(tr("Passwords were made at random for this profile.")));
    column->addWidget(makeNetwork());
    column->addSpacing(8);
    column->addWidget(heading(tr("Keys worth knowing")));
    const std::pair<QString, QString> keys[] = {{QStringLiteral("Ctrl K"), tr("Find anything, run any command")},
                                                {QStringLiteral("F6"), tr("Next dock")},
                                                {QStringLiteral("Ctrl 1 to 3"), tr("Operate, Build, Inspect")},
                                                {QStringLiteral("Ctrl Enter"), tr("Test phone: call or hang up")},
                                                {QStringLiteral("F1"), tr("All keys")}};
    for (const auto &[box, text] : keys) {
        auto *line = new QHBoxLayout;
        line->setSpacing(10);
        line->addWidget(new KeyBox(box));
        line->addWidget(new QLabel(text), 1);
        column->addLayout(line);
    }
    column->addStretch();
    m_atStart = new QCheckBox(tr("Show this page at start"));
    m_atStart->setChecked(true);
    column->addWidget(m_atStart);
    connect(m_atStart, &QCheckBox::toggled, this, &WelcomeDock::showAtStartChanged);
    return right;
}

} // namespace ui
