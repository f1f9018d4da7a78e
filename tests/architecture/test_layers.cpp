// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

// Everything points down; siblings never meet; only app knows everyone. Includes are held against this table.
namespace {

struct Layer {
    const char *folder;
    QStringList mayInclude;
    const char *because;
};

struct Symbol {
    const char *word;
    QStringList onlyIn;
    const char *because;
};

const QStringList kBelowHttp{QStringLiteral("models/"), QStringLiteral("server/core/")};

// clang-format off
const QList<Layer> kLayers{
    // layer             may include                                                          because
    {"models/tables/",   {QStringLiteral("models/")},                                         "tables show records, whoever stores them"},
    {"models/store/",    {QStringLiteral("models/")},                                         "SQL has one home"},
    {"models/",          {QStringLiteral("models/")},                                         "records are the common language"},
    {"server/core/",     kBelowHttp,                                                          "rules know no transport and no widgets"},
    {"server/http/",     kBelowHttp + QStringList{QStringLiteral("server/http/")},            "HTTP is one way in"},
    {"server/gateway/",  kBelowHttp + QStringList{QStringLiteral("server/gateway/")},         "the gateway is one way out"},
    {"ui/",              {QStringLiteral("models/"), QStringLiteral("ui/")},                  "the console knows the Admin, not the server"},
};
const QList<Symbol> kSymbols{
    // symbol                                   only in                                                    because
    {"QHttpServer|QAbstractHttpServer",         {QStringLiteral("server/http/listener/")},                 "its API still moves between Qt versions"},
    {"QSqlQuery|QSqlDatabase",                  {QStringLiteral("models/store/")},                         "SQL has one home"},
    {"currentDateTime|currentMSecsSinceEpoch",  {QStringLiteral("models/clock")},                          "time is an argument"},
    {"system_clock::now",                       {QStringLiteral("models/clock")},                          "time is an argument"},
    {"randombytes_buf|QRandomGenerator",        {QStringLiteral("models/random")},                         "randomness is an argument"},
    {"curl_easy_init|curl_multi_init",          {QStringLiteral("server/gateway/")},                       "one way out"},
    {"QWidget\\b|QMainWindow",                  {QStringLiteral("ui/"), QStringLiteral("app/run_console")}, "the headless program links no widgets"},
};
// clang-format on

struct Source {
    QString path; ///< from the project's root
    QString text;
};

QList<Source> sources()
{
    QList<Source> found;
    const QString root = QStringLiteral(SOURCE_FOLDER "/");
    for (const char *folder : {"models", "server", "ui", "app"}) {
        QDirIterator files(root + QLatin1String(folder), {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                found << Source{file.fileName().sliced(root.size()), QString::fromUtf8(file.readAll())};
        }
    }
    return found;
}

bool startsWithAny(const QString &text, const QStringList &prefixes)
{
    return std::ranges::any_of(prefixes, [&](const QString &prefix) { return text.startsWith(prefix); });
}

} // namespace

class TestLayers : public QObject
{
    Q_OBJECT

private slots:
    void includes_pointDownwardOnly()
    {
        static const QRegularExpression include(QStringLiteral("^#include \"([^\"]+)\""),
                                                QRegularExpression::MultilineOption);
        QStringList wrong;
        int seen = 0;
        for (const Source &source : sources()) {
            const auto layer = std::ranges::find_if(
                kLayers, [&](const Layer &l) { return source.path.startsWith(QLatin1String(l.folder)); });
            if (layer == kLayers.end())
                continue; // app knows everyone
            for (const QRegularExpressionMatch &match : include.globalMatch(source.text)) {
                const QString target = match.captured(1);
                if (!target.contains(u'/'))
                    continue; // its own moc file
                ++seen;
                const bool tablesSeeStore = source.path.startsWith(QLatin1String("models/tables/"))
                    && target.startsWith(QLatin1String("models/store/"));
                if (!startsWithAny(target, layer->mayInclude) || tablesSeeStore)
                    wrong << QStringLiteral("%1 includes %2, but %3")
                                 .arg(source.path, target, QLatin1String(layer->because));
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
        QVERIFY(seen > 200); // the table was held against something
    }

    void symbols_stayWhereTheyBelong()
    {
        QStringList wrong;
        for (const Source &source : sources()) {
            for (const Symbol &symbol : kSymbols) {
                if (startsWithAny(source.path, symbol.onlyIn))
                    continue;
                for (const QString &line : source.text.split(u'\n')) {
                    const qsizetype comment = line.indexOf(QLatin1String("//"));
                    const QString code = comment < 0 ? line : line.first(comment);
                    if (code.contains(QRegularExpression(QLatin1String(symbol.word))))
                        wrong << QStringLiteral("%1: %2 (%3)")
                                     .arg(source.path, line.trimmed(), QLatin1String(symbol.because));
                }
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void everyFile_saysItsLicence()
    {
        QStringList wrong;
        for (const Source &source : sources()) {
            if (!source.text.startsWith(QLatin1String("// SPDX-License-Identifier: GPL-3.0-or-later\n")))
                wrong << source.path;
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void everyFolder_hasItsManifest()
    {
        QStringList wrong;
        const QString root = QStringLiteral(SOURCE_FOLDER "/");
        for (const char *folder : {"models", "server", "ui", "app"}) {
            QDirIterator files(root + QLatin1String(folder), {QStringLiteral("CMakeLists.txt")}, QDir::Files,
                               QDirIterator::Subdirectories);
            while (files.hasNext()) {
                QFile file(files.next());
                const QString text = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
                if (!text.startsWith(QLatin1String("# Owns: ")) || !text.contains(QLatin1String("\n# May use: ")))
                    wrong << file.fileName();
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(TestLayers)
#include "test_layers.moc"
