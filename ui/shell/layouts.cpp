// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/layouts.h"

#include <QApplication>
#include <QChildEvent>
#include <QHash>
#include <QScreen>
#include <QTabBar>

#include <algorithm>

namespace ui {
namespace {
constexpr int layoutVersion = 2;
}

Layouts::Layouts(QMainWindow &window, QSettings &settings) : QObject(&window), m_window(window), m_settings(settings)
{
    window.installEventFilter(this);
}

/// Of the tab bars, which the window makes as it needs them.
bool Layouts::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ChildPolished) {
        if (auto *bar = qobject_cast<QTabBar *>(static_cast<QChildEvent *>(event)->child()))
            connect(bar, &QTabBar::tabBarClicked, this, &Layouts::tabClicked, Qt::UniqueConnection);
    }
    return QObject::eventFilter(watched, event);
}

QList<Layouts::Perspective> Layouts::perspectives()
{
    return {{QStringLiteral("operate"), tr("Operate"), QStringLiteral("calls")},
            {QStringLiteral("build"), tr("Build"), QStringLiteral("flow")},
            {QStringLiteral("inspect"), tr("Inspect"), QStringLiteral("bus")}};
}

bool Layouts::isPerspective(const QString &id)
{
    const auto all = perspectives();
    return std::any_of(all.begin(), all.end(), [&](const Perspective &one) { return one.id == id; });
}

void Layouts::add(Dock *dock)
{
    m_docks += dock;
    m_window.addDockWidget(Qt::LeftDockWidgetArea, dock);
    connect(dock, &Dock::maximiseRequested, this, &Layouts::toggleMaximised);
    connect(dock, &QDockWidget::visibilityChanged, this, &Layouts::updateHeadersSoon);
    connect(dock, &Dock::focused, this, [this](Dock *now) { m_lastFocused = now; });
}

/// A dock shows its name once: in its tab, or where it has none, in its header (design §2).
void Layouts::updateHeadersSoon()
{
    if (std::exchange(m_areHeadersDue, true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_areHeadersDue = false;
            for (Dock *one : std::as_const(m_docks))
                one->header()->refresh();
        },
        Qt::QueuedConnection);
}

/// The keys belong to the dock that the operator looks at now.
void Layouts::tabClicked(int tab)
{
    const auto *bar = static_cast<QTabBar *>(sender());
    const QString title = bar->tabText(tab);
    const auto takeFocus = [this, title] {
        const auto shown = std::find_if(m_docks.begin(), m_docks.end(), [&](const Dock *one) {
            return one->windowTitle() == title && one->isVisible() && !one->visibleRegion().isEmpty();
        });
        if (shown != m_docks.end())
            (*shown)->takeFocus();
    };
    QMetaObject::invokeMethod(this, takeFocus, Qt::QueuedConnection); // the dock is not shown yet
}

Dock *Layouts::dock(const QString &id) const
{
    for (Dock *one : m_docks) {
        if (one->id() == id)
            return one;
    }
    return nullptr;
}

QString Layouts::key(const QString &id) const
{
    const QSize screen = m_window.screen() ? m_window.screen()->size() : QSize();
    return QStringLiteral("layout/%1_%2x%3").arg(id).arg(screen.width()).arg(screen.height());
}

void Layouts::show(const QString &id)
{
    if (!m_current.isEmpty())
        save();
    m_current = id;
    const QByteArray state = m_settings.value(key(id)).toByteArray();
    if (state.isEmpty() || !m_window.restoreState(state, layoutVersion))
        arrange(id);
    if (id == QLatin1String("operate") && !m_welcome && dock(QStringLiteral("welcome")) && state.isEmpty())
        dock(QStringLiteral("welcome"))->hide();
    static const QHash<QString, QString> first{{QStringLiteral("operate"), QStringLiteral("calls")},
                                               {QStringLiteral("build"), QStringLiteral("flows")},
                                               {QStringLiteral("inspect"), QStringLiteral("services")}};
    if (Dock *main = dock(first.value(id)); main && !main->isHidden())
        main->takeFocus();
    Q_EMIT changed();
}

void Layouts::save()
{
    if (m_maximised)
        toggleMaximised(m_maximised);
    m_settings.setValue(key(m_current), m_window.saveState(layoutVersion));
}

void Layouts::reset()
{
    m_settings.remove(key(m_current));
    m_maximised = nullptr;
    arrange(m_current);
    Q_EMIT changed();
}

void Layouts::place(Qt::DockWidgetArea area, const char *id)
{
    Dock *one = dock(QLatin1String(id));
    one->setFloating(false);
    m_window.addDockWidget(area, one);
    one->show();
}

void Layouts::tabify(const char *with, const char *id)
{
    Dock *one = dock(QLatin1String(id));
    if (one == dock(QLatin1String(with)))
        return;
    m_window.tabifyDockWidget(dock(QLatin1String(with)), one);
    one->show();
}

void Layouts::arrange(const QString &id)
{
    for (Dock *one : m_docks) {
        m_window.removeDockWidget(one);
        one->hide();
    }
    const auto at = [this](const char *name) { return dock(QLatin1String(name)); };
    const int width = m_window.width(), height = m_window.height();
    const int side = std::clamp(width * 28 / 100, 372, 470);
    if (id == QLatin1String("operate")) {
        if (m_welcome)
            place(Qt::LeftDockWidgetArea, "welcome");
        place(Qt::LeftDockWidgetArea, "calls");
        // Detail stands where it does not hide the calls.
        const char *upper = m_welcome ? "welcome" : "calldetail";
        if (!m_welcome)
            place(Qt::LeftDockWidgetArea, "calldetail");
        for (const char *one : {"calldetail", "recordings"})
            tabify(upper, one);
        for (const char *one : {"log", "services"})
            tabify(m_welcome ? "calls" : "calldetail", one);
        at(upper)->raise();
        at("calls")->raise();
        place(Qt::RightDockWidgetArea, "testphone");
        place(Qt::RightDockWidgetArea, "flows");
        tabify("flows", "confbridges");
        at(m_welcome ? "flows" : "confbridges")->raise();
        m_window.resizeDocks({at("calls"), at("testphone")}, {width - side, side}, Qt::Horizontal);
        if (m_welcome)
            m_window.resizeDocks({at("welcome"), at("calls")}, {height * 64 / 100, height * 36 / 100}, Qt::Vertical);
        else
            m_window.resizeDocks({at("calls"), at("calldetail")}, {height * 52 / 100, height * 48 / 100}, Qt::Vertical);
        m_window.resizeDocks({at("testphone"), at("flows")}, {370, std::max(200, height - 470)}, Qt::Vertical);
    } else if (id == QLatin1String("build")) {
        place(Qt::LeftDockWidgetArea, "flows");
        place(Qt::LeftDockWidgetArea, "calls");
        place(Qt::RightDockWidgetArea, "testphone");
        place(Qt::RightDockWidgetArea, "log");
        m_window.resizeDocks({at("flows"), at("testphone")}, {width - side, side}, Qt::Horizontal);
        m_window.resizeDocks({at("flows"), at("calls")}, {height * 64 / 100, height * 36 / 100}, Qt::Vertical);
        m_window.resizeDocks({at("testphone"), at("log")}, {370, std::max(200, height - 470)}, Qt::Vertical);
    } else {
        place(Qt::LeftDockWidgetArea, "services");
        place(Qt::LeftDockWidgetArea, "log");
        place(Qt::RightDockWidgetArea, "calls");
        m_window.resizeDocks({at("services"), at("calls")}, {width / 2, width / 2}, Qt::Horizontal);
        m_window.resizeDocks({at("services"), at("log")}, {height * 40 / 100, height * 60 / 100}, Qt::Vertical);
    }
    // Saved layouts name every dock, or a restored one would leave the others where they were.
    for (Dock *one : m_docks) {
        if (m_window.dockWidgetArea(one) == Qt::NoDockWidgetArea) {
            m_window.addDockWidget(Qt::RightDockWidgetArea, one);
            one->hide();
        }
    }
}

void Layouts::toggleMaximised(Dock *dock)
{
    if (m_maximised) {
        m_maximised->header()->setMaximised(false);
        Dock *was = std::exchange(m_maximised, nullptr);
        m_window.restoreState(m_beforeMaximised, layoutVersion);
        if (was == dock) {
            dock->takeFocus();
            return;
        }
    }
    m_beforeMaximised = m_window.saveState(layoutVersion);
    for (Dock *one : m_docks) {
        if (one != dock && !one->isFloating())
            one->hide();
    }
    dock->setFloating(false);
    dock->show();
    m_maximised = dock;
    dock->header()->setMaximised(true);
    dock->takeFocus();
}

Dock *Layouts::focused() const
{
    for (Dock *one : m_docks) {
        if (one->isVisible() && QApplication::focusWidget() && one->isAncestorOf(QApplication::focusWidget()))
            return one;
    }
    return m_lastFocused && m_lastFocused->isVisible() ? m_lastFocused : nullptr;
}

void Layouts::focusNext(int step)
{
    QList<Dock *> visible;
    for (Dock *one : m_docks) {
        if (one->isVisible() && !one->visibleRegion().isEmpty())
            visible += one;
    }
    if (visible.isEmpty())
        return;
    std::sort(visible.begin(), visible.end(), [this](Dock *a, Dock *b) {
        const QPoint one = a->mapTo(&m_window, QPoint()), other = b->mapTo(&m_window, QPoint());
        return one.x() == other.x() ? one.y() < other.y() : one.x() < other.x();
    });
    const qsizetype now = visible.indexOf(focused());
    const qsizetype next = now < 0 ? 0 : (now + step + visible.size()) % visible.size();
    visible[next]->takeFocus();
}

void Layouts::nextTab()
{
    Dock *now = focused();
    if (!now)
        return;
    QList<QDockWidget *> group;
    const auto others = m_window.tabifiedDockWidgets(now);
    for (Dock *one : m_docks) {
        if (one == now || (others.contains(one) && !one->isHidden()))
            group += one;
    }
    if (group.size() > 1)
        static_cast<Dock *>(group[(group.indexOf(now) + 1) % group.size()])->takeFocus();
}

} // namespace ui
