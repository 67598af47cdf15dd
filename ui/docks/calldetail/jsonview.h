// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QToolButton;

namespace ui {

class FilterField;
class JsonTree;

/// JSON to read, search and copy. What is searched is marked wherever it stands; Enter goes to the next place, Shift+Enter back,
/// Esc clears. GUI thread.
class JsonView : public QWidget
{
    Q_OBJECT

public:
    explicit JsonView(QWidget *parent = nullptr);

    /// Keeps the place in the text and the search.
    void setText(const QString &text);
    QString text() const;
    /// Puts the cursor into the search field.
    void search();
    FilterField *field() const { return m_field; }
    /// Places that have what is searched; 0 while nothing is.
    int found() const { return int(m_places.size()); }
    /// 1 to found(); 0: none is chosen.
    int current() const { return m_current + 1; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void look();
    void go(int by);
    void mark();
    void showRaw(bool raw);

    FilterField *m_field;
    QLabel *m_count;
    QPlainTextEdit *m_text;
    JsonTree *m_tree;
    QStackedWidget *m_pages;
    QToolButton *m_raw;
    std::vector<int> m_places; ///< positions in the text
    int m_current = -1;
};

} // namespace ui
