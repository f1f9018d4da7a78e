// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/tools/tool_question.h"

namespace ostiary::gateway {

/// Tells which tools upstreams have. One per worker, made, used and destroyed there, before its Gateway goes; all share
/// a book, so that an upstream is asked by one of them at a time, and seldom.
class ToolLister
{
public:
    ToolLister(Gateway &gateway, ToolBook &book, ToolLimits limits = {});
    ~ToolLister();

    /// nullopt: not known within `patience`; the asking goes on, and a later call finds what came of it.
    [[nodiscard]] Task<ToolAnswer> tools(QString upstream, std::chrono::milliseconds patience);

private:
    struct Private;
    std::shared_ptr<Private> d; // shared with questions that wait
};

} // namespace ostiary::gateway
