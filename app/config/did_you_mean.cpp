// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/did_you_mean.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace ostiary::app {

namespace {

constexpr qsizetype kWordCharsMax = 64; ///< longer words are no typing mistakes

/// Optimal string alignment: insertions, deletions, replacements and swapped neighbours, each counted once.
qsizetype distance(QStringView a, QStringView b)
{
    std::vector<qsizetype> beforeLast(b.size() + 1);
    std::vector<qsizetype> last(b.size() + 1);
    std::vector<qsizetype> row(b.size() + 1);
    std::iota(last.begin(), last.end(), 0);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const qsizetype replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], beforeLast[j - 2] + 1);
        }
        std::swap(beforeLast, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

} // namespace

QString closestTo(const QString &word, const QStringList &candidates)
{
    if (word.size() > kWordCharsMax)
        return {};
    const QString lower = word.toLower();
    QString best;
    qsizetype bestDistance = std::max<qsizetype>(1, word.size() / 3) + 1;
    for (const QString &candidate : candidates) {
        // What was begun and not finished counts as near: "approv" means "approval".
        const bool begun = lower.size() >= 2 && candidate.startsWith(lower);
        const qsizetype far = begun ? 1 : distance(lower, candidate);
        if (far < bestDistance) {
            best = candidate;
            bestDistance = far;
        }
    }
    return best;
}

QString didYouMean(const QString &word, const QStringList &candidates)
{
    const QString closest = closestTo(word, candidates);
    return closest.isEmpty() ? QString() : QStringLiteral(" Did you mean \"%1\"?").arg(closest);
}

} // namespace ostiary::app
