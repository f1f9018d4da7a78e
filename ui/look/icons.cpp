// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <optional>

// Outside any namespace, as the macro demands: the icons sit in a static library.
static void loadIconResource()
{
    Q_INIT_RESOURCE(ostiary_icons);
}

namespace ostiary::ui {

namespace {

class LineIconEngine final : public QIconEngine
{
public:
    LineIconEngine(QString name, std::optional<Tone> tone) : m_name(std::move(name)), m_tone(tone) { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const int size = std::min(rect.width(), rect.height());
        QRect square(0, 0, size, size);
        square.moveCenter(rect.center());
        painter->drawPixmap(square, linePixmap(m_name, size, painter->device()->devicePixelRatio(), color(mode)));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return linePixmap(m_name, std::min(size.width(), size.height()), 1, color(mode));
    }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal ratio) override
    {
        const int logical = qRound(std::min(size.width(), size.height()) / ratio);
        return linePixmap(m_name, logical, ratio, color(mode));
    }
    QIconEngine *clone() const override { return new LineIconEngine(m_name, m_tone); }
    bool isNull() override { return m_name.isEmpty(); }

private:
    QColor color(QIcon::Mode mode) const
    {
        const QPalette palette = QGuiApplication::palette();
        if (mode == QIcon::Disabled)
            return palette.color(QPalette::Disabled, QPalette::WindowText);
        return m_tone ? toneColor(*m_tone, palette) : palette.color(QPalette::WindowText);
    }

    QString m_name;
    std::optional<Tone> m_tone; ///< none: text
};

} // namespace

QPixmap linePixmap(const QString &name, int size, qreal ratio, const QColor &color)
{
    loadIconResource();
    const QString key = QStringLiteral("ostiary/%1/%2/%3/%4").arg(name).arg(size).arg(ratio).arg(color.name());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(QSize(size, size) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QFile file(QStringLiteral(":/ostiary/icons/%1.svg").arg(name));
    if (file.open(QIODevice::ReadOnly)) {
        QSvgRenderer renderer(file.readAll().replace("currentColor", color.name().toLatin1()));
        QPainter painter(&pixmap);
        renderer.render(&painter, QRectF(0, 0, size, size));
    }
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QIcon lineIcon(const QString &name)
{
    return QIcon(new LineIconEngine(name, std::nullopt));
}

QIcon lineIcon(const QString &name, Tone tone)
{
    return QIcon(new LineIconEngine(name, tone));
}

QIcon markIcon()
{
    const QString mark = QStringLiteral(":/ostiary/mark.svg");
    return QFile::exists(mark) ? QIcon(mark) : lineIcon(QStringLiteral("door"), Tone::Accent);
}

} // namespace ostiary::ui
