// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QObject>
#include <QPromise>

#include <coroutine>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace ostiary {

/// A way to a thread's event loop. It may outlive the thread: what is posted after the thread's end is dropped.
class Anchor
{
public:
    Anchor() = default;

private:
    struct State;
    friend Anchor threadAnchor();
    friend void post(const Anchor &anchor, std::function<void()> work);
    std::shared_ptr<State> m_state;
};

/// The way to the calling thread.
[[nodiscard]] Anchor threadAnchor();

/// Runs `work` from the event loop of the thread that `anchor` leads to.
void post(const Anchor &anchor, std::function<void()> work);

/// A value that is there now or later, on one thread. A function that returns a Task either returns the value itself
/// (nothing is allocated then) or is a coroutine, which starts at once and runs until its first wait. Dropping a Task
/// does not cancel it. Everything that a coroutine outlives must be passed by value: references to arguments dangle.
template <typename T>
class [[nodiscard]] Task
{
public:
    struct promise_type {
        std::optional<T> value;
        std::coroutine_handle<> waiter;
        bool dropped = false;

        Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_never initial_suspend() noexcept { return {}; }
        auto final_suspend() noexcept
        {
            struct Finish {
                bool await_ready() noexcept { return false; }
                std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> self) noexcept
                {
                    promise_type &promise = self.promise();
                    if (promise.waiter)
                        return promise.waiter;
                    if (promise.dropped)
                        self.destroy();
                    return std::noop_coroutine();
                }
                void await_resume() noexcept { }
            };
            return Finish{};
        }
        template <typename U>
        void return_value(U &&result)
        {
            value.emplace(std::forward<U>(result));
        }
        void unhandled_exception() { std::terminate(); }
    };

    template <typename U>
        requires std::is_constructible_v<T, U &&> && (!std::is_same_v<std::remove_cvref_t<U>, Task>)
    Task(U &&ready) : m_ready(std::in_place, std::forward<U>(ready)) // NOLINT: a value is a finished task
    {
    }
    Task(Task &&other) noexcept : m_ready(std::move(other.m_ready)), m_handle(std::exchange(other.m_handle, {})) { }
    Task &operator=(Task &&) = delete;
    ~Task()
    {
        if (!m_handle)
            return;
        if (m_handle.done())
            m_handle.destroy();
        else
            m_handle.promise().dropped = true;
    }

    [[nodiscard]] bool isDone() const { return !m_handle || m_handle.done(); }
    /// Once, when isDone().
    [[nodiscard]] T take() { return m_handle ? std::move(*m_handle.promise().value) : std::move(*m_ready); }

    auto operator co_await() &&
    {
        struct Wait {
            Task task;
            bool await_ready() { return task.isDone(); }
            void await_suspend(std::coroutine_handle<> waiter) { task.m_handle.promise().waiter = waiter; }
            T await_resume() { return task.take(); }
        };
        return Wait{std::move(*this)};
    }

private:
    explicit Task(std::coroutine_handle<promise_type> handle) : m_handle(handle) { }

    std::optional<T> m_ready;
    std::coroutine_handle<promise_type> m_handle;
};

/// A coroutine that nobody waits for.
struct Detached {
    struct promise_type {
        Detached get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() { }
        void unhandled_exception() { std::terminate(); }
    };
};

/// Calls `then` with the value when it is there, on this thread.
template <typename T, typename Then>
Detached whenDone(Task<T> task, Then then)
{
    then(co_await std::move(task));
}

/// For callers that speak QFuture (the console); the future finishes on the thread that called this.
template <typename T>
[[nodiscard]] QFuture<T> toFuture(Task<T> task)
{
    auto promise = std::make_shared<QPromise<T>>();
    promise->start();
    QFuture<T> future = promise->future();
    whenDone(std::move(task), [promise](T value) {
        promise->addResult(std::move(value));
        promise->finish();
    });
    return future;
}

/// The other end of a Task that some callback finishes: make one, hand out task() once, call resolve() from any thread,
/// once (later calls do nothing). The waiting coroutine goes on in the thread that made the Deferred.
template <typename T>
class Deferred
{
    struct State {
        std::mutex mutex;
        std::optional<T> value;
        std::coroutine_handle<> waiter;
        Anchor anchor = threadAnchor();
        bool resolved = false;
    };

public:
    Deferred() : m_state(std::make_shared<State>()) { }

    void resolve(T value) const
    {
        std::shared_ptr<State> state = m_state;
        {
            const std::scoped_lock lock(state->mutex);
            if (std::exchange(state->resolved, true))
                return;
            state->value.emplace(std::move(value));
            if (!state->waiter)
                return;
        }
        post(state->anchor, [state] { state->waiter.resume(); });
    }

    [[nodiscard]] Task<T> task() const { return wait(m_state); }

private:
    static Task<T> wait(std::shared_ptr<State> state)
    {
        struct Wait {
            State &state;
            bool await_ready() { return false; }
            bool await_suspend(std::coroutine_handle<> waiter)
            {
                const std::scoped_lock lock(state.mutex);
                if (state.value)
                    return false;
                state.waiter = waiter;
                return true;
            }
            void await_resume() { }
        };
        co_await Wait{*state};
        co_return std::move(*state->value);
    }

    std::shared_ptr<State> m_state;
};

} // namespace ostiary
