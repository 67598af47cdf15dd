// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/sipanswers.h"

#include <algorithm>
#include <array>

namespace ui {
namespace {
constexpr std::array noRefusals{401, 407, 487};
const QLatin1String answerStart("SIP/2.0 "), inviteMethod("INVITE");
} // namespace

QString sipHeader(const QString &message, QLatin1String name, QLatin1String compact)
{
    const auto lines = QStringView(message).split(QLatin1Char('\n'));
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const QStringView line = lines[i].trimmed();
        if (line.isEmpty())
            break;
        const qsizetype colon = line.indexOf(QLatin1Char(':'));
        const QStringView found = line.left(colon).trimmed();
        if (colon > 0 && (found.compare(name, Qt::CaseInsensitive) == 0 || found.compare(compact, Qt::CaseInsensitive) == 0))
            return line.mid(colon + 1).trimmed().toString();
    }
    return {};
}

int refusalOf(const core::Timeline &timeline, const QUuid &call)
{
    const core::CallHistory history = timeline.ofCall(call);
    for (auto one = history.entries.rbegin(); one != history.entries.rend(); ++one) {
        const QStringView line = QStringView(one->text).mid(2); // behind the arrow
        if (one->kind != core::TimelineKind::Sip || !line.startsWith(answerStart))
            continue;
        const int status = line.mid(answerStart.size(), 3).toInt();
        const bool refuses = status >= 300 && std::find(noRefusals.begin(), noRefusals.end(), status) == noRefusals.end();
        if (refuses && (!one->detail || sipHeader(one->detail(), QLatin1String("CSeq"), {}).endsWith(inviteMethod)))
            return status;
    }
    return 0;
}

} // namespace ui
