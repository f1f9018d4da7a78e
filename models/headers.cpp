// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/headers.h"

#include <algorithm>

namespace ostiary {

namespace {
bool same(const QByteArray &a, QByteArrayView b)
{
    return a.size() == b.size() && a.compare(b, Qt::CaseInsensitive) == 0; // the size tells most apart
}
} // namespace

QByteArrayView Headers::value(QByteArrayView name) const
{
    for (const auto &[key, value] : m_fields) {
        if (same(key, name))
            return value.isNull() ? QByteArrayView("") : QByteArrayView(value);
    }
    return {};
}

qsizetype Headers::count(QByteArrayView name) const
{
    return std::ranges::count_if(m_fields, [&](const Field &field) { return same(field.first, name); });
}

void Headers::set(const QByteArray &name, QByteArray value)
{
    remove(name);
    add(name, std::move(value));
}

void Headers::remove(QByteArrayView name)
{
    std::erase_if(m_fields, [&](const Field &field) { return same(field.first, name); });
}

} // namespace ostiary
