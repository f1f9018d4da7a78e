// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <utility>
#include <vector>

namespace ostiary {

/// The header fields of one HTTP message, in order. Names compare without case (RFC 9110 §5.1).
class Headers
{
public:
    using Field = std::pair<QByteArray, QByteArray>;

    Headers() = default;
    Headers(std::initializer_list<Field> fields) : m_fields(fields) { }

    /// The first value of that name, or a null view.
    [[nodiscard]] QByteArrayView value(QByteArrayView name) const;
    [[nodiscard]] bool contains(QByteArrayView name) const { return !value(name).isNull(); }
    [[nodiscard]] qsizetype count(QByteArrayView name) const;

    void add(QByteArray name, QByteArray value) { m_fields.emplace_back(std::move(name), std::move(value)); }
    /// Replaces all fields of that name.
    void set(const QByteArray &name, QByteArray value);
    void remove(QByteArrayView name);

    [[nodiscard]] auto begin() const { return m_fields.begin(); }
    [[nodiscard]] auto end() const { return m_fields.end(); }
    [[nodiscard]] size_t size() const { return m_fields.size(); }
    void reserve(size_t count) { m_fields.reserve(count); }

private:
    std::vector<Field> m_fields;
};

} // namespace ostiary
