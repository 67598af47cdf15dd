// SPDX-License-Identifier: GPL-3.0-or-later
// What the calls table says beside its cells: headers and tips.
#include "ui/common/callsmodel.h"
#include "ui/common/formats.h"

namespace ui {
namespace {
constexpr int tipWidth = 78; ///< characters, without the two that isolate it

bool isNumeric(int column)
{
    return column == CallsModel::Mos || column == CallsModel::Jitter || column == CallsModel::Loss ||
           column == CallsModel::Duration || column == CallsModel::Age;
}
} // namespace

QString CallsModel::tip(const Row &row, int column) const
{
    const contract::Call &call = row.call;
    switch (Column(column)) {
    case Digits: return row.heard.digits;
    case StateColumn: return stateTip(row);
    case Actions: return isEntered(call, column) ? Monitor::sentenceOf(m_entered.mode) : QString();
    case Mos: {
        const ChannelQuality *found = isAudible(call) ? quality(call.channelId) : nullptr;
        return found && found->quietMs >= deadAirMs
                   ? tr("Nothing has come from the phone for %1.").arg(format::duration(core::Millis(found->quietMs)))
                   : QString();
    }
    case CallId: return core::toText(call.id);
    case Room: return core::toText(call.confbridgeId);
    case Customer: return core::toText(call.customerId);
    case Chain: return core::toText(call.masterCallId);
    case Activeflow: return core::toText(call.activeflowId);
    case From: return tipOf(call.source);
    case To: return tipOf(call.destination);
    case Flow: {
        const QString name = flowNameNow(call);
        const QString steps = name.isEmpty() ? call.action.type : name + QStringLiteral(" › ") + call.action.type;
        return isEnded(call)                ? reasonText(call)
               : call.confbridgeId.isNull() ? steps
                                            : format::plainTip(tr("In %1. The flow waits: %2").arg(roomOf(call), steps));
    }
    default: return {};
    }
}

QString CallsModel::tipOf(const contract::Address &address) const
{
    const QString name = nameOf(address);
    QStringList lines{format::groupedNumber(numberOf(address)), address.target};
    if (!name.isEmpty())
        lines.prepend(name);
    lines.removeDuplicates();
    for (QString &line : lines) { // a number stays one beside a name from right to left
        const bool isName = line == name;
        line = format::shortened(line, tipWidth, tipWidth);
        line = isName ? format::isolated(line) : QChar(0x2066) + line + QChar(0x2069);
    }
    return format::plainTip(lines.join(QLatin1Char('\n')));
}

QVariant CallsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isNumeric(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
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
    case Age: return tr("Age of state");
    case RtpPeer: return tr("RTP peer");
    case Room: return tr("Room");
    case Customer: return tr("Customer");
    case Chain: return tr("Chained to");
    case CallId: return tr("Call id");
    case Activeflow: return tr("Activeflow");
    case Reason: return tr("Hang-up reason");
    case Actions:
    case Count: break;
    }
    return {};
}

} // namespace ui
