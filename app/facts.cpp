// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/facts.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace app {

void printFacts(const PlatformFacts &facts)
{
    core::Json extensions = core::Json::array();
    for (const auto &phone : facts.phones)
        extensions.push_back({{"extension", core::utf8(phone.extension)},
                              {"password", core::utf8(phone.password)},
                              {"domain", core::utf8(phone.domain)}});
    core::Json line{{"sip", core::utf8(facts.sip)},
                    {"http", core::utf8(facts.http)},
                    {"extensions", extensions},
                    {"numbers", core::toJson(facts.numbers)}};
    if (!facts.sips.isEmpty())
        line["sips"] = core::utf8(facts.sips);
    if (!facts.ari.url.isEmpty())
        line["ari"] = {{"url", core::utf8(facts.ari.url)},
                       {"user", core::utf8(facts.ari.user)},
                       {"password", core::utf8(facts.ari.password)}};
    std::printf("%s\n", core::dumpJson(line).c_str());
    std::fflush(stdout);
}

int fail(const QString &sentence)
{
    std::fprintf(stderr, "voxboard: %s\n", qPrintable(sentence));
    return 1;
}

} // namespace app
