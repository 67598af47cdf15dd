// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/palettesource.h"

#include <memory>
#include <vector>

namespace ui {

class CallsDock;
class FlowsDock;
class Host;
class TestPhoneDock;

/// What the palette finds beside commands: live calls `#`, flows, and extensions and numbers `@`.
std::vector<std::unique_ptr<PaletteSource>> paletteSources(Host &host, CallsDock &calls, FlowsDock &flows, TestPhoneDock &phone);

} // namespace ui
