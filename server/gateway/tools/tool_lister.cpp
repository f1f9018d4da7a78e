// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/tools/tool_lister.h"

namespace ostiary::gateway {

struct ToolLister::Private {
    Gateway &gateway;
    ToolBook &book;
    const ToolLimits limits;
    QHash<QString, std::shared_ptr<ToolQuestion>> open = {};
    bool isClosed = false;

    void ask(const std::shared_ptr<Private> &self, const QString &upstream)
    {
        const auto question = std::make_shared<ToolQuestion>(gateway, upstream, limits);
        open.insert(upstream, question);
        whenDone(ToolQuestion::ask(question), [self, upstream](const ToolAnswer &answer) {
            if (self->isClosed)
                return;
            self->open.remove(upstream);
            self->book.finish(upstream, answer);
        });
    }
};

ToolLister::ToolLister(Gateway &gateway, ToolBook &book, ToolLimits limits)
    : d(std::make_shared<Private>(gateway, book, limits))
{
}

ToolLister::~ToolLister()
{
    d->isClosed = true;
    for (auto question = d->open.begin(); question != d->open.end(); ++question) {
        question.value()->close();
        d->book.finish(question.key(), {});
    }
    d->open.clear();
}

Task<ToolAnswer> ToolLister::tools(QString upstream, std::chrono::milliseconds patience)
{
    const Deferred<ToolAnswer> waiter;
    const ToolBook::Entered entered = d->book.enter(upstream, waiter);
    if (entered.known)
        co_return *entered.known;
    if (entered.mustAsk)
        d->ask(d, upstream);
    QTimer::singleShot(patience, [waiter] { waiter.resolve(ToolAnswer()); });
    co_return co_await waiter.task();
}

} // namespace ostiary::gateway
