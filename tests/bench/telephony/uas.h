// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTemporaryDir>

namespace bench {

/// The far end of bridged calls, on 127.0.0.4:5060 and the first processor: answers and echoes until it is destroyed.
class Uas
{
public:
    Uas();
    ~Uas();
    Uas(const Uas &) = delete;
    Uas &operator=(const Uas &) = delete;

private:
    QTemporaryDir m_folder;
    QProcess m_sipp;
};

} // namespace bench
