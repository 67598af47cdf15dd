// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/palettesource.h"

#include <functional>
#include <memory>
#include <vector>

namespace ui {

class CallsDock;
class FlowsDock;
class Host;
class TestPhoneDock;

/// What the palette finds beside commands: live calls `#`, flows, extensions and numbers `@`, and settings `:`.
/// @param openSettings  opens the settings at a page; the second is the name of a row there, may be empty
std::vector<std::unique_ptr<PaletteSource>> paletteSources(Host &host, CallsDock &calls, FlowsDock &flows, TestPhoneDock &phone,
                                                           std::function<void(const QString &, const QString &)> openSettings);

} // namespace ui
