// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells of the calls table say.
#include "ui/common/actions.h"
#include "ui/common/callsmodel.h"
#include "ui/common/cells.h"
#include "ui/common/formats.h"

#include <QHash>

namespace ui {
namespace {
namespace callstatus = contract::callstatus;
constexpr double poorMos = 3.6, poorLoss = 2;
constexpr int digitsShown = 6;

bool isAudible(const contract::Call &call) { return call.status == callstatus::progressing; }

QString numberOf(const contract::Address &address)
{
    const QString target = address.target.section(QLatin1Char('@'), 0, 0);
    return address.type == QLatin1String("extension") && !address.targetName.isEmpty() ? address.targetName : target;
}
} // namespace

int CallsModel::rankOf(const contract::Call &call)
{
    if (call.status == callstatus::ringing || call.status == callstatus::dialing)
        return 0;
    return isEnded(call) ? 2 : 1;
}

State CallsModel::stateOf(const contract::Call &call) const
{
    if (isEnded(call))
        return call.hangupReason.isEmpty() || call.hangupReason == QLatin1String("normal") ? State::Hangup : State::Failed;
    return ui::stateOf(call.status);
}

QString CallsModel::reasonText(const contract::Call &call)
{
    if (!isEnded(call))
        return {};
    static const QHash<QString, const char *> words{
        {"normal", QT_TR_NOOP("ended")},     {"failed", QT_TR_NOOP("failed")},        {"busy", QT_TR_NOOP("busy")},
        {"cancel", QT_TR_NOOP("canceled")},  {"timeout", QT_TR_NOOP("timed out")},    {"noanswer", QT_TR_NOOP("no answer")},
        {"dialout", QT_TR_NOOP("no route")}, {"amd", QT_TR_NOOP("answering machine")}};
    const auto known = words.constFind(call.hangupReason);
    const QString word = known == words.cend() ? call.hangupReason : tr(*known);
    if (call.hangupBy == QLatin1String("remote"))
        return tr("%1, by the phone").arg(word);
    return call.hangupBy == QLatin1String("local") ? tr("%1, by the platform").arg(word) : word;
}

QString CallsModel::nameOf(const contract::Address &address) const
{
    const QString number = numberOf(address);
    if (m_extensionNames.contains(number))
        return m_extensionNames.value(number);
    if (m_numberNames.contains(number))
        return m_numberNames.value(number);
    return address.name == number ? QString() : address.name;
}

QString CallsModel::digitsOf(const Row &row) const
{
    return row.digits.size() > digitsShown ? QChar(0x2026) + row.digits.right(digitsShown) : row.digits;
}

QVariant CallsModel::text(const Row &row, int column) const
{
    const contract::Call &call = row.call;
    const auto party = [&](const contract::Address &address) {
        const QString name = nameOf(address);
        return name.isEmpty() ? format::groupedNumber(numberOf(address)) : name;
    };
    switch (Column(column)) {
    case StateColumn:
        if (isAudible(call) && row.held)
            return stateWord(State::Hold);
        return isAudible(call) && !call.muteDirection.isEmpty() ? tr("Muted") : stateWord(stateOf(call));
    case From: return party(call.source);
    case To: return party(call.destination);
    case Flow: return isEnded(call) ? reasonText(call) : flowName(call.flowId);
    case Digits: return digitsOf(row);
    case Codec: return row.quality.codec.isEmpty() ? format::none() : row.quality.codec;
    case Mos: return isAudible(call) && row.quality.mos > 0 ? format::mos(row.quality.mos) : QString();
    case Jitter: return isAudible(call) && row.quality.mos > 0 ? QString::number(qRound(row.quality.jitterMs)) : QString();
    case Loss: return isAudible(call) && row.quality.mos > 0 ? format::loss(row.quality.lossPercent) : QString();
    case Duration: {
        const core::Timestamp until = isEnded(call) && call.tmHangup.isSet() ? call.tmHangup : m_host.clock().wall();
        return format::duration(core::Millis((until.micros() - call.tmCreate.micros()) / 1000));
    }
    case Started: return format::clock(call.tmCreate);
    case CallId: return format::shortId(call.id);
    case Reason: return call.hangupReason;
    case Levels:
    case Actions:
    case Count: break;
    }
    return {};
}

QVariant CallsModel::token(const Row &row, int column) const
{
    const bool poor = (column == Mos && row.quality.mos > 0 && row.quality.mos < poorMos) ||
                      (column == Loss && row.quality.lossPercent >= poorLoss);
    return poor ? QVariant(int(Token::Warn)) : QVariant();
}

QVariant CallsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= int(m_rows.size()))
        return {};
    const Row &row = m_rows[size_t(index.row())];
    const contract::Call &call = row.call;
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return text(row, column);
    case IdRole: return call.id;
    case RankRole: return rankOf(call);
    case DimRole: return isEnded(call);
    case TokenRole: return token(row, column);
    case StateRole:
        return column == StateColumn ? QVariant::fromValue(row.held && isAudible(call) ? State::Hold : stateOf(call))
                                     : QVariant();
    case MonoRole:
        return column == Digits || column == Started || column == CallId || (column == From && nameOf(call.source).isEmpty()) ||
               (column == To && nameOf(call.destination).isEmpty());
    case SecondaryRole:
        if (column == From && !nameOf(call.source).isEmpty())
            return format::groupedNumber(numberOf(call.source));
        if (column == To && !nameOf(call.destination).isEmpty())
            return format::groupedNumber(numberOf(call.destination));
        return {};
    case ActionRole: return column == Flow && !isEnded(call) ? QVariant(call.action.type) : QVariant();
    case IconRole:
        return column == Flow && !isEnded(call) && !call.action.type.isEmpty() ? QVariant(actionIcon(call.action.type))
                                                                               : QVariant();
    case LevelsRole:
        return column == Levels && isAudible(call) ? QVariant(QPointF(double(row.quality.levelIn), double(row.quality.levelOut)))
                                                   : QVariant();
    case Qt::TextAlignmentRole:
        return column == Mos || column == Jitter || column == Loss || column == Duration ? int(Qt::AlignRight | Qt::AlignVCenter)
                                                                                         : int(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        return column == Levels ? tr("In %1 dB").arg(format::decibel(double(row.quality.levelIn))) : text(row, column);
    case Qt::ToolTipRole:
        if (column == Digits)
            return row.digits;
        if (column == CallId || column == StateColumn)
            return core::toText(call.id);
        return column == Flow
                   ? QVariant(isEnded(call) ? reasonText(call) : flowName(call.flowId) + QStringLiteral(" › ") + call.action.type)
                   : QVariant();
    case CopyRole: return column == CallId ? QVariant(core::toText(call.id)) : QVariant();
    case SearchRole: {
        QStringList words;
        for (const int one : {StateColumn, From, To, Flow, Codec})
            words += text(row, one).toString();
        words << numberOf(call.source) << numberOf(call.destination) << call.action.type << core::toText(call.id) << call.status;
        return words.join(QLatin1Char(' '));
    }
    default: return {};
    }
}

QVariant CallsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool right = section == Mos || section == Jitter || section == Loss || section == Duration;
        return int((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case StateColumn: return tr("State");
    case From: return tr("From");
    case To: return tr("To");
    case Flow: return tr("Flow and action");
    case Digits: return tr("Digits");
    case Levels: return tr("Levels");
    case Codec: return tr("Codec");
    case Mos: return tr("MOS");
    case Jitter: return tr("Jitter");
    case Loss: return tr("Loss %");
    case Duration: return tr("Duration");
    case Started: return tr("Started");
    case CallId: return tr("Call id");
    case Reason: return tr("Hang-up reason");
    case Actions:
    case Count: break;
    }
    return {};
}

} // namespace ui
