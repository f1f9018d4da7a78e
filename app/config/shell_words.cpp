// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/shell_words.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

Result<QStringList> splitShellWords(const QString &line)
{
    QStringList words;
    QString word;
    bool inWord = false; // '' is a word, though an empty one
    QChar quote; // null outside of quotes

    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        if (c == u'\\' && quote != u'\'') {
            if (i + 1 == line.size())
                return failField(u"command"_s, u"The command ends in a backslash."_s);
            const QChar next = line[++i];
            // Inside "…" a backslash stays, except before what it has to protect there.
            if (quote == u'"' && !u"\"\\$`"_s.contains(next))
                word += c;
            word += next;
            inWord = true;
        } else if (!quote.isNull()) {
            if (c == quote)
                quote = QChar();
            else
                word += c;
        } else if (c == u'\'' || c == u'"') {
            quote = c;
            inWord = true;
        } else if (c.isSpace()) {
            if (inWord)
                words.append(std::exchange(word, QString()));
            inWord = false;
        } else {
            word += c;
            inWord = true;
        }
    }
    if (!quote.isNull())
        return failField(u"command"_s, u"The command has a %1 that is never closed."_s.arg(quote));
    if (inWord)
        words.append(word);
    return words;
}

} // namespace ostiary::app
