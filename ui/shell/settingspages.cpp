// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of the settings that are forms.
#include "ui/common/host.h"
#include "ui/common/messagebar.h"
#include "ui/common/phone.h"
#include "ui/common/reasons.h"
#include "ui/common/theme.h"
#include "ui/shell/preferences.h"
#include "ui/shell/settingsdialog.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>

namespace ui {
namespace {
QFormLayout *form(QWidget *page)
{
    auto *layout = new QFormLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(20);
    layout->setVerticalSpacing(10);
    layout->setLabelAlignment(Qt::AlignLeft);
    layout->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    return layout;
}

QLabel *note(const QString &text)
{
    auto *label = new QLabel(text);
    label->setProperty("role", QStringLiteral("text3"));
    label->setWordWrap(true);
    return label;
}

/// Values beside their texts; the one that is set is current.
QComboBox *choices(const QList<std::pair<int, QString>> &all, int current)
{
    auto *box = new QComboBox;
    box->setMinimumWidth(180);
    for (const auto &[value, text] : all)
        box->addItem(text, value);
    box->setCurrentIndex(box->findData(current));
    return box;
}
} // namespace

QWidget *SettingsDialog::makeGeneral()
{
    Theme &theme = Theme::instance();
    auto *page = new QWidget;
    QFormLayout *rows = form(page);
    auto *scheme =
        choices({{int(Scheme::System), tr("As the system")}, {int(Scheme::Dark), tr("Dark")}, {int(Scheme::Light), tr("Light")}},
                int(theme.scheme()));
    auto *text = choices({{90, tr("90 %")}, {100, tr("100 %")}, {115, tr("115 %")}, {130, tr("130 %")}}, theme.textScale());
    auto *height = choices(
        {{int(RowSize::Compact), tr("Compact")}, {int(RowSize::Normal), tr("Normal")}, {int(RowSize::Roomy), tr("Roomy")}},
        int(theme.rowSize()));
    auto *motion = new QCheckBox(tr("Reduce motion"));
    motion->setChecked(theme.reduceMotion());
    auto *contrastBox = new QCheckBox(tr("High contrast"));
    contrastBox->setChecked(theme.highContrast());
    auto *welcome = new QCheckBox(tr("Show the Welcome page at start"));
    welcome->setChecked(m_preferences.showsWelcome());
    rows->addRow(tr("Theme"), scheme);
    rows->addRow(tr("Text size"), text);
    rows->addRow(tr("Row height"), height);
    rows->addRow(QString(), motion);
    rows->addRow(QString(), contrastBox);
    rows->addRow(QString(), welcome);
    connect(scheme, &QComboBox::currentIndexChanged, this,
            [scheme] { Theme::instance().setScheme(Scheme(scheme->currentData().toInt())); });
    connect(text, &QComboBox::currentIndexChanged, this, [text] { Theme::instance().setTextScale(text->currentData().toInt()); });
    connect(height, &QComboBox::currentIndexChanged, this,
            [height] { Theme::instance().setRowSize(RowSize(height->currentData().toInt())); });
    connect(motion, &QCheckBox::toggled, this, [](bool on) { Theme::instance().setReduceMotion(on); });
    connect(contrastBox, &QCheckBox::toggled, this, [](bool on) { Theme::instance().setHighContrast(on); });
    connect(welcome, &QCheckBox::toggled, this, [this](bool on) {
        m_preferences.setShowsWelcome(on);
        Q_EMIT showWelcomeChanged(on);
    });
    return page;
}

QWidget *SettingsDialog::makeAudio()
{
    auto *page = new QWidget;
    QFormLayout *rows = form(page);
    auto *microphone = new QComboBox, *speaker = new QComboBox;
    auto *test = new QPushButton(tr("Play test sound"));
    auto *problem = note({});
    for (QComboBox *box : {microphone, speaker})
        box->setMinimumWidth(320);
    microphone->setAccessibleName(tr("Microphone"));
    speaker->setAccessibleName(tr("Speaker"));
    rows->addRow(tr("Microphone"), microphone);
    rows->addRow(tr("Speaker"), speaker);
    rows->addRow(QString(), test);
    rows->addRow(problem);
    rows->addRow(note(tr("The test phone uses these devices. They take effect at once, also during a call.")));
    const auto fill = [this, microphone, speaker, test, problem] {
        const Phone::Devices now = m_phone.devices();
        const auto put = [](QComboBox *box, const QStringList &names, const QString &name, const QString &missing) {
            const QSignalBlocker quiet(box);
            box->clear();
            box->addItem(tr("Default of the system"), QString());
            for (const QString &one : names)
                box->addItem(one, one);
            box->setCurrentIndex(std::max(0, box->findData(name)));
            setOffIf(box, missing, names.isEmpty() ? tr("None was found.") : QString());
        };
        put(microphone, m_phone.microphones(), now.microphone, tr("Microphone"));
        put(speaker, m_phone.speakers(), now.speaker, tr("Speaker"));
        setOffIf(test, tr("Play test sound"), now.speaker.isEmpty() ? tr("There is no speaker.") : QString());
        problem->setText(now.problem);
        problem->setVisible(!now.problem.isEmpty());
    };
    const auto choose = [this, microphone, speaker] {
        m_preferences.setDevices(microphone->currentData().toString(), speaker->currentData().toString());
    };
    fill();
    connect(&m_phone, &Phone::devicesChanged, page, fill);
    connect(microphone, &QComboBox::currentIndexChanged, this, choose);
    connect(speaker, &QComboBox::currentIndexChanged, this, choose);
    connect(test, &QPushButton::clicked, this, [this] { m_phone.playTestSound(); });
    return page;
}

QWidget *SettingsDialog::makeSip()
{
    auto *page = new QWidget;
    QFormLayout *rows = form(page);
    auto *address = new QLabel, *onNetwork = new QLabel;
    for (QLabel *label : {address, onNetwork}) {
        label->setProperty("role", QStringLiteral("mono"));
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    auto *network = new QCheckBox(tr("Phones on this network"));
    auto *always = new QCheckBox(tr("Also at the next start"));
    rows->addRow(tr("SIP on this computer"), address);
    rows->addRow(tr("SIP on this network"), onNetwork);
    rows->addRow(QString(), network);
    rows->addRow(QString(), always);
    rows->addRow(note(tr(
        "Opens SIP over UDP and TCP, and its audio (RTP), to other devices on this network. Passwords stay needed; requests are limited, "
        "and ten wrong passwords ban an address for five minutes. The first port that is tried is sip_port on the page Advanced.")));
    const auto fill = [this, address, onNetwork, network] {
        const HostFacts &facts = m_host.facts();
        address->setText(facts.sip);
        onNetwork->setText(m_host.isOnNetwork() ? facts.networkAddresses.join(QStringLiteral(", ")) : tr("off"));
        const QSignalBlocker quiet(network);
        network->setChecked(m_host.isOnNetwork());
        setOffIf(network, network->text(), m_host.stage() == Host::Stage::Up ? QString() : tr("The platform is not up."));
    };
    for (const SettingRow &row : m_host.settings()) {
        if (row.name == QLatin1String("sip_lan")) {
            always->setChecked(row.value == QLatin1String("true"));
            setOffIf(always, always->text(), row.offReason);
        }
    }
    fill();
    connect(&m_host, &Host::factsChanged, page, fill);
    connect(&m_host, &Host::stageChanged, page, fill);
    connect(&m_host, &Host::networkChanged, page, [this, fill](bool, const QString &error) {
        if (error.isEmpty())
            m_messages->clear();
        else
            m_messages->show(MessageBar::Kind::Error, tr("The network was not opened."), error);
        fill();
    });
    connect(network, &QCheckBox::toggled, this, [this](bool on) { m_host.setOnNetwork(on); });
    connect(always, &QCheckBox::toggled, this, [this](bool on) {
        try {
            m_host.saveSetting(QStringLiteral("sip_lan"), on ? QStringLiteral("true") : QStringLiteral("false"));
        } catch (const core::Error &error) {
            m_messages->showError(tr("Not saved."), error);
        }
    });
    return page;
}

} // namespace ui
