// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

#include <kainjow/mustache.hpp>

namespace ostiary::http {

/// A page's values as Mustache takes them. What a person reads goes through displayText, with a length by its name;
/// what must come back unchanged (`next`, `csrf`, `id`, `secret` …) does not, and `qr_svg` is left out unless qrSvg()
/// made it. Null, "" and {} are false, so that a template's section over them is left out; each list `x` brings a
/// boolean `has_x`, for what stands once around its items, and each `iso` time an `exact` one for people.
[[nodiscard]] kainjow::mustache::data pageValues(const QJsonObject &values);

} // namespace ostiary::http
