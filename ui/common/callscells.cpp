// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells of the calls table say.
#include "ui/common/actions.h"
#include "ui/common/callsmodel.h"
#include "ui/common/cells.h"
#include "ui/common/formats.h"

#include <QHash>

#include <algorithm>

namespace ui {
namespace {
namespace callstatus = contract::callstatus;
constexpr double poorMos = 3.6, poorLoss = 2;
constexpr int deadAirMs = 5000;               ///< no packet for so long
constexpr int digitsShown = 6, tipWidth = 80; ///< characters

bool isAudible(const contract::Call &call) { return call.status == callstatus::progressing; }

QString party(const QString &name, const contract::Address &address)
{
    return name.isEmpty() ? format::groupedNumber(CallsModel::numberOf(address)) : name;
}

bool isDialled(const QString &text)
{
    return !text.isEmpty() && std::all_of(text.cbegin(), text.cend(), [](QChar one) {
        return (one >= QLatin1Char('0') && one <= QLatin1Char('9')) || QStringLiteral("+*#").contains(one);
    });
}

bool isNumeric(int column)
{
    return column == CallsModel::Mos || column == CallsModel::Jitter || column == CallsModel::Loss ||
           column == CallsModel::Duration || column == CallsModel::Age;
}
} // namespace

QString CallsModel::numberOf(const contract::Address &address)
{
    QString user = address.target.section(QLatin1Char('@'), 0, 0);
    if (user.startsWith(QLatin1String("sip:")) || user.startsWith(QLatin1String("sips:")))
        user.remove(0, user.indexOf(QLatin1Char(':')) + 1);
    const bool isExtension = address.type == QLatin1String("extension") && !address.targetName.isEmpty();
    const bool isItsContact = address.type == QLatin1String("sip") && isDialled(address.targetName);
    return isItsContact || (isExtension && (isDialled(address.targetName) || !isDialled(user))) ? address.targetName : user;
}

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
    if (const auto extension = m_extensionNames.constFind(number); extension != m_extensionNames.cend())
        return *extension;
    if (const auto known = m_numberNames.constFind(number); known != m_numberNames.cend())
        return *known;
    const QString &name = address.name.isEmpty() ? address.targetName : address.name;
    return name == number ? QString() : name;
}

core::Millis CallsModel::since(core::Timestamp from, core::Timestamp until) const
{
    const core::Timestamp end = until.isSet() ? until : m_host.clock().wall();
    return core::Millis(from.isSet() ? (end.micros() - from.micros()) / 1000 : 0);
}

core::Timestamp CallsModel::stateSince(const contract::Call &call) const
{
    for (const core::Timestamp one : {call.tmHangup, call.tmProgressing, call.tmRinging}) {
        if (one.isSet())
            return one;
    }
    return call.tmCreate;
}

/// What the operator did to the call says more than that it goes on.
QString CallsModel::stateText(const Row &row) const
{
    if (!isAudible(row.call))
        return stateWord(stateOf(row.call));
    if (row.held)
        return stateWord(State::Hold);
    if (row.call.muteDirection == QLatin1String("in"))
        return tr("Muted in");
    if (row.call.muteDirection == QLatin1String("out"))
        return tr("Muted out");
    if (!row.call.muteDirection.isEmpty())
        return tr("Muted");
    if (row.music)
        return tr("Music");
    return row.silent ? tr("Silence") : stateWord(stateOf(row.call));
}

QString CallsModel::stateTip(const Row &row) const
{
    QStringList lines;
    const auto addIf = [&lines](bool on, const QString &line) {
        if (on)
            lines += line;
    };
    const QString &muted = row.call.muteDirection;
    if (isAudible(row.call)) {
        addIf(row.held, tr("On hold."));
        addIf(muted == QLatin1String("in"), tr("Muted in: nobody hears the phone."));
        addIf(muted == QLatin1String("out"), tr("Muted out: the phone hears nobody."));
        addIf(muted == QLatin1String("both"), tr("Muted in and out."));
        addIf(row.music, tr("Hears music on hold."));
        addIf(row.silent, tr("Hears silence."));
        addIf(!row.call.recordingId.isNull(), tr("Being recorded."));
        addIf(m_entered.isIn(row.call.id), Monitor::sentenceOf(m_entered.mode));
    }
    lines += core::toText(row.call.id);
    return lines.join(QLatin1Char('\n'));
}

/// Its name, else its id; empty for a call in none.
QString CallsModel::roomOf(const contract::Call &call) const
{
    if (call.confbridgeId.isNull())
        return {};
    const QString name = m_roomNames.value(call.confbridgeId);
    return name.isEmpty() ? tr("Room %1").arg(format::shortId(call.confbridgeId)) : name;
}

QVariant CallsModel::text(const Row &row, int column) const
{
    const contract::Call &call = row.call;
    const auto measured = [&](const auto &write) {
        const ChannelQuality *found = isAudible(call) ? quality(call.channelId) : nullptr;
        if (found && found->mos > 0)
            return write(*found);
        return found && found->quietMs >= deadAirMs ? format::none() : QString();
    };
    switch (Column(column)) {
    case StateColumn: return stateText(row);
    case From: return party(nameOf(call.source), call.source);
    case To: return party(nameOf(call.destination), call.destination);
    case Flow: return isEnded(call) ? reasonText(call) : flowNameNow(call);
    case Digits: return row.digits.size() > digitsShown ? QChar(0x2026) + row.digits.right(digitsShown) : row.digits;
    case Codec: {
        const ChannelQuality *found = quality(call.channelId);
        return found && !found->codec.isEmpty() ? found->codec : format::none();
    }
    case Mos: return measured([](const ChannelQuality &one) { return format::mos(one.mos); });
    case Jitter: return measured([](const ChannelQuality &one) { return QString::number(qRound(one.jitterMs)); });
    case Loss: return measured([](const ChannelQuality &one) { return format::loss(one.lossPercent); });
    case Duration: return format::duration(since(call.tmCreate, isEnded(call) ? call.tmHangup : core::Timestamp()));
    case Started: return format::clock(call.tmCreate);
    case Age: return format::duration(since(stateSince(call), {}));
    case Room: return roomOf(call);
    case Chain: return call.masterCallId.isNull() ? QString() : format::shortId(call.masterCallId);
    case CallId: return format::shortId(call.id);
    case Activeflow: return call.activeflowId.isNull() ? QString() : format::shortId(call.activeflowId);
    case Reason: return call.hangupReason;
    case Levels:
    case Actions:
    case Count: break;
    }
    return {};
}

QVariant CallsModel::token(const Row &row, int column) const
{
    const bool isJudged = (column == Mos || column == Loss) && isAudible(row.call);
    const ChannelQuality *one = isJudged ? quality(row.call.channelId) : nullptr;
    if (!one)
        return {};
    const bool dead = one->quietMs >= deadAirMs && !row.held;
    const bool poor = (column == Mos && (dead || (one->mos > 0 && one->mos < poorMos))) ||
                      (column == Loss && one->mos > 0 && one->lossPercent >= poorLoss);
    return poor ? QVariant(int(Token::Warn)) : QVariant();
}

QString CallsModel::tip(const Row &row, int column) const
{
    const contract::Call &call = row.call;
    switch (Column(column)) {
    case Digits: return row.digits;
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
    QStringList lines{numberOf(address), address.target};
    if (!name.isEmpty())
        lines.prepend(name);
    lines.removeDuplicates();
    for (QString &line : lines)
        line = format::shortened(line, tipWidth, tipWidth);
    return format::plainTip(lines.join(QLatin1Char('\n')));
}

bool CallsModel::isEntered(const contract::Call &call, int column) const { return column == Actions && m_entered.isIn(call.id); }

QString CallsModel::partyOf(const contract::Address &address) const { return party(nameOf(address), address); }

QVariant CallsModel::valueOf(const Row &row, int column, int role) const
{
    const contract::Call &call = row.call;
    switch (role) {
    case Qt::DisplayRole: return text(row, column);
    case IdRole: return call.id;
    case DimRole: return isEnded(call);
    case TokenRole: return token(row, column);
    case StateRole:
        return column == StateColumn ? QVariant::fromValue(row.held && isAudible(call) ? State::Hold : stateOf(call))
                                     : QVariant();
    case MonoRole:
        return column == Digits || column == Started || (column > Room && column <= Activeflow) ||
               (column == Room && !m_roomNames.contains(call.confbridgeId)) ||
               (column == From && nameOf(call.source).isEmpty()) || (column == To && nameOf(call.destination).isEmpty());
    case SecondaryRole:
        if (column == From && !nameOf(call.source).isEmpty())
            return format::groupedNumber(numberOf(call.source));
        if (column == To && !nameOf(call.destination).isEmpty())
            return format::groupedNumber(numberOf(call.destination));
        return {};
    case ActionRole: // in a room the flow waits
        return column == Flow && !isEnded(call) ? QVariant(call.confbridgeId.isNull() ? call.action.type : roomOf(call))
                                                : QVariant();
    case IconRole:
        if (isEntered(call, column))
            return Monitor::iconOf(m_entered.mode);
        if (column == Flow && !isEnded(call) && !call.confbridgeId.isNull())
            return QStringLiteral("confbridge");
        return column == Flow && !isEnded(call) && !call.action.type.isEmpty() ? QVariant(actionIcon(call.action.type))
                                                                               : QVariant();
    case IconTokenRole:
        return isEntered(call, column) ? QVariant(int(m_entered.mode == Monitor::Mode::Listen ? Token::Text : Token::Warn))
                                       : QVariant();
    case LevelsRole:
        if (column == Levels && isAudible(call)) {
            if (const auto now = levels(call.channelId))
                return *now;
        }
        return {};
    case RecordedRole: return column == StateColumn && isAudible(call) && !call.recordingId.isNull();
    case Qt::TextAlignmentRole: return int((isNumeric(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::AccessibleTextRole: {
        const auto now = column == Levels ? levels(call.channelId) : std::nullopt;
        return now                       ? tr("In %1 dB, out %2 dB").arg(format::decibel(now->x()), format::decibel(now->y()))
               : isEntered(call, column) ? Monitor::sentenceOf(m_entered.mode)
                                         : text(row, column);
    }
    case Qt::ToolTipRole: return tip(row, column);
    case CopyRole: return column >= Room && column <= Activeflow ? QVariant(tip(row, column)) : QVariant();
    default: return {};
    }
}

QVariant CallsModel::data(const QModelIndex &index, int role) const
{
    return index.isValid() && index.row() < int(m_rows.size()) ? valueOf(*m_rows[size_t(index.row())], index.column(), role)
                                                               : QVariant();
}

QVariant CallsModel::cell(const QUuid &id, int column, int role) const
{
    const Row *row = find(id);
    return row ? valueOf(*row, column, role) : QVariant();
}

QString CallsModel::searchText(const QUuid &id) const
{
    const Row *row = find(id);
    if (!row)
        return {};
    const contract::Call &call = row->call;
    QStringList words;
    for (const int one : {StateColumn, From, To, Flow, Codec})
        words += text(*row, one).toString();
    words << roomOf(call) << numberOf(call.source) << numberOf(call.destination) << call.action.type << core::toText(call.id)
          << call.status;
    return words.join(QLatin1Char(' ')).toLower();
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
    case Room: return tr("Room");
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
