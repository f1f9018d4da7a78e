// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/accounts/link_service.h"

#include "models/store/accounts.h"
#include "models/store/one_time_links.h"

namespace ostiary {

namespace {

constexpr qsizetype kLongestToken = 100;

std::unexpected<Error> dead()
{
    return fail(ErrorCode::InvalidRequest,
                QStringLiteral("This link or code was used before, has run out or was taken back; ask for a new one."));
}

} // namespace

LinkService::LinkService(store::Store &store, const KeyRing &keys, const Clock &clock, Random &random,
                         QString publicUrl)
    : m_store(store), m_keys(keys), m_clock(clock), m_random(random), m_publicUrl(std::move(publicUrl))
{
}

Task<Result<CreatedLink>> LinkService::createReset(AccountId account, AccountId by)
{
    return create({.purpose = LinkPurpose::Reset, .account = account, .createdBy = by}, kResetLifetime,
                  QStringLiteral("/reset?token="));
}

Task<Result<CreatedLink>> LinkService::createInvitation(OrganizationId organization, Role role, AccountId by)
{
    return create({.purpose = LinkPurpose::Member, .organization = organization, .role = role, .createdBy = by},
                  kInvitationLifetime, QStringLiteral("/invitation?token="));
}

Task<Result<CreatedLink>> LinkService::createAgentCode(AccountId by)
{
    return create({.purpose = LinkPurpose::Agent, .createdBy = by}, kInvitationLifetime, {});
}

Task<Result<CreatedLink>> LinkService::create(OneTimeLink link, std::chrono::seconds lifetime, QString path)
{
    CreatedLink created;
    created.token = m_random.token();
    link.id = m_random.id<LinkId>();
    link.createdAt = m_clock.now();
    link.expiresAt = link.createdAt + lifetime;
    created.link = link;
    if (!path.isEmpty())
        created.url = QUrl(m_publicUrl + path + QString::fromLatin1(created.token.reveal()));
    const QByteArray hash = m_keys.mac(Purpose::OneTimeLink, created.token.reveal());
    CO_CHECK(co_await m_store.write([link, hash](store::Connection &connection) -> Result<bool> {
        if (link.purpose == LinkPurpose::Reset) {
            TRY(const std::optional<Account> account, store::accounts::find(connection, link.account));
            if (!account)
                return fail(ErrorCode::NotFound, QStringLiteral("There is no account %1.").arg(link.account.text()));
            CHECK(store::one_time_links::removeResets(connection, link.account));
        }
        CHECK(store::one_time_links::insert(connection, link, hash));
        return true;
    }));
    co_return created;
}

Result<OneTimeLink> LinkService::find(LinkPurpose purpose, QByteArrayView token)
{
    TRY(store::Connection *const connection, m_store.reader());
    return look(*connection, purpose, token);
}

Result<OneTimeLink> LinkService::look(store::Connection &connection, LinkPurpose purpose, QByteArrayView token) const
{
    if (token.isEmpty() || token.size() > kLongestToken)
        return dead();
    TRY(const std::optional<OneTimeLink> link,
        store::one_time_links::find(connection, m_keys.mac(Purpose::OneTimeLink, token)));
    if (!link || link->purpose != purpose || link->usedAt || link->expiresAt <= m_clock.now())
        return dead();
    return *link;
}

Result<OneTimeLink> LinkService::use(store::Connection &connection, LinkPurpose purpose, const QByteArray &token) const
{
    TRY(const OneTimeLink link, look(connection, purpose, token));
    TRY(const bool first,
        store::one_time_links::use(connection, m_keys.mac(Purpose::OneTimeLink, token), m_clock.now()));
    if (!first)
        return dead();
    return link;
}

} // namespace ostiary
