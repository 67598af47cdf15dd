// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/statusbar.h"

#include "ui/common/callsmodel.h"
#include "ui/common/formats.h"
#include "ui/common/host.h"
#include "ui/common/iconcache.h"
#include "ui/common/phone.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QLabel>
#include <QMouseEvent>

#include <unistd.h>

#include <algorithm>

namespace ui {
namespace {
constexpr int sampleMs = 2000;

/// User and system time of this process in clock ticks.
qint64 ownTicks()
{
    QFile file(QStringLiteral("/proc/self/stat"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = file.readAll();
    const QList<QByteArray> parts = text.mid(text.lastIndexOf(')') + 2).split(' ');
    return parts.size() > 12 ? parts[11].toLongLong() + parts[12].toLongLong() : 0;
}

qint64 ownMemory()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> parts = file.readAll().split(' ');
    return parts.size() > 2 ? (parts[1].toLongLong() - parts[2].toLongLong()) * sysconf(_SC_PAGESIZE) : 0;
}

QString mono(const QString &text)
{
    return QStringLiteral("<span style=\"font-family:'%1'\">%2</span>")
        .arg(Theme::instance().font(Type::Mono).families().value(0), text.toHtmlEscaped());
}
} // namespace

/// A label that never gets narrower, so that nothing beside it jumps, and answers clicks.
class StatusBar::Field : public QLabel
{
public:
    Field(StatusBar *bar, QString what, QString widest) : m_bar(bar), m_what(std::move(what)), m_widest(std::move(widest))
    {
        connect(&Theme::instance(), &Theme::changed, this, &Field::fit);
        fit();
        setTextFormat(Qt::RichText);
        setContentsMargins(8, 0, 8, 0);
        if (!m_what.isEmpty())
            setCursor(Qt::PointingHandCursor);
    }
    void fit() { setMinimumWidth(QFontMetrics(Theme::instance().font(Type::Mono)).horizontalAdvance(m_widest) * 85 / 100); }
    void set(const QString &text)
    {
        setText(text);
        setMinimumWidth(std::max(minimumWidth(), sizeHint().width()));
    }

protected:
    void mousePressEvent(QMouseEvent *event) override
    {
        if (event->button() == Qt::LeftButton && !m_what.isEmpty())
            Q_EMIT m_bar->opened(m_what);
    }

private:
    StatusBar *m_bar;
    QString m_what, m_widest;
};

StatusBar::StatusBar(Host &host, CallsModel &calls, Phone &phone, QWidget *parent)
    : QStatusBar(parent), m_host(host), m_calls(calls), m_phone(phone)
{
    setSizeGripEnabled(false);
    setContentsMargins(4, 0, 4, 0);
    m_health = field(tr("Embedded platform up  14 of 14 services"), QStringLiteral("services"));
    m_sip = field(QStringLiteral("SIP  127.0.0.1:50600  UDP TCP  "), QStringLiteral("network"));
    m_callsField = field(tr("Calls  1,000  peak 1,000"), QStringLiteral("calls"));
    m_bus = field(tr("Bus  1,000 /s  p99 100.0 ms"), QStringLiteral("services"));
    m_sound = field({}, QStringLiteral("audio"), true);
    m_load = field(QStringLiteral("Voxboard 100.0 % CPU 1000 MB"), {}, true);
    m_clock = field(QStringLiteral("00:00:00 UTC+9:30"), {}, true);
    m_sip->setToolTip(tr("Where SIP answers. Click to open it to phones on this network."));
    m_load->setToolTip(tr("What this program uses, the platform included: CPU, and private memory."));
    connect(&host, &Host::stageChanged, this, &StatusBar::update_);
    connect(&host, &Host::progress, this, &StatusBar::update_);
    connect(&host, &Host::factsChanged, this, &StatusBar::update_);
    connect(&calls, &CallsModel::countsChanged, this, &StatusBar::updateCalls);
    connect(&phone, &Phone::devicesChanged, this, &StatusBar::update_);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        update_();
        updateCalls();
        showWhatFits();
    });
    m_timer.setInterval(sampleMs);
    connect(&m_timer, &QTimer::timeout, this, &StatusBar::sample);
    update_();
    updateCalls();
}

StatusBar::Field *StatusBar::field(const QString &widest, const QString &what, bool right)
{
    auto *made = new Field(this, what, widest);
    if (right)
        addPermanentWidget(made);
    else
        addWidget(made);
    return made;
}

void StatusBar::update_()
{
    const HostFacts &facts = m_host.facts();
    QString glyph, text;
    Token token = Token::Text3;
    switch (m_host.stage()) {
    case Host::Stage::Starting:
        text = tr("Embedded platform starting");
        glyph = QStringLiteral("…");
        break;
    case Host::Stage::Up:
        text = tr("Embedded platform up");
        glyph = QStringLiteral("✓");
        token = Token::Ok;
        break;
    case Host::Stage::Failed:
        text = tr("Embedded platform failed");
        glyph = QStringLiteral("✕");
        token = Token::Failed;
        break;
    case Host::Stage::Stopping:
        text = tr("Embedded platform stopping");
        glyph = QStringLiteral("…");
        break;
    }
    m_health->set(QStringLiteral("<span style=\"color:%1\">%2</span> %3 <span style=\"color:%4\">%5</span>")
                      .arg(color(token).name(), glyph, text, color(Token::Text2).name(),
                           mono(tr("%1 of %2 services").arg(m_host.servicesUp()).arg(m_host.servicesAll()))));
    const QString address =
        m_host.isOnNetwork() && !facts.networkAddresses.isEmpty() ? facts.networkAddresses.first() : facts.sip;
    m_sip->set(tr("SIP %1").arg(mono(address.isEmpty() ? format::none() : address + QStringLiteral("  UDP TCP"))));
    m_sip->setToolTip(
        facts.sips.isEmpty()
            ? tr("Where SIP answers. Click to open it to phones on this network.")
            : tr("Where SIP answers, and over TLS on %1. Click to open it to phones on this network.").arg(facts.sips));
    const Phone::Devices devices = m_phone.devices();
    m_sound->set(devices.speaker.isEmpty() && devices.microphone.isEmpty()
                     ? (devices.problem.isEmpty() ? QString() : tr("No sound device"))
                     : tr("Mic %1 · Speaker %2").arg(devices.microphone.left(24), devices.speaker.left(24)));
    sample();
}

void StatusBar::updateCalls()
{
    m_peak = std::max(m_peak, m_calls.live());
    m_callsField->set(tr("Calls %1 peak %2").arg(mono(format::count(m_calls.live())), mono(format::count(m_peak))));
}

void StatusBar::sample()
{
    if (m_host.stage() == Host::Stage::Up) {
        quint64 requests = 0;
        double p99 = 0;
        for (const bus::QueueStats &one : m_host.bus().stats()) {
            requests += one.requests;
            p99 = std::max(p99, one.p99Ms);
        }
        const quint64 rate = m_requestsBefore ? (requests - m_requestsBefore) * 1000 / sampleMs : 0;
        m_requestsBefore = requests;
        m_bus->set(tr("Bus %1 p99 %2")
                       .arg(mono(tr("%1 /s").arg(format::count(qint64(rate)))), mono(tr("%1 ms").arg(format::millis(p99)))));
    }
    const qint64 ticks = ownTicks();
    const double percent =
        m_ticksBefore ? double(ticks - m_ticksBefore) * 100.0 * 1000 / double(sysconf(_SC_CLK_TCK)) / sampleMs : 0;
    m_ticksBefore = ticks;
    m_load->set(QStringLiteral("Voxboard %1 % CPU %2 MB")
                    .arg(mono(QString::number(percent, 'f', 1)), mono(QString::number(ownMemory() / 1'000'000))));
    const core::Timestamp now = m_host.clock().wall();
    m_clock->set(mono(format::clock(now).left(5) + QLatin1Char(' ') + format::utcOffset(now)));
    showWhatFits();
}

void StatusBar::resizeEvent(QResizeEvent *event)
{
    QStatusBar::resizeEvent(event);
    showWhatFits();
}

void StatusBar::showWhatFits()
{
    constexpr int betweenFields = 8;
    const auto widthOf = [](const Field *one) { return std::max(one->minimumWidth(), one->sizeHint().width()) + betweenFields; };
    int wanted = 0;
    for (const Field *one : {m_health, m_sip, m_callsField, m_bus, m_sound, m_load, m_clock})
        wanted += widthOf(one);
    for (Field *one : {m_load, m_bus, m_sound, m_sip}) { // the first is missed least
        const bool fits = wanted <= contentsRect().width();
        one->setVisible(fits);
        wanted -= fits ? 0 : widthOf(one);
    }
}

/// What does not fit goes; it keeps no window wide.
QSize StatusBar::minimumSizeHint() const { return {0, QStatusBar::minimumSizeHint().height()}; }

void StatusBar::showEvent(QShowEvent *event)
{
    QStatusBar::showEvent(event);
    m_timer.start();
}

void StatusBar::hideEvent(QHideEvent *event)
{
    QStatusBar::hideEvent(event);
    m_timer.stop();
}

} // namespace ui
