// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QObject>
#include <QPointer>
#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

class QAction;
class QWidget;

namespace ui {

enum class Menu { None, File, Edit, Call, Flow, Voice, View, Tools, Help };

/// One thing the operator can do. Menus, buttons, palette and keyboard map are made from it.
struct Command
{
    QString id;            ///< stable: `calls.hangup`; stored in the keyboard map
    QString text;          ///< translated, as in a menu without mnemonic: "Hang up…"
    QString icon;          ///< name of the icon, may be empty
    QKeySequence shortcut; ///< the default; the operator may change it
    Menu menu = Menu::None;
    int group = 0; ///< groups of a menu are parted by separators, in ascending order
    /// Empty text: on. Otherwise one sentence saying why it is off and the way out. Unset: always on.
    std::function<QString()> offReason;
    std::function<void()> run;
    std::function<bool()> checked; ///< set for what is on or off
    /// The shortcut works while this widget has the focus; unset: in the whole window.
    QWidget *scope = nullptr;
    /// Where it belongs, for palette and keyboard map: "Live calls". Empty: the window.
    QString place;
    QString keywords; ///< more words the palette finds it by
    QString radio;    ///< commands with the same text exclude each other and show a dot
    /// What it would do now, where that changes: "Stop recording". Unset or empty: `text`.
    std::function<QString()> textNow;
    QString otherText; ///< the longest that `textNow` says: a button keeps room for it

    QString currentText() const
    {
        const QString now = textNow ? textNow() : QString();
        return now.isEmpty() ? text : now;
    }
};

/// All commands of one window. Belongs to the GUI thread; actions die with their registry.
class CommandRegistry : public QObject
{
    Q_OBJECT

public:
    explicit CommandRegistry(QObject *parent = nullptr);
    ~CommandRegistry() override;

    /// Adds the command; it goes again when `owner` is destroyed (null: with the registry). An id is used once: a second
    /// command of the same id replaces the first.
    QAction *add(Command command, QObject *owner = nullptr);
    void remove(const QString &id);

    QAction *action(const QString &id) const;
    const Command *find(const QString &id) const;
    /// In the order they were added.
    std::vector<const Command *> all() const;
    /// Why it is off; empty when it is on. An unknown id is off.
    QString offReason(const QString &id) const;
    /// Runs it unless it is off. @return whether it ran.
    bool run(const QString &id);
    /// Asks every command again whether it is on; call it when a selection or a state changes. Cheap to call often: the work
    /// is done once, when control returns to the event loop.
    void refresh();
    /// The same at once.
    void refreshNow();

    QKeySequence shortcut(const QString &id) const;
    /// Overrides the default; an empty sequence means none.
    void setShortcut(const QString &id, const QKeySequence &keys);
    void resetShortcut(const QString &id);
    /// The id of another command that has these keys in a place where both could be meant; empty if none.
    QString conflict(const QString &id, const QKeySequence &keys) const;
    /// id → portable text of the keys, only what differs from the defaults. May name commands not added yet.
    QHash<QString, QString> overrides() const { return m_overrides; }
    void setOverrides(QHash<QString, QString> overrides);
    /// What the commands of a place act on now: "Selected call: Mina Park". In a menu they stand below that, but for group 0.
    void setSubject(const QString &place, std::function<QString()> subject) { m_subjects.insert(place, std::move(subject)); }
    /// Empty when the place has none.
    QString subject(const QString &place) const;
    /// Window-wide shortcuts work in this widget and what is inside. Set by the main window.
    void setWindow(QWidget *window);
    /// Recently run first, at most 12.
    QStringList recent() const { return m_recent; }

Q_SIGNALS:
    void added(const QString &id);
    void removed(const QString &id);
    void shortcutChanged(const QString &id);
    void ran(const QString &id);

private:
    struct Entry;
    Entry *entry(const QString &id) const;
    void applyKeys(Entry &entry);
    void update(Entry &entry);

    std::vector<std::unique_ptr<Entry>> m_entries;
    QHash<QString, Entry *> m_byId;
    QHash<QString, QString> m_overrides;
    QHash<QString, QObject *> m_radios;
    QHash<QString, std::function<QString()>> m_subjects;
    QStringList m_recent;
    QPointer<QWidget> m_window;
    bool m_refreshPending = false;
};

} // namespace ui
