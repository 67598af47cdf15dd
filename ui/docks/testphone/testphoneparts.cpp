// SPDX-License-Identifier: GPL-3.0-or-later
// The widgets of the test phone, made once.
#include "ui/common/formats.h"
#include "ui/common/iconcache.h"
#include "ui/common/keypad.h"
#include "ui/common/labels.h"
#include "ui/common/meters.h"
#include "ui/common/reasons.h"
#include "ui/docks/testphone/testphonedock.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>

namespace ui {

QWidget *TestPhoneDock::makeDial()
{
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_from = new QComboBox;
    m_from->setAccessibleName(tr("Call from extension"));
    m_from->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_from->setMinimumContentsLength(9);
    m_to = new QComboBox;
    m_to->setEditable(true);
    m_to->setInsertPolicy(QComboBox::NoInsert);
    m_to->setAccessibleName(tr("Call to number, flow or extension"));
    m_to->lineEdit()->setPlaceholderText(tr("Number"));
    m_to->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_to->setMinimumContentsLength(8);
    layout->addWidget(caption(tr("From")));
    layout->addWidget(m_from, 1);
    layout->addWidget(caption(tr("To")));
    layout->addWidget(m_to, 1);
    connect(m_from, &QComboBox::currentIndexChanged, this, &TestPhoneDock::update_);
    connect(m_to, &QComboBox::editTextChanged, this, &TestPhoneDock::update_);
    connect(m_to->lineEdit(), &QLineEdit::returnPressed, this, &TestPhoneDock::dialOrHangup);
    return row;
}

QWidget *TestPhoneDock::makeCallStrip()
{
    m_strip = new QStackedWidget;
    m_call = new QPushButton(tr("Call"));
    m_call->setObjectName(QStringLiteral("call"));
    setMain(true);
    m_call->setMinimumHeight(34);
    auto *strip = new QWidget;
    auto *row = new QHBoxLayout(strip);
    row->setContentsMargins(4, 0, 0, 0);
    row->setSpacing(10);
    m_state = new StateChip;
    m_timer = new QLabel;
    useFont(m_timer, Type::MonoTimer);
    m_answered = caption({});
    m_answered->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_hangup = new QPushButton(icon(QStringLiteral("hangup"), Token::Danger), tr("Hang up"));
    m_hangup->setObjectName(QStringLiteral("hangup"));
    m_hangup->setProperty("role", QStringLiteral("danger"));
    setNames(m_hangup, tr("Hang up the test call"), QStringLiteral("Ctrl+Enter"));
    row->addWidget(m_state);
    row->addWidget(m_timer);
    row->addWidget(m_answered, 1);
    row->addWidget(m_hangup);
    m_strip->addWidget(m_call);
    m_strip->addWidget(strip);
    const auto fit = [this] { m_strip->setFixedHeight(Theme::instance().scaled(36)); };
    connect(&Theme::instance(), &Theme::changed, m_strip, fit);
    fit();
    connect(m_call, &QPushButton::clicked, this, &TestPhoneDock::dialOrHangup);
    connect(m_hangup, &QPushButton::clicked, this, &TestPhoneDock::dialOrHangup);
    return m_strip;
}

QWidget *TestPhoneDock::makeVoice()
{
    auto *right = new QWidget;
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_microphone = new LevelMeter(tr("Microphone"));
    m_earpiece = new LevelMeter(tr("Earpiece"));
    m_microphone->setToolTip(tr("Microphone"));
    m_earpiece->setToolTip(tr("Earpiece"));
    m_microphoneNone = caption(tr("No microphone"));
    m_microphoneNone->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // never widens the column
    m_speakerNone = caption(tr("No speaker"));
    m_microphoneDb = monoLabel({}, 54);
    m_earpieceDb = monoLabel({}, 54);
    m_digits = monoLabel(format::none());
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    grid->addWidget(pictogram(QStringLiteral("mic")), 0, 0);
    auto *microphone = new QVBoxLayout;
    microphone->setSpacing(0);
    microphone->addWidget(m_microphoneNone);
    microphone->addWidget(m_microphone);
    grid->addLayout(microphone, 0, 1, 1, 2);
    grid->addWidget(m_microphoneDb, 0, 3);
    grid->addWidget(pictogram(QStringLiteral("speaker")), 1, 0);
    auto *earpiece = new QHBoxLayout;
    earpiece->setSpacing(8);
    earpiece->addWidget(m_speakerNone);
    earpiece->addWidget(m_earpiece, 1);
    grid->addLayout(earpiece, 1, 1, 1, 2);
    grid->addWidget(m_earpieceDb, 1, 3);
    grid->addWidget(caption(tr("Digits sent")), 2, 0, 1, 2);
    grid->addWidget(m_digits, 2, 2);
    auto *rfc = caption(QStringLiteral("RFC 4733"));
    useFont(rfc, Type::MonoAxis);
    rfc->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    grid->addWidget(rfc, 2, 3);
    grid->setColumnStretch(2, 1);
    column->addLayout(grid);
    column->addWidget(hairline());

    auto *title = new QLabel(tr("Speak as the caller"));
    useFont(title, Type::Button);
    column->addWidget(title);
    auto *sayRow = new QHBoxLayout;
    sayRow->setSpacing(6);
    m_text = new QLineEdit;
    m_text->setPlaceholderText(tr("Text to say"));
    m_text->setAccessibleName(tr("Text to say as the caller"));
    m_say = new QPushButton(icon(QStringLiteral("say")), tr("Say"));
    sayRow->addWidget(m_text, 1);
    sayRow->addWidget(m_say);
    column->addLayout(sayRow);
    auto *playRow = new QHBoxLayout;
    playRow->setSpacing(6);
    m_wav = new QPushButton(icon(QStringLiteral("play")), tr("Play WAV…"));
    m_mute = new QPushButton(icon(QStringLiteral("mic-off")), tr("Mute"));
    playRow->addWidget(m_wav);
    playRow->addWidget(m_mute);
    playRow->addStretch();
    column->addLayout(playRow);
    m_save = new QPushButton(icon(QStringLiteral("save")), tr("Save what it hears…"));
    auto *saveRow = new QHBoxLayout;
    saveRow->addWidget(m_save);
    saveRow->addStretch();
    column->addLayout(saveRow);
    column->addStretch();
    connect(m_text, &QLineEdit::returnPressed, this, &TestPhoneDock::say);
    connect(m_say, &QPushButton::clicked, this, &TestPhoneDock::say);
    connect(m_wav, &QPushButton::clicked, this, &TestPhoneDock::playWav);
    connect(m_mute, &QPushButton::clicked, this, [this] { m_phone.setMuted(!m_phone.status().muted); });
    connect(m_save, &QPushButton::clicked, this, &TestPhoneDock::save);
    return right;
}

QWidget *TestPhoneDock::makeFoot()
{
    auto *foot = new QWidget;
    auto *column = new QVBoxLayout(foot);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(hairline());
    m_foot = caption({});
    useFont(m_foot, Type::MonoAxis);
    column->addWidget(m_foot);
    return foot;
}

} // namespace ui
