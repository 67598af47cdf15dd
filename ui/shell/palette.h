// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/commands.h"
#include "ui/common/palettesource.h"

#include <QAbstractListModel>
#include <QFrame>
#include <QPointer>

#include <memory>

class QLineEdit;
class QLabel;
class QListView;

namespace ui {

/// What the palette found, best first.
class PaletteModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { ItemRole = Qt::UserRole + 1, HitsRole };
    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    void set(std::vector<PaletteItem> candidates, const QString &text);
    const PaletteItem *item(int row) const;
    /// Places of `text` in `candidate`, and how good that is (lower is better); −1 when it does not match.
    static int match(const QString &candidate, const QString &text, QList<int> *hits);

private:
    struct Row
    {
        PaletteItem item;
        QList<int> hits;
        int rank = 0;
        size_t order = 0;
    };
    std::vector<Row> m_rows;
};

/// Ctrl+K: commands, calls, flows, extensions (design §10). Enter runs, Alt+Enter copies as request, Esc closes.
class Palette : public QFrame
{
    Q_OBJECT

public:
    Palette(CommandRegistry &commands, QWidget *window);

    void addSource(std::unique_ptr<PaletteSource> source) { m_sources.push_back(std::move(source)); }
    /// Below `anchor`.
    void open(QWidget *anchor);
    PaletteModel &model() { return *m_model; }
    QLineEdit &field() { return *m_field; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void search();
    void runCurrent(Qt::KeyboardModifiers modifiers);
    void close_();
    std::vector<PaletteItem> commandItems() const;

    CommandRegistry &m_commands;
    std::vector<std::unique_ptr<PaletteSource>> m_sources;
    QLineEdit *m_field;
    QListView *m_list;
    QLabel *m_nothing; ///< in place of the list
    PaletteModel *m_model;
    QPointer<QWidget> m_before;
    int m_search = 0;
};

} // namespace ui
