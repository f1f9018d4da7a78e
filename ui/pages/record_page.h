// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"
#include "ui/parts/record_view.h"

namespace ostiary::ui {

/// A page around one RecordView: finds, copies, exports and refreshes; subclasses add what their records can do.
class RecordPage : public Page
{
    Q_OBJECT

public:
    RecordPage(const QString &title, const QString &sentence, RecordTable &table, const Clock &clock,
               const EmptyText &empty);

    [[nodiscard]] QList<Verb> verbs() const override;
    [[nodiscard]] bool can(Verb verb) const override;
    void run(Verb verb) override;
    [[nodiscard]] RecordView &list() const { return *m_list; }

protected:
    /// Asks before `act` is done to the selected rows; `act` is called for each id.
    struct Question {
        QString title;
        QString what;
        QStringList names;
        QString goAhead;
        QString icon = QStringLiteral("revoke"); ///< on the button that goes ahead
    };
    void confirm(const Question &question, const std::function<void()> &act);
    /// The list is refreshed by the change itself; only a failure is shown.
    template <typename T>
    void report(const QFuture<Result<T>> &answer)
    {
        whenReady(this, answer, [this](const Result<T> &result) {
            if (!result)
                showError(result.error());
        });
    }
    void showError(const Error &error);
    /// Twice as many requests for an hour from `now` on, or that ended.
    [[nodiscard]] static Limits raised(Limits limits, bool raise, Time now);

private:
    RecordView *m_list;
};

} // namespace ostiary::ui
