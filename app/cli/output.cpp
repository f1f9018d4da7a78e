// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <cstdio>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kColumnGap = 2;

bool isHarmful(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph: return true;
    default: return false;
    }
}

bool isWide(char32_t c)
{
    struct Range {
        char32_t first, last;
    };
    static constexpr std::array kWide{
        // Unicode's East Asian Width W and F, in coarse blocks
        Range{0x1100, 0x115f},   Range{0x2e80, 0xa4cf},   Range{0xac00, 0xd7a3}, Range{0xf900, 0xfaff},
        Range{0xfe30, 0xfe6f},   Range{0xff00, 0xff60},   Range{0xffe0, 0xffe6}, Range{0x1f300, 0x1f64f},
        Range{0x1f900, 0x1f9ff}, Range{0x20000, 0x3fffd},
    };
    return std::ranges::any_of(kWide, [c](const Range &range) { return c >= range.first && c <= range.last; });
}

void print(std::FILE *file, const QString &text)
{
    const QByteArray bytes = (text + u'\n').toUtf8();
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), file);
}

/// QJsonDocument escapes what JSON demands; some terminals also obey U+007F to U+009F.
QString escapeHarmful(const QString &json)
{
    QString escaped;
    escaped.reserve(json.size());
    for (const QChar c : json) {
        if (c.isSurrogate() || !isHarmful(c.unicode()))
            escaped += c;
        else
            escaped += u"\\u%1"_s.arg(int(c.unicode()), 4, 16, QChar(u'0'));
    }
    return escaped;
}

} // namespace

QString harmless(const QString &text)
{
    QString safe;
    for (const char32_t c : text.toUcs4())
        safe += isHarmful(c) ? QString(QChar::ReplacementCharacter) : QString::fromUcs4(&c, 1);
    return safe;
}

qsizetype displayWidth(const QString &text)
{
    qsizetype width = 0;
    for (const char32_t c : text.toUcs4()) {
        const QChar::Category category = QChar::category(c);
        const bool combines = category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing;
        width += combines ? 0 : isWide(c) ? 2 : 1;
    }
    return width;
}

QString shortTime(std::optional<Time> time, const QString &otherwise)
{
    return time ? toDateTime(*time).toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s) : otherwise;
}

void Output::object(const QJsonObject &object)
{
    print(stdout, escapeHarmful(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact))));
}

void Output::line(const QString &text)
{
    print(stdout, harmless(text));
}

void Output::note(const QString &sentence)
{
    print(stderr, harmless(sentence));
}

void Output::table(const QStringList &titles, const QList<QStringList> &rows)
{
    QList<QStringList> lines;
    if (!titles.isEmpty())
        lines.append(titles);
    for (const QStringList &row : rows) {
        QStringList cells;
        for (const QString &cell : row)
            cells.append(cell.isEmpty() ? u"-"_s : harmless(cell));
        lines.append(cells);
    }
    QList<qsizetype> widths;
    for (const QStringList &cells : lines) {
        widths.resize(std::max(widths.size(), cells.size()));
        for (qsizetype i = 0; i < cells.size(); ++i)
            widths[i] = std::max(widths[i], displayWidth(cells[i]));
    }
    for (const QStringList &cells : lines) {
        QString text;
        for (qsizetype i = 0; i < cells.size(); ++i) {
            text += cells[i];
            if (i + 1 < cells.size())
                text += QString(widths[i] - displayWidth(cells[i]) + kColumnGap, u' ');
        }
        print(stdout, text);
    }
}

bool Output::flush()
{
    return std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

} // namespace ostiary::app
