// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/keypad.h"

#include "ui/common/theme.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QTimer>

namespace ui {
namespace {
struct KeyFace
{
    char digit;
    const char *letters;
};
constexpr KeyFace faces[] = {{'1', ""},     {'2', "abc"}, {'3', "def"},  {'4', "ghi"}, {'5', "jkl"}, {'6', "mno"},
                             {'7', "pqrs"}, {'8', "tuv"}, {'9', "wxyz"}, {'*', ""},    {'0', "+"},   {'#', ""}};
constexpr int litMs = 120;
} // namespace

class KeypadKey : public QWidget
{
public:
    KeypadKey(QChar digit, const QString &letters, Keypad *pad) : QWidget(pad), digit(digit), m_letters(letters), m_pad(pad)
    {
        setFocusPolicy(Qt::TabFocus);
        setMinimumSize(44, 34);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
        setMaximumSize(96, 58);
        const QString spelled = QStringList(letters.split(QString(), Qt::SkipEmptyParts)).join(QLatin1Char(' '));
        setAccessibleName(letters.isEmpty() ? Keypad::tr("Key %1").arg(digit) : Keypad::tr("Key %1, %2").arg(digit).arg(spelled));
        m_off.setSingleShot(true);
        m_off.setInterval(litMs);
        connect(&m_off, &QTimer::timeout, this, [this] {
            lit = false;
            update();
        });
        connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    }
    QSize sizeHint() const override { return QSize(64, 46); }
    void light()
    {
        lit = true;
        m_off.start();
        update();
    }

    const QChar digit;
    bool lit = false;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const bool hot = underMouse() && isEnabled();
        painter.setBrush(color(lit ? Token::AccentWash : hot ? Token::Hover : Token::Button));
        const double width = hasFocus() ? 2 : 1;
        painter.setPen(QPen(color(lit || hasFocus() ? Token::Accent : isEnabled() ? Token::LineStrong : Token::Line), width));
        const double inset = width / 2;
        painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), 4, 4);
        const Theme &theme = Theme::instance();
        const QFontMetrics large(theme.font(Type::MonoKeypad)), small(theme.font(Type::Badge));
        const int letters = m_letters.isEmpty() ? 0 : small.horizontalAdvance(m_letters) + 5;
        const int x = (this->width() - large.horizontalAdvance(digit) - letters) / 2;
        const int baseline = (height() + large.capHeight()) / 2;
        painter.setPen(color(isEnabled() ? Token::Text : Token::Disabled));
        painter.setFont(theme.font(Type::MonoKeypad));
        painter.drawText(x, baseline, QString(digit));
        painter.setPen(color(isEnabled() ? Token::Text3 : Token::Disabled));
        painter.setFont(theme.font(Type::Badge));
        painter.drawText(x + large.horizontalAdvance(digit) + 5, baseline, m_letters);
    }
    void mousePressEvent(QMouseEvent *event) override
    {
        if (event->button() == Qt::LeftButton)
            m_pad->press(digit);
    }
    void keyPressEvent(QKeyEvent *event) override
    {
        if (event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
            m_pad->press(digit);
        else
            QWidget::keyPressEvent(event);
    }
    void enterEvent(QEnterEvent *) override { update(); }
    void leaveEvent(QEvent *) override { update(); }

private:
    QString m_letters;
    Keypad *m_pad;
    QTimer m_off;
};

Keypad::Keypad(QWidget *parent) : QWidget(parent)
{
    setLayoutDirection(Qt::LeftToRight);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(6);
    int at = 0;
    for (const KeyFace &face : faces) {
        m_keys += new KeypadKey(QLatin1Char(face.digit), QLatin1String(face.letters), this);
        grid->addWidget(m_keys.last(), at / 3, at % 3);
        ++at;
    }
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Keypad::listenTo(QWidget *widget) { widget->installEventFilter(this); }

void Keypad::press(QChar digit)
{
    const QChar upper = digit.toUpper();
    if (!isEnabled() || !QStringLiteral("0123456789*#ABCD").contains(upper))
        return;
    if (KeypadKey *found = key(upper))
        found->light();
    Q_EMIT pressed(upper);
}

bool Keypad::isLit(QChar digit) const
{
    const KeypadKey *found = key(digit);
    return found && found->lit;
}

bool Keypad::eventFilter(QObject *, QEvent *event)
{
    return event->type() == QEvent::KeyPress && take(static_cast<QKeyEvent *>(event));
}

void Keypad::keyPressEvent(QKeyEvent *event)
{
    if (!take(event))
        QWidget::keyPressEvent(event);
}

bool Keypad::take(QKeyEvent *event)
{
    const QString text = event->text().toUpper();
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (!plain || !isEnabled() || event->isAutoRepeat() || text.size() != 1 || !QStringLiteral("0123456789*#ABCD").contains(text))
        return false;
    press(text[0]);
    return true;
}

KeypadKey *Keypad::key(QChar digit) const
{
    for (KeypadKey *one : m_keys) {
        if (one->digit == digit)
            return one;
    }
    return nullptr;
}

} // namespace ui
