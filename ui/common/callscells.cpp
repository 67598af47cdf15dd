// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells of the calls table say.
#include "ui/common/actions.h"
#include "ui/common/callsmodel.h"
#include "ui/common/cells.h"
#include "ui/common/formats.h"
#include "ui/common/sipanswers.h"

#include <QHash>

#include <algorithm>

namespace ui {
namespace {
namespace callstatus = contract::callstatus;
constexpr double poorMos = 3.6, poorLoss = 2;
constexpr int digitsShown = 6; ///< characters

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

/// Whose call it is.
const contract::Address &partyAddress(const contract::Call &call)
{
    return call.direction == contract::direction::outgoing ? call.destination : call.source;
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
    if (!isEnded(call))
        return ui::stateOf(call.status);
    const bool isNormal = call.hangupReason.isEmpty() || call.hangupReason == QLatin1String("normal");
    return isNormal && refusalOf(call) == 0 ? State::Hangup : State::Failed;
}

int CallsModel::refusalOf(const contract::Call &call) const
{
    if (!isEnded(call) || call.tmProgressing.isSet())
        return 0;
    const Row *row = find(call.id);
    return row ? row->refusal : ui::refusalOf(m_host.timeline(), call.id); // Call detail shows it longer than the table
}

QString CallsModel::stateText(const contract::Call &call) const
{
    const int refusal = refusalOf(call);
    const QString word = stateWord(stateOf(call));
    return refusal == 0 ? word : QStringLiteral("%1 %2").arg(word).arg(refusal);
}

QString CallsModel::reasonText(const contract::Call &call) const
{
    if (!isEnded(call))
        return {};
    static const QHash<QString, const char *> words{
        {"normal", QT_TR_NOOP("ended")},     {"failed", QT_TR_NOOP("failed")},        {"busy", QT_TR_NOOP("busy")},
        {"cancel", QT_TR_NOOP("canceled")},  {"timeout", QT_TR_NOOP("timed out")},    {"noanswer", QT_TR_NOOP("no answer")},
        {"dialout", QT_TR_NOOP("no route")}, {"amd", QT_TR_NOOP("answering machine")}};
    const bool isRefused = call.hangupReason == QLatin1String("normal") && stateOf(call) == State::Failed;
    const auto known = words.constFind(isRefused ? QStringLiteral("failed") : call.hangupReason);
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
        return stateText(row.call);
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
    case Digits:
        return row.heard.digits.size() > digitsShown ? QChar(0x2026) + row.heard.digits.right(digitsShown) : row.heard.digits;
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
    case RtpPeer: {
        const ChannelQuality *found = isEnded(call) ? nullptr : quality(call.channelId);
        return found ? found->peer : QString();
    }
    case Room: return roomOf(call);
    case Customer: {
        const QString name = m_customerNames.value(call.customerId);
        return name.isEmpty() && !call.customerId.isNull() ? format::shortId(call.customerId) : name;
    }
    case Chain:
        return call.masterCallId.isNull() ? QString()
               : masterOf(call)           ? partyOf(partyAddress(*masterOf(call)))
                                          : format::shortId(call.masterCallId);
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
    if (one->mos <= 0)
        return {}; // no value: the tip says when nothing comes
    const bool dead = one->quietMs >= deadAirMs && !row.held;
    const bool poor = (column == Mos && (dead || one->mos < poorMos)) || (column == Loss && one->lossPercent >= poorLoss);
    return poor ? QVariant(int(Token::Warn)) : QVariant();
}

bool CallsModel::isEntered(const contract::Call &call, int column) const { return column == Actions && m_entered.isIn(call.id); }

QString CallsModel::partyOf(const contract::Address &address) const { return party(nameOf(address), address); }

const contract::Call *CallsModel::masterOf(const contract::Call &call) const
{
    return call.masterCallId.isNull() ? nullptr : this->call(call.masterCallId);
}

/// What came over the wire, where there is no name for it.
bool CallsModel::isMono(const contract::Call &call, int column) const
{
    switch (Column(column)) {
    case Digits:
    case Started:
    case RtpPeer:
    case CallId:
    case Activeflow: return true;
    case From: return nameOf(call.source).isEmpty();
    case To: return nameOf(call.destination).isEmpty();
    case Room: return !m_roomNames.contains(call.confbridgeId);
    case Customer: return m_customerNames.value(call.customerId).isEmpty();
    case Chain: {
        const contract::Call *master = masterOf(call);
        return !master || nameOf(partyAddress(*master)).isEmpty();
    }
    default: return false;
    }
}

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
    case MonoRole: return isMono(call, column);
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
    case Qt::TextAlignmentRole: return headerData(column, Qt::Horizontal, role);
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

} // namespace ui
