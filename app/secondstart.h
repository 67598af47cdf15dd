// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile.h"

#include <QLocalServer>

namespace app {

/// A second start on a profile that is open: says so in a small window and offers to show the first one or to take another
/// folder. @return the exit status; 1 without a display, after the sentence on stderr
int offerOtherWindow(const core::Profile &profile, const QString &sentence, int argc, char **argv);

/// Lets a second start raise the window of this one. For this user alone, through a socket in the profile.
class ShowRequests : public QObject
{
    Q_OBJECT

public:
    explicit ShowRequests(const core::Profile &profile);

Q_SIGNALS:
    void wanted();

private:
    QLocalServer m_server;
};

} // namespace app
