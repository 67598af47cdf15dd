// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calldetail/jsontree.h"

#include "core/json.h"
#include "ui/common/cells.h"
#include "ui/common/formats.h"
#include "ui/common/theme.h"

#include <QScrollBar>
#include <QStandardItemModel>

#include <algorithm>
#include <functional>

namespace ui {
namespace {
constexpr int jsonPathRole = Qt::UserRole + 1;
constexpr int keyWidth = 240, valueWidth = 300, longestTip = 1000;

class JsonRows
{
public:
    explicit JsonRows(QList<QStandardItem *> &byLine) : m_byLine(byLine) {}

    void add(QStandardItem *above, const QString &key, const core::Json &value)
    {
        const bool isFolder = value.is_structured() && !value.empty();
        auto *name = new QStandardItem(key), *text = new QStandardItem;
        name->setData(above->data(jsonPathRole).toString() + QLatin1Char('/') + key, jsonPathRole);
        const QString whole = core::fromUtf8(core::dumpJson(value));
        name->setData(int(Token::Accent), TokenRole);
        name->setData(true, MonoRole);
        text->setText(isFolder ? (value.is_array() ? JsonTree::tr("%Ln item(s)", nullptr, int(value.size())) : QString())
                               : whole);
        text->setData(whole, CopyRole);
        text->setData(!isFolder, MonoRole);
        text->setData(isFolder || value.is_null() ? QVariant(int(Token::Text3)) : QVariant(), TokenRole);
        text->setToolTip(isFolder ? QString() : format::plainTip(whole.left(longestTip)));
        above->appendRow({name, text});
        m_byLine += name;
        if (isFolder)
            addInside(name, value);
    }
    void addInside(QStandardItem *name, const core::Json &value)
    {
        int number = 0;
        for (const auto &[key, inside] : value.items())
            add(name, value.is_array() ? QString::number(number++) : core::fromUtf8(key), inside);
        m_byLine += name; // the line that closes
    }

private:
    QList<QStandardItem *> &m_byLine;
};

void eachItem(QStandardItem *above, const std::function<void(QStandardItem *)> &visit)
{
    for (int row = 0; row < above->rowCount(); ++row) {
        visit(above->child(row));
        eachItem(above->child(row), visit);
    }
}
} // namespace

JsonTree::JsonTree(QWidget *parent) : TreeView(parent), m_rows(new QStandardItemModel(0, 2, this))
{
    m_rows->setHorizontalHeaderLabels({tr("Key"), tr("Value")});
    setModel(m_rows);
    support()->setColumns({{keyWidth}, {valueWidth, true}});
    setAccessibleName(tr("Call as a tree"));
}

bool JsonTree::setJson(const QString &text)
{
    const core::Json value = core::Json::parse(core::utf8(text), nullptr, false); // discarded where it is none
    const bool isFirst = m_rows->rowCount() == 0;
    const QSet<QString> wereOpen = openRows();
    const QString current = currentIndex().siblingAtColumn(0).data(jsonPathRole).toString();
    const int place = verticalScrollBar()->value();
    m_rows->removeRows(0, m_rows->rowCount());
    m_byLine.clear();
    if (!value.is_structured())
        return false;
    QStandardItem *root = m_rows->invisibleRootItem();
    m_byLine += root; // the line that opens
    JsonRows(m_byLine).addInside(root, value);
    if (isFirst)
        expandToDepth(0);
    else
        open(wereOpen);
    eachItem(root, [&](QStandardItem *one) {
        if (!current.isEmpty() && one->data(jsonPathRole).toString() == current)
            setCurrentIndex(one->index());
    });
    verticalScrollBar()->setValue(place);
    return true;
}

QSet<QString> JsonTree::openRows() const
{
    QSet<QString> paths;
    eachItem(m_rows->invisibleRootItem(), [&](QStandardItem *one) {
        if (isExpanded(one->index()))
            paths += one->data(jsonPathRole).toString();
    });
    return paths;
}

void JsonTree::open(const QSet<QString> &paths)
{
    eachItem(m_rows->invisibleRootItem(), [&](QStandardItem *one) {
        if (paths.contains(one->data(jsonPathRole).toString()))
            expand(one->index());
    });
}

void JsonTree::showLine(int line)
{
    const QStandardItem *one = m_byLine.value(line);
    if (!one || one == m_rows->invisibleRootItem())
        return;
    for (const QStandardItem *above = one->parent(); above; above = above->parent())
        expand(above->index());
    setCurrentIndex(one->index());
    scrollTo(one->index(), PositionAtCenter);
}

} // namespace ui
