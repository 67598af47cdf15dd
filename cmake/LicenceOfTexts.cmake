# SPDX-License-Identifier: GPL-3.0-or-later
# lupdate writes a file of texts without the comment that names its licence: puts it back.
# cmake -DFILE=….ts -P LicenceOfTexts.cmake

set(licence "<!-- SPDX-License-Identifier: GPL-3.0-or-later -->\n")
file(READ "${FILE}" text)
string(FIND "${text}" "${licence}" at)
if(at EQUAL -1)
    string(REPLACE "<!DOCTYPE TS>\n" "<!DOCTYPE TS>\n${licence}" text "${text}")
    file(WRITE "${FILE}" "${text}")
endif()
