// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pages/qr_code.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace ostiary::http;
using namespace Qt::StringLiterals;

namespace {

/// A drawing, read back.
struct Drawing {
    int side = 0; ///< modules, with the quiet zone
    QSet<QPair<int, int>> dark;

    [[nodiscard]] bool isDark(int x, int y) const { return dark.contains({x, y}); }
};

Drawing drawingOf(const QByteArray &svg)
{
    static const QRegularExpression kSide(u"viewBox=\"0 0 ([0-9]+) ([0-9]+)\""_s);
    static const QRegularExpression kRun(u"M([0-9]+) ([0-9]+)h([0-9]+)v1h-([0-9]+)z"_s);
    const QString text = QString::fromLatin1(svg);
    const auto side = kSide.match(text);
    Drawing drawing{side.captured(1) == side.captured(2) ? side.captured(1).toInt() : 0, {}};
    for (const auto &run : kRun.globalMatch(text)) {
        for (int i = 0; i < run.captured(3).toInt(); ++i)
            drawing.dark.insert({run.captured(1).toInt() + i, run.captured(2).toInt()});
    }
    return drawing;
}

/// ISO/IEC 18004 §6.3.3: dark 7×7 ring, light ring, dark 3×3 core.
bool hasFinderAt(const Drawing &drawing, int left, int top)
{
    for (int y = 0; y < 7; ++y) {
        for (int x = 0; x < 7; ++x) {
            const int distance = std::max(std::abs(x - 3), std::abs(y - 3));
            if (drawing.isDark(left + x, top + y) != (distance != 2))
                return false;
        }
    }
    return true;
}

} // namespace

class TestQrCode : public QObject
{
    Q_OBJECT

private slots:
    // ISO/IEC 18004: 17 + 4 × version modules, a quiet zone of 4, three finders, the timing pattern and the dark
    // module.
    void svg_isAQrCode_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("short") << QByteArray("a");
        QTest::newRow("otpauth") << QByteArray("otpauth://totp/Ostiary:ada%40example.com?secret=JBSWY3DPEHPK3PXP");
        QTest::newRow("not text") << QByteArray("\0\xff\x80", 3);
        QTest::newRow("longest") << QByteArray(2331, 'a');
    }
    void svg_isAQrCode()
    {
        QFETCH(QByteArray, text);
        const Drawing drawing = drawingOf(qrSvg(text));
        const int size = drawing.side - 8;
        QVERIFY(size >= 21 && (size - 17) % 4 == 0);
        for (const auto &[x, y] : drawing.dark)
            QVERIFY(std::min(x, y) >= 4 && std::max(x, y) < drawing.side - 4);
        const int far = drawing.side - 4 - 7;
        QVERIFY(hasFinderAt(drawing, 4, 4) && hasFinderAt(drawing, far, 4) && hasFinderAt(drawing, 4, far));
        QVERIFY(!hasFinderAt(drawing, far, far));
        for (int i = 8; i < size - 8; ++i) {
            QCOMPARE(drawing.isDark(4 + i, 4 + 6), i % 2 == 0);
            QCOMPARE(drawing.isDark(4 + 6, 4 + i), i % 2 == 0);
        }
        QVERIFY(drawing.isDark(4 + 8, 4 + size - 8));
    }

    void svg_differsWithItsText() { QVERIFY(qrSvg("a") != qrSvg("b")); }

    void svg_isOnePath_darkOnWhite()
    {
        const QByteArray svg = qrSvg("a");
        QCOMPARE(svg.count("<path"), 1);
        QVERIFY(svg.contains("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/><path fill=\"#000000\""));
        QVERIFY(!svg.contains("currentColor"));
    }

    void svg_ofNothing_orOfTooMuch_isEmpty()
    {
        QCOMPARE(qrSvg(""), QByteArray());
        QCOMPARE(qrSvg(QByteArray(2332, 'a')), QByteArray());
        QCOMPARE(qrSvg(QByteArray(1 << 20, 'a')), QByteArray());
    }

    void isQrSvg_knowsOurOwn_andNothingElse()
    {
        const QByteArray own = qrSvg("a");
        QVERIFY(isQrSvg(own));
        QVERIFY(isQrSvg(qrSvg(QByteArray(2331, 'a'))));
        for (const QByteArray &other :
             {QByteArray(), QByteArray("<svg></svg>"), own + "<script>", own + '\n', ' ' + own, own.chopped(1),
              QByteArray(own).replace("<path", "<path onload=\"x\""), QByteArray(own).replace("d=\"M", "d=\"<")})
            QVERIFY2(!isQrSvg(other), other.constData());
    }
};

QTEST_APPLESS_MAIN(TestQrCode)
#include "test_qr_code.moc"
