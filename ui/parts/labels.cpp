// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/labels.h"

#include "ui/look/flat_style.h"
#include "ui/look/icons.h"

#include <QEvent>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QPainter>

namespace ostiary::ui {

namespace {

/// A label in the colour of a tone, also after the desktop turned dark.
class ToneLabel final : public QLabel
{
public:
    ToneLabel(const QString &text, Tone tone) : QLabel(text), m_tone(tone)
    {
        setTextFormat(Qt::PlainText);
        setWordWrap(true);
        setAlignment(Qt::AlignLeft | Qt::AlignTop);
        recolor();
    }

protected:
    void changeEvent(QEvent *event) override
    {
        QLabel::changeEvent(event);
        if (event->type() == QEvent::PaletteChange)
            recolor();
    }

private:
    void recolor()
    {
        QPalette own;
        own.setColor(QPalette::WindowText, toneColor(m_tone, own));
        if (own.color(QPalette::WindowText) != palette().color(QPalette::WindowText))
            setPalette(own);
    }

    Tone m_tone;
};

} // namespace

QLabel *plainLabel(const QString &text)
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

QLabel *titleLabel(const QString &text)
{
    QLabel *label = plainLabel(text);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * 1.5);
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

QLabel *headingLabel(const QString &text)
{
    QLabel *label = plainLabel(text);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

QLabel *quietLabel(const QString &text)
{
    QLabel *label = plainLabel(text);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

QWidget *toneLine(const QString &icon, const QString &text, Tone tone)
{
    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kGrid);
    row->addWidget(new IconLabel(lineIcon(icon, tone)), 0, Qt::AlignTop);
    row->addWidget(new ToneLabel(text, tone), 1);
    return line;
}

IconLabel::IconLabel(const QIcon &icon, int size) : m_icon(icon)
{
    setFixedSize(size, size);
}

void IconLabel::setIcon(const QIcon &icon)
{
    m_icon = icon;
    update();
}

void IconLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    m_icon.paint(&painter, rect());
}

QString plainToolTip(const QString &text)
{
    if (text.isEmpty())
        return {};
    return QStringLiteral("<qt>%1</qt>").arg(text.toHtmlEscaped().replace(QLatin1Char('\n'), QLatin1String("<br>")));
}

QFont monospaceFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(QFont().pointSizeF());
    return font;
}

QFont tabular(QFont font)
{
    font.setFeature("tnum", 1);
    return font;
}

} // namespace ostiary::ui
