// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

#include <functional>
#include <optional>

namespace ostiary {

/// Reads JSON (RFC 8259) from left to right, and nothing that only some parsers take for JSON: no comments, no single
/// quotes, no bare control characters, no unknown escapes, no second value. For decisions about a text that somebody
/// else will read again. Every reader returns false or nullopt at the first mistake; then the text is no good.
class StrictJson
{
public:
    /// `text` must outlive this.
    explicit StrictJson(QByteArrayView text) : m_at(text.data()), m_end(text.data() + text.size()) { }

    /// The first character of the next value; 0 at the end.
    [[nodiscard]] char next();
    /// `member` is given each name, decoded, and must read its value.
    [[nodiscard]] bool object(const std::function<bool(const QString &name)> &member);
    /// `element` must read each value.
    [[nodiscard]] bool array(const std::function<bool()> &element);
    [[nodiscard]] std::optional<QString> string();
    /// Any value.
    [[nodiscard]] bool skip();
    /// Nothing but white space is left.
    [[nodiscard]] bool atEnd();

    static constexpr int kDeepest = 200; ///< objects and arrays inside each other

private:
    [[nodiscard]] bool take(char wanted);
    [[nodiscard]] bool list(char open, char close, const std::function<bool()> &item);
    [[nodiscard]] bool word(QByteArrayView wanted);
    [[nodiscard]] bool number();
    [[nodiscard]] bool digits();
    [[nodiscard]] std::optional<QByteArrayView> rawString();

    const char *m_at;
    const char *m_end;
    int m_depth = 0;
};

} // namespace ostiary
