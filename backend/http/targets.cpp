// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/targets.h"

#include <algorithm>
#include <array>

namespace http {
namespace {
struct Subnet
{
    const char *address;
    int length;
};
constexpr std::array specialV4{
    Subnet{"0.0.0.0", 8},      Subnet{"10.0.0.0", 8},     Subnet{"100.64.0.0", 10}, Subnet{"127.0.0.0", 8},
    Subnet{"169.254.0.0", 16}, Subnet{"172.16.0.0", 12},  Subnet{"192.0.0.0", 24},  Subnet{"192.0.2.0", 24},
    Subnet{"192.88.99.0", 24}, Subnet{"192.168.0.0", 16}, Subnet{"198.18.0.0", 15}, Subnet{"198.51.100.0", 24},
    Subnet{"203.0.113.0", 24}, Subnet{"224.0.0.0", 4},    Subnet{"240.0.0.0", 4},
};
constexpr Subnet globalV6{"2000::", 3};
/// Of the global ones: IETF protocols with Teredo, documentation, 6to4.
constexpr std::array specialV6{Subnet{"2001::", 23}, Subnet{"2001:db8::", 32}, Subnet{"2002::", 16}, Subnet{"3fff::", 20}};

template <size_t N> bool isIn(const QHostAddress &address, const std::array<Subnet, N> &subnets)
{
    return std::any_of(subnets.begin(), subnets.end(), [&address](const Subnet &one) {
        return address.isInSubnet(QHostAddress(QLatin1String(one.address)), one.length);
    });
}
} // namespace

bool isPublic(const QHostAddress &address)
{
    if (address.protocol() == QAbstractSocket::IPv4Protocol)
        return !isIn(address, specialV4);
    return address.protocol() == QAbstractSocket::IPv6Protocol && isIn(address, std::array{globalV6}) &&
           !isIn(address, specialV6);
}

const char *Targets::objection(const QUrl &url)
{
    if (!url.isValid() || (url.scheme() != QLatin1String("http") && url.scheme() != QLatin1String("https")))
        return "only http and https URLs can be fetched";
    if (url.host().isEmpty() || url.port(1) == 0)
        return "the URL names no host";
    return url.userInfo().isEmpty() ? nullptr : "a URL with a user name is not fetched";
}

} // namespace http
