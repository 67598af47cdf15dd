// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/countries.h"

#include <QHash>
#include <QSet>

#include <array>

namespace services::call {

namespace {
struct Assignment
{
    const char *code;
    const char *country;
};

constexpr std::array assignments{
    Assignment{"1", "us"},   Assignment{"7", "ru"},   Assignment{"20", "eg"},  Assignment{"211", "ss"}, Assignment{"212", "ma"},
    Assignment{"213", "dz"}, Assignment{"216", "tn"}, Assignment{"218", "ly"}, Assignment{"220", "gm"}, Assignment{"221", "sn"},
    Assignment{"222", "mr"}, Assignment{"223", "ml"}, Assignment{"224", "gn"}, Assignment{"225", "ci"}, Assignment{"226", "bf"},
    Assignment{"227", "ne"}, Assignment{"228", "tg"}, Assignment{"229", "bj"}, Assignment{"230", "mu"}, Assignment{"231", "lr"},
    Assignment{"232", "sl"}, Assignment{"233", "gh"}, Assignment{"234", "ng"}, Assignment{"235", "td"}, Assignment{"236", "cf"},
    Assignment{"237", "cm"}, Assignment{"238", "cv"}, Assignment{"239", "st"}, Assignment{"240", "gq"}, Assignment{"241", "ga"},
    Assignment{"242", "cg"}, Assignment{"243", "cd"}, Assignment{"244", "ao"}, Assignment{"245", "gw"}, Assignment{"246", "io"},
    Assignment{"247", "ac"}, Assignment{"248", "sc"}, Assignment{"249", "sd"}, Assignment{"250", "rw"}, Assignment{"251", "et"},
    Assignment{"252", "so"}, Assignment{"253", "dj"}, Assignment{"254", "ke"}, Assignment{"255", "tz"}, Assignment{"256", "ug"},
    Assignment{"257", "bi"}, Assignment{"258", "mz"}, Assignment{"260", "zm"}, Assignment{"261", "mg"}, Assignment{"262", "re"},
    Assignment{"263", "zw"}, Assignment{"264", "na"}, Assignment{"265", "mw"}, Assignment{"266", "ls"}, Assignment{"267", "bw"},
    Assignment{"268", "sz"}, Assignment{"269", "km"}, Assignment{"27", "za"},  Assignment{"290", "sh"}, Assignment{"291", "er"},
    Assignment{"297", "aw"}, Assignment{"298", "fo"}, Assignment{"299", "gl"}, Assignment{"30", "gr"},  Assignment{"31", "nl"},
    Assignment{"32", "be"},  Assignment{"33", "fr"},  Assignment{"34", "es"},  Assignment{"350", "gi"}, Assignment{"351", "pt"},
    Assignment{"352", "lu"}, Assignment{"353", "ie"}, Assignment{"354", "is"}, Assignment{"355", "al"}, Assignment{"356", "mt"},
    Assignment{"357", "cy"}, Assignment{"358", "fi"}, Assignment{"359", "bg"}, Assignment{"36", "hu"},  Assignment{"370", "lt"},
    Assignment{"371", "lv"}, Assignment{"372", "ee"}, Assignment{"373", "md"}, Assignment{"374", "am"}, Assignment{"375", "by"},
    Assignment{"376", "ad"}, Assignment{"377", "mc"}, Assignment{"378", "sm"}, Assignment{"380", "ua"}, Assignment{"381", "rs"},
    Assignment{"382", "me"}, Assignment{"383", "xk"}, Assignment{"385", "hr"}, Assignment{"386", "si"}, Assignment{"387", "ba"},
    Assignment{"389", "mk"}, Assignment{"39", "it"},  Assignment{"40", "ro"},  Assignment{"41", "ch"},  Assignment{"420", "cz"},
    Assignment{"421", "sk"}, Assignment{"423", "li"}, Assignment{"43", "at"},  Assignment{"44", "gb"},  Assignment{"45", "dk"},
    Assignment{"46", "se"},  Assignment{"47", "no"},  Assignment{"48", "pl"},  Assignment{"49", "de"},  Assignment{"500", "fk"},
    Assignment{"501", "bz"}, Assignment{"502", "gt"}, Assignment{"503", "sv"}, Assignment{"504", "hn"}, Assignment{"505", "ni"},
    Assignment{"506", "cr"}, Assignment{"507", "pa"}, Assignment{"508", "pm"}, Assignment{"509", "ht"}, Assignment{"51", "pe"},
    Assignment{"52", "mx"},  Assignment{"53", "cu"},  Assignment{"54", "ar"},  Assignment{"55", "br"},  Assignment{"56", "cl"},
    Assignment{"57", "co"},  Assignment{"58", "ve"},  Assignment{"590", "gp"}, Assignment{"591", "bo"}, Assignment{"592", "gy"},
    Assignment{"593", "ec"}, Assignment{"594", "gf"}, Assignment{"595", "py"}, Assignment{"596", "mq"}, Assignment{"597", "sr"},
    Assignment{"598", "uy"}, Assignment{"599", "cw"}, Assignment{"60", "my"},  Assignment{"61", "au"},  Assignment{"62", "id"},
    Assignment{"63", "ph"},  Assignment{"64", "nz"},  Assignment{"65", "sg"},  Assignment{"66", "th"},  Assignment{"670", "tl"},
    Assignment{"672", "nf"}, Assignment{"673", "bn"}, Assignment{"674", "nr"}, Assignment{"675", "pg"}, Assignment{"676", "to"},
    Assignment{"677", "sb"}, Assignment{"678", "vu"}, Assignment{"679", "fj"}, Assignment{"680", "pw"}, Assignment{"681", "wf"},
    Assignment{"682", "ck"}, Assignment{"683", "nu"}, Assignment{"685", "ws"}, Assignment{"686", "ki"}, Assignment{"687", "nc"},
    Assignment{"688", "tv"}, Assignment{"689", "pf"}, Assignment{"690", "tk"}, Assignment{"691", "fm"}, Assignment{"692", "mh"},
    Assignment{"81", "jp"},  Assignment{"82", "kr"},  Assignment{"84", "vn"},  Assignment{"850", "kp"}, Assignment{"852", "hk"},
    Assignment{"853", "mo"}, Assignment{"855", "kh"}, Assignment{"856", "la"}, Assignment{"86", "cn"},  Assignment{"880", "bd"},
    Assignment{"886", "tw"}, Assignment{"90", "tr"},  Assignment{"91", "in"},  Assignment{"92", "pk"},  Assignment{"93", "af"},
    Assignment{"94", "lk"},  Assignment{"95", "mm"},  Assignment{"960", "mv"}, Assignment{"961", "lb"}, Assignment{"962", "jo"},
    Assignment{"963", "sy"}, Assignment{"964", "iq"}, Assignment{"965", "kw"}, Assignment{"966", "sa"}, Assignment{"967", "ye"},
    Assignment{"968", "om"}, Assignment{"970", "ps"}, Assignment{"971", "ae"}, Assignment{"972", "il"}, Assignment{"973", "bh"},
    Assignment{"974", "qa"}, Assignment{"975", "bt"}, Assignment{"976", "mn"}, Assignment{"977", "np"}, Assignment{"98", "ir"},
    Assignment{"992", "tj"}, Assignment{"993", "tm"}, Assignment{"994", "az"}, Assignment{"995", "ge"}, Assignment{"996", "kg"},
    Assignment{"998", "uz"},
};

/// Parts of a calling code that belong to another country.
constexpr std::array exceptions{
    Assignment{"1204", "ca"},   Assignment{"1226", "ca"},   Assignment{"1236", "ca"},   Assignment{"1249", "ca"},
    Assignment{"1250", "ca"},   Assignment{"1257", "ca"},   Assignment{"1263", "ca"},   Assignment{"1289", "ca"},
    Assignment{"1306", "ca"},   Assignment{"1343", "ca"},   Assignment{"1354", "ca"},   Assignment{"1365", "ca"},
    Assignment{"1367", "ca"},   Assignment{"1368", "ca"},   Assignment{"1382", "ca"},   Assignment{"1403", "ca"},
    Assignment{"1416", "ca"},   Assignment{"1418", "ca"},   Assignment{"1428", "ca"},   Assignment{"1431", "ca"},
    Assignment{"1437", "ca"},   Assignment{"1438", "ca"},   Assignment{"1450", "ca"},   Assignment{"1468", "ca"},
    Assignment{"1474", "ca"},   Assignment{"1506", "ca"},   Assignment{"1514", "ca"},   Assignment{"1519", "ca"},
    Assignment{"1548", "ca"},   Assignment{"1579", "ca"},   Assignment{"1581", "ca"},   Assignment{"1584", "ca"},
    Assignment{"1587", "ca"},   Assignment{"1604", "ca"},   Assignment{"1613", "ca"},   Assignment{"1639", "ca"},
    Assignment{"1647", "ca"},   Assignment{"1672", "ca"},   Assignment{"1683", "ca"},   Assignment{"1705", "ca"},
    Assignment{"1709", "ca"},   Assignment{"1742", "ca"},   Assignment{"1753", "ca"},   Assignment{"1778", "ca"},
    Assignment{"1780", "ca"},   Assignment{"1782", "ca"},   Assignment{"1807", "ca"},   Assignment{"1819", "ca"},
    Assignment{"1825", "ca"},   Assignment{"1867", "ca"},   Assignment{"1873", "ca"},   Assignment{"1879", "ca"},
    Assignment{"1902", "ca"},   Assignment{"1905", "ca"},   Assignment{"1942", "ca"},   Assignment{"1242", "bs"},
    Assignment{"1246", "bb"},   Assignment{"1264", "ai"},   Assignment{"1268", "ag"},   Assignment{"1284", "vg"},
    Assignment{"1340", "vi"},   Assignment{"1345", "ky"},   Assignment{"1441", "bm"},   Assignment{"1473", "gd"},
    Assignment{"1649", "tc"},   Assignment{"1658", "jm"},   Assignment{"1664", "ms"},   Assignment{"1670", "mp"},
    Assignment{"1671", "gu"},   Assignment{"1684", "as"},   Assignment{"1721", "sx"},   Assignment{"1758", "lc"},
    Assignment{"1767", "dm"},   Assignment{"1784", "vc"},   Assignment{"1787", "pr"},   Assignment{"1809", "do"},
    Assignment{"1829", "do"},   Assignment{"1849", "do"},   Assignment{"1868", "tt"},   Assignment{"1869", "kn"},
    Assignment{"1876", "jm"},   Assignment{"1939", "pr"},   Assignment{"76", "kz"},     Assignment{"77", "kz"},
    Assignment{"441481", "gg"}, Assignment{"441534", "je"}, Assignment{"441624", "im"}, Assignment{"3906698", "va"},
    Assignment{"5997", "bq"},
};

constexpr qsizetype longestPart = 7;

template <size_t N> QHash<QString, QString> indexed(const std::array<Assignment, N> &table)
{
    QHash<QString, QString> index;
    for (const Assignment &one : table)
        index.insert(QLatin1String(one.code), QLatin1String(one.country));
    return index;
}

const QHash<QString, QString> &byCode()
{
    static const QHash<QString, QString> index = indexed(assignments);
    return index;
}

const QHash<QString, QString> &byPart()
{
    static const QHash<QString, QString> index = indexed(exceptions);
    return index;
}
} // namespace

QString callingCode(const QString &number)
{
    if (!number.startsWith(QLatin1Char('+')))
        return {};
    for (qsizetype size = 3; size >= 1; --size) {
        const QString code = number.mid(1, size);
        if (code.size() == size && byCode().contains(code))
            return QLatin1Char('+') + code;
    }
    return {};
}

QString countryOf(const QString &number)
{
    const QString code = callingCode(number);
    if (code.isEmpty())
        return {};
    for (qsizetype size = longestPart; size >= 2; --size) {
        const auto part = byPart().constFind(number.mid(1, size));
        if (part != byPart().cend())
            return *part;
    }
    return byCode().value(code.mid(1));
}

bool isCountry(const QString &alpha2)
{
    static const QSet<QString> known = [] {
        // Those that share the codes of a larger neighbour.
        QSet<QString> all;
        for (const char *neighbour : {"ax", "bl", "cc", "cx", "eh", "gs", "mf", "pn", "sj", "um", "yt"})
            all.insert(QLatin1String(neighbour));
        for (const auto *index : {&byCode(), &byPart()}) {
            for (const QString &country : *index)
                all.insert(country);
        }
        return all;
    }();
    return known.contains(alpha2);
}

} // namespace services::call
