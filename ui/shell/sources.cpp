// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/sources.h"

#include "ui/common/callsmodel.h"
#include "ui/common/formats.h"
#include "ui/common/host.h"
#include "ui/docks/calls/callsdock.h"
#include "ui/docks/flows/flowsdock.h"
#include "ui/docks/flows/flowsmodel.h"
#include "ui/docks/testphone/testphonedock.h"
#include "ui/shell/settingsdialog.h"

#include <QApplication>

namespace ui {
namespace {
constexpr int callsOffered = 1000;

class CallsSource : public PaletteSource
{
public:
    explicit CallsSource(CallsDock &dock) : m_dock(dock) {}
    QChar prefix() const override { return QLatin1Char('#'); }
    void find(const QString &, Sink sink) override
    {
        QList<PaletteItem> items;
        CallsModel &model = m_dock.model();
        for (int row = 0; row < std::min(model.rowCount(), callsOffered); ++row) {
            const QUuid id = model.index(row, 0).data(CallsModel::IdRole).toUuid();
            PaletteItem item;
            item.icon = QStringLiteral("calls");
            const contract::Call *call = model.call(id);
            if (!call)
                continue;
            // The mark keeps the order of the two when the names are written from right to left.
            item.text = QStringLiteral("%1 \u200E→\u200E %2").arg(model.partyOf(call->source), model.partyOf(call->destination));
            const bool isOutgoing = call->direction == contract::direction::outgoing;
            const QString number = CallsModel::numberOf(isOutgoing ? call->destination : call->source);
            item.detail = CallsDock::tr("%1, call %2, %3")
                              .arg(format::groupedNumber(number), format::shortId(id),
                                   model.index(row, CallsModel::StateColumn).data().toString());
            item.also = CallsModel::numberOf(call->source) + QLatin1Char(' ') + CallsModel::numberOf(call->destination);
            item.exact = format::shortId(id);
            item.run = [this, id] {
                m_dock.takeFocus();
                m_dock.select(id);
            };
            items += std::move(item);
        }
        sink(std::move(items));
    }

private:
    CallsDock &m_dock;
};

class FlowsSource : public PaletteSource
{
public:
    explicit FlowsSource(FlowsDock &dock) : m_dock(dock) {}
    QChar prefix() const override { return {}; }
    void find(const QString &, Sink sink) override
    {
        QList<PaletteItem> items;
        for (const contract::Flow &flow : m_dock.model().flows()) {
            PaletteItem item;
            item.icon = QStringLiteral("flow");
            item.text = flow.name;
            item.exact = m_dock.model().numberOf(flow.id);
            item.detail = item.exact.isEmpty() ? FlowsDock::tr("Flow") : FlowsDock::tr("Flow, %1").arg(item.exact);
            item.run = [this, id = flow.id] {
                m_dock.takeFocus();
                m_dock.select(id);
            };
            items += std::move(item);
        }
        sink(std::move(items));
    }

private:
    FlowsDock &m_dock;
};

class NumbersSource : public PaletteSource
{
public:
    NumbersSource(Host &host, TestPhoneDock &phone) : m_host(host), m_phone(phone) {}
    QChar prefix() const override { return QLatin1Char('@'); }
    void find(const QString &, Sink sink) override
    {
        QList<PaletteItem> items;
        for (const Extension &one : m_host.facts().extensions)
            items += item(TestPhoneDock::tr("Call %1 %2").arg(one.number, one.name), TestPhoneDock::tr("Extension"), one.number);
        for (const auto &[name, number] : m_host.facts().numbers)
            items += item(TestPhoneDock::tr("Call %1 %2").arg(number, name), TestPhoneDock::tr("Number"), number);
        sink(std::move(items));
    }

private:
    PaletteItem item(const QString &text, const QString &kind, const QString &number)
    {
        PaletteItem made;
        made.icon = QStringLiteral("phone");
        made.text = text;
        made.detail = kind;
        made.exact = number;
        made.offReason = m_host.stage() == Host::Stage::Up ? QString() : TestPhoneDock::tr("The platform is not up.");
        made.run = [this, number] { m_phone.call(number); };
        return made;
    }

    Host &m_host;
    TestPhoneDock &m_phone;
};
class SettingsSource : public PaletteSource
{
public:
    using Open = std::function<void(const QString &, const QString &)>;
    SettingsSource(Host &host, Open open) : m_host(host), m_open(std::move(open)) {}
    QChar prefix() const override { return QLatin1Char(':'); }
    void find(const QString &, Sink sink) override
    {
        QList<PaletteItem> items;
        const std::pair<const char *, QString> pages[] = {{"general", SettingsDialog::tr("General")},
                                                          {"audio", SettingsDialog::tr("Audio")},
                                                          {"sip", SettingsDialog::tr("Phones and SIP")},
                                                          {"keyboard", SettingsDialog::tr("Keyboard")},
                                                          {"advanced", SettingsDialog::tr("Advanced")}};
        for (const auto &[page, name] : pages)
            items += item(SettingsDialog::tr("Settings: %1").arg(name), QLatin1String(page), {});
        for (const SettingRow &row : m_host.settings()) {
            PaletteItem made = item(row.name, SettingsDialog::advanced, row.name);
            made.detail = SettingsDialog::tr("Setting");
            made.also = row.help;
            items += std::move(made);
        }
        sink(std::move(items));
    }

private:
    PaletteItem item(const QString &text, const QString &page, const QString &filter)
    {
        PaletteItem made;
        made.icon = QStringLiteral("settings");
        made.text = text;
        made.run = [this, page, filter] { m_open(page, filter); };
        return made;
    }

    Host &m_host;
    Open m_open;
};
} // namespace

std::vector<std::unique_ptr<PaletteSource>> paletteSources(Host &host, CallsDock &calls, FlowsDock &flows, TestPhoneDock &phone,
                                                           std::function<void(const QString &, const QString &)> openSettings)
{
    std::vector<std::unique_ptr<PaletteSource>> sources;
    sources.push_back(std::make_unique<CallsSource>(calls));
    sources.push_back(std::make_unique<NumbersSource>(host, phone)); // a whole number typed is dialled
    sources.push_back(std::make_unique<FlowsSource>(flows));
    sources.push_back(std::make_unique<SettingsSource>(host, std::move(openSettings)));
    return sources;
}

} // namespace ui
