// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHashFunctions>
#include <QString>

namespace ostiary {

/// The name of a record: a prefix that says its kind and 20 characters of base62, e.g. `key_7d0…`. Ids of different
/// kinds are different types. An empty id names nothing.
template <typename Tag>
class Id
{
public:
    Id() = default;
    explicit Id(QString text) : m_text(std::move(text)) { }

    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] bool isEmpty() const { return m_text.isEmpty(); }

    friend bool operator==(const Id &, const Id &) = default;
    friend auto operator<=>(const Id &a, const Id &b) { return a.m_text.compare(b.m_text) <=> 0; }
    friend size_t qHash(const Id &id, size_t seed = 0) { return ::qHash(id.m_text, seed); }

    static constexpr const char *kPrefix = Tag::prefix;

private:
    QString m_text;
};

// clang-format off
using OrganizationId = Id<struct OrganizationTag>; struct OrganizationTag { static constexpr auto prefix = "org_"; };
using AccountId      = Id<struct AccountTag>;      struct AccountTag      { static constexpr auto prefix = "acc_"; };
using SessionId      = Id<struct SessionTag>;      struct SessionTag      { static constexpr auto prefix = "web_"; };
using ApiKeyId       = Id<struct ApiKeyTag>;       struct ApiKeyTag       { static constexpr auto prefix = "key_"; };
using ClientId       = Id<struct ClientTag>;       struct ClientTag       { static constexpr auto prefix = "cli_"; };
using GrantId        = Id<struct GrantTag>;        struct GrantTag        { static constexpr auto prefix = "ses_"; };
using ProjectId      = Id<struct ProjectTag>;      struct ProjectTag      { static constexpr auto prefix = "prj_"; };
using LinkId         = Id<struct LinkTag>;         struct LinkTag         { static constexpr auto prefix = "lnk_"; };
using SignInId       = Id<struct SignInTag>;       struct SignInTag       { static constexpr auto prefix = "sgn_"; };
using ApprovalId     = Id<struct ApprovalTag>;     struct ApprovalTag     { static constexpr auto prefix = "apr_"; };
using PasskeyId      = Id<struct PasskeyTag>;      struct PasskeyTag      { static constexpr auto prefix = "pky_"; };
using PriceId        = Id<struct PriceTag>;        struct PriceTag        { static constexpr auto prefix = "prc_"; };
using HoldId         = Id<struct HoldTag>;         struct HoldTag         { static constexpr auto prefix = "hld_"; };
using AttemptId      = Id<struct AttemptTag>;      struct AttemptTag      { static constexpr auto prefix = "con_"; };
// clang-format on

} // namespace ostiary
