// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/welcome/welcomedock.h"

#include "clients/businessclients.h"
#include "ui/common/formats.h"
#include "ui/common/iconcache.h"
#include "ui/common/labels.h"
#include "ui/common/reasons.h"

#include <QApplication>
#include <QBoxLayout>
#include <QCheckBox>
#include <QClipboard>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>

namespace ui {
namespace {
constexpr int contactsMs = 3000, narrow = 960;
const QString dots(12, QChar(0x2022));

void copyText(const QString &text) { QApplication::clipboard()->setText(text); }

QString addressOf(const QString &hostAndPort) { return hostAndPort.section(QLatin1Char(':'), 0, -2); }
QString portOf(const QString &hostAndPort) { return hostAndPort.section(QLatin1Char(':'), -1); }
} // namespace

bool WelcomeDock::showsAtStart() const { return m_atStart->isChecked(); }

void WelcomeDock::setShowsAtStart(bool on)
{
    const QSignalBlocker quiet(m_atStart);
    m_atStart->setChecked(on);
}

void WelcomeDock::setProof(QLabel *label, bool good, const QString &text, const QString &mono)
{
    const Token token = good ? Token::Ok : Token::Text3;
    const QString tick = good ? QString(QChar(0x2713)) + QStringLiteral("&nbsp; ") : QString();
    const QString family = Theme::instance().font(Type::Mono).families().value(0);
    label->setText(QStringLiteral("<span style=\"color:%1\">%2%3 <span style=\"font-family:'%4'\">%5</span></span>")
                       .arg(color(token).name(), tick, text.toHtmlEscaped(), family, mono.toHtmlEscaped()));
}

void WelcomeDock::update_()
{
    m_logo->setPixmap(IconCache::instance().logo(56, devicePixelRatioF()));
    const HostFacts &facts = m_host.facts();
    const bool up = m_host.stage() == Host::Stage::Up;
    setProof(m_services, up, tr("%1 of %2 services").arg(m_host.servicesUp()).arg(m_host.servicesAll()), {});
    setProof(m_sip, up, up ? tr("SIP on") : tr("SIP"), facts.sip);
    setProof(m_voice, up && !facts.voice.isEmpty(), tr("Voice"), facts.voice);
    m_started->setText(up ? tr("started in %1 s").arg(double(facts.startedIn.count()) / 1000, 0, 'f', 1) : QString());
    const auto welcome = facts.numbers.find(QStringLiteral("welcome"));
    const QString number = welcome == facts.numbers.end() ? QStringLiteral("1800") : welcome->second;
    m_call->setText(m_host.stage() == Host::Stage::Starting
                        ? tr("Starting, %1 of %2 services").arg(m_host.servicesUp()).arg(m_host.servicesAll())
                        : tr("Call the Welcome flow"));
    const QString why = up                                      ? QString()
                        : m_host.stage() == Host::Stage::Failed ? m_host.failure()
                                                                : tr("The platform is starting.");
    const bool busy = m_phone.status().state != Phone::State::Idle && m_phone.status().state != Phone::State::Ended;
    setOffIf(m_call, tr("Call the Welcome flow"), busy ? tr("The test phone is in a call.") : why);
    if (up && !std::exchange(m_wasUp, true) && isAncestorOf(QApplication::focusWidget()))
        m_call->setFocus(); // which a button that was off could not have
    const Phone::Devices devices = m_phone.devices();
    m_device->setText(
        devices.speaker.isEmpty() && devices.problem.isEmpty() ? tr("Looking for sound devices…")
        : devices.speaker.isEmpty()
            ? tr("No sound device here: watch the meters, and save what it hears. <a href=\"#\">Choose a device</a>")
            : tr("Speaks to you through <b>%1</b>. <a href=\"#\">Choose another device</a>")
                  .arg(devices.speaker.toHtmlEscaped()));
    m_notice->setVisible(!facts.notice.isEmpty() || m_host.stage() == Host::Stage::Failed);
    m_notice->setText(m_host.stage() == Host::Stage::Failed ? m_host.failure() : facts.notice);
    const QString server = m_host.isOnNetwork() && !facts.networkAddresses.isEmpty() ? facts.networkAddresses.first() : facts.sip;
    m_server->setText(addressOf(server));
    m_port->setText(server.isEmpty() ? QString() : tr("%1 UDP or TCP").arg(portOf(server)));
    m_dial->setText(m_host.isOnNetwork()
                        ? tr("Any SIP phone on this network can register. Dial <b>%1</b> for Welcome.").arg(number)
                        : tr("Any SIP phone on this computer can register. Dial <b>%1</b> for Welcome.").arg(number));
    {
        const QSignalBlocker quiet(m_network);
        m_network->setChecked(m_host.isOnNetwork());
    }
    setOffIf(m_network, tr("Phones on this network"), why);
    m_networkText->setText(
        m_host.isOnNetwork()
            ? tr("Open to this network: SIP on %1 over UDP and TCP, and its audio (RTP). Passwords are needed; ten wrong ones ban an address for five minutes.")
                  .arg(facts.networkAddresses.join(QStringLiteral(", ")))
            : tr("Opens SIP %1 over UDP and TCP, and its audio (RTP), to other devices on this network. Passwords stay needed; guessers are banned.")
                  .arg(portOf(facts.sip)));
    if (up && m_rows.empty())
        fillExtensions();
}

void WelcomeDock::fillExtensions()
{
    for (const Extension &one : m_host.facts().extensions) {
        const int line = int(m_rows.size()) + 1;
        auto *number = new QLabel(one.number);
        useFont(number, Type::Mono);
        auto *name = new QLabel(one.name);
        auto *secret = new QLabel(dots);
        useFont(secret, Type::Mono);
        secret->setTextInteractionFlags(Qt::TextSelectableByMouse);
        secret->setMinimumWidth(QFontMetrics(secret->font()).horizontalAdvance(QString(15, QLatin1Char('m'))));
        auto *eye = new QToolButton;
        eye->setIcon(icon(QStringLiteral("eye")));
        eye->setObjectName(QStringLiteral("reveal_") + one.number);
        setNames(eye, tr("Show the password of %1").arg(one.number));
        auto *copyButton = new QToolButton;
        copyButton->setIcon(icon(QStringLiteral("copy")));
        setNames(copyButton, tr("Copy the password of %1").arg(one.number));
        auto *registered = new QLabel(tr("none"));
        registered->setForegroundRole(QPalette::PlaceholderText);
        m_extensions->addWidget(number, line, 0);
        m_extensions->addWidget(name, line, 1);
        m_extensions->addWidget(secret, line, 2);
        m_extensions->addWidget(eye, line, 3);
        m_extensions->addWidget(copyButton, line, 4);
        m_extensions->addWidget(registered, line, 5);
        const size_t index = m_rows.size();
        m_rows.push_back({one.number, one.password, secret, registered, eye});
        connect(eye, &QToolButton::clicked, this, [this, index] { reveal(m_rows[index], m_rows[index].secret->text() == dots); });
        connect(copyButton, &QToolButton::clicked, this, [password = one.password] { copyText(password); });
    }
    askContacts();
}

void WelcomeDock::reveal(PhoneRow &row, bool on)
{
    row.secret->setText(on ? row.password : dots);
    row.eye->setIcon(icon(on ? QStringLiteral("eye-off") : QStringLiteral("eye")));
    setNames(row.eye, on ? tr("Hide the password of %1").arg(row.extension) : tr("Show the password of %1").arg(row.extension));
}

void WelcomeDock::askContacts()
{
    if (m_host.stage() != Host::Stage::Up)
        return;
    for (PhoneRow &row : m_rows)
        readContacts(row.extension, row.registered);
}

core::Task<void> WelcomeDock::readContacts(QString extension, QPointer<QLabel> label)
{
    clients::RegistrarClient client(m_host.bus(), contract::service::window);
    QString text, tip;
    try {
        const QUuid customer = m_host.facts().customerId;
        const auto contacts = co_await client.contacts(customer, extension);
        QStringList agents;
        for (const contract::AstContact &one : contacts)
            agents += QStringLiteral("%1 %2:%3").arg(one.userAgent, one.viaAddr).arg(one.viaPort);
        text = contacts.empty() ? tr("none") : QStringLiteral("✓ %1").arg(contacts.size());
        tip = agents.join(QLatin1Char('\n'));
    } catch (const core::Error &error) {
        text = format::none();
        tip = error.message();
    }
    if (!label)
        co_return;
    label->setText(text);
    label->setToolTip(tip);
}

void WelcomeDock::showEvent(QShowEvent *event)
{
    Dock::showEvent(event);
    askContacts();
    m_contacts.start(contactsMs);
}

void WelcomeDock::resizeEvent(QResizeEvent *event)
{
    Dock::resizeEvent(event);
    m_halves->setDirection(width() < Theme::instance().scaled(narrow) ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void WelcomeDock::hideEvent(QHideEvent *event)
{
    Dock::hideEvent(event);
    m_contacts.stop();
}

} // namespace ui
