// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task.h"
#include "ui/common/host.h"

namespace ui {

/// What an operator may write where somebody is to be called: an extension, a number of the platform, +country number, or
/// user@host. Regular expression.
QString dialPattern();
/// The same for people, one line.
QString dialHint();
/// As written, without what is there for the eye: spaces, `sip:`.
QString dialTidied(const QString &written);
/// Whom that calls: an extension of this platform, a SIP address, or a number.
contract::Address dialled(const Host &host, const QString &written);
/// The flow that runs for a number of the platform; nil for extensions, SIP addresses and +numbers, which are called.
/// Throws core::Error InvalidArgument when the platform has no such extension and no such number. GUI thread.
core::Task<QUuid> flowBehind(Host *host, QString written);

} // namespace ui
