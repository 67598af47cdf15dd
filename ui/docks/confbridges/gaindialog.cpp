// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/confbridges/gaindialog.h"

#include "ui/common/formats.h"
#include "ui/common/labels.h"
#include "ui/common/reasons.h"

#include <QBoxLayout>
#include <QCoreApplication>
#include <QGridLayout>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>

namespace ui {
namespace {
constexpr int tellEveryMs = 80, gainStep = 1, gainPage = 6, gainValueWidth = 56;

QString gainTr(const char *text) { return QCoreApplication::translate("ui::gain", text); }
} // namespace

QString gainText(int decibels)
{
    const QString sign = decibels > 0 ? QStringLiteral("+") : QString();
    return gainTr("%1 dB").arg(sign + format::decibel(decibels));
}

QString gainText(const Gain &gain)
{
    if (gain.isNone())
        return {};
    return gain.out == 0 ? gainText(gain.in) : gainText(gain.in) + QStringLiteral(" / ") + gainText(gain.out);
}

QString gainTip(const Gain &gain)
{
    QStringList lines;
    if (gain.in != 0)
        lines += gainTr("The room hears this participant at %1.").arg(gainText(gain.in));
    if (gain.out != 0)
        lines += gainTr("This participant hears the room at %1.").arg(gainText(gain.out));
    return lines.join(QLatin1Char('\n'));
}

GainDialog::GainDialog(const QString &whom, const Gain &now, QWidget *parent)
    : QDialog(parent),
      m_in(makeLine(QStringLiteral("gainIn"), tr("What the room hears"), now.in)),
      m_out(makeLine(QStringLiteral("gainOut"), tr("What they hear"), now.out)),
      m_reset(new QPushButton(tr("Reset to 0 dB")))
{
    setObjectName(QStringLiteral("gain"));
    setWindowTitle(tr("Gain of %1").arg(whom));
    QLabel *title = heading(format::inTitle(windowTitle()));
    title->setTextFormat(Qt::PlainText);
    title->setWordWrap(true);
    auto *lines = new QGridLayout;
    lines->setHorizontalSpacing(12);
    lines->setVerticalSpacing(10);
    for (const Line &line : {m_in, m_out}) {
        const int row = lines->rowCount();
        auto *label = new QLabel(line.slider->accessibleName());
        label->setBuddy(line.slider);
        lines->addWidget(label, row, 0);
        lines->addWidget(line.slider, row, 1);
        lines->addWidget(line.value, row, 2);
    }
    m_reset->setObjectName(QStringLiteral("reset"));
    m_reset->setAutoDefault(false);
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    auto *keep = new QPushButton(tr("Keep"));
    keep->setObjectName(QStringLiteral("act"));
    keep->setProperty("role", QStringLiteral("primary"));
    keep->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_reset);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(keep);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(12);
    column->addWidget(title);
    column->addLayout(lines);
    column->addLayout(buttons);
    setMinimumWidth(460);
    m_pause.setInterval(tellEveryMs);
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        if (m_isNew)
            moved();
    });
    for (const Line &line : {m_in, m_out})
        connect(line.slider, &QSlider::valueChanged, this, &GainDialog::moved);
    connect(m_reset, &QPushButton::clicked, this, [this] {
        setGain(Gain());
        moved();
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(keep, &QPushButton::clicked, this, &QDialog::accept);
    showValues();
    m_in.slider->setFocus();
}

GainDialog::Line GainDialog::makeLine(const QString &name, const QString &text, int now)
{
    const Line line{new QSlider(Qt::Horizontal), monoLabel({}, gainValueWidth)};
    line.slider->setObjectName(name);
    line.slider->setAccessibleName(text);
    line.slider->setRange(-Gain::most, Gain::most);
    line.slider->setSingleStep(gainStep);
    line.slider->setPageStep(gainPage);
    line.slider->setValue(now);
    return line;
}

Gain GainDialog::gain() const { return {m_in.slider->value(), m_out.slider->value()}; }

void GainDialog::setGain(const Gain &gain)
{
    const QSignalBlocker quietIn(m_in.slider), quietOut(m_out.slider);
    m_in.slider->setValue(gain.in);
    m_out.slider->setValue(gain.out);
    showValues();
}

void GainDialog::moved()
{
    showValues();
    m_isNew = m_pause.isActive();
    if (m_isNew)
        return;
    m_pause.start();
    Q_EMIT changed(gain());
}

void GainDialog::showValues()
{
    for (const Line &line : {m_in, m_out}) {
        line.value->setText(gainText(line.slider->value()));
        line.slider->setAccessibleDescription(line.value->text());
    }
    setOffIf(m_reset, m_reset->text(), gain().isNone() ? tr("Both are at 0 dB.") : QString());
}

} // namespace ui
