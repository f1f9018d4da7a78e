// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/grants_page.h"

#include "ui/look/icons.h"

#include <QPushButton>

namespace ostiary::ui {

GrantsPage::GrantsPage(Admin &admin, const Clock &clock, GrantTable &grants)
    : RecordPage(tr("OAuth sessions"),
                 tr("What people allowed apps to do in their name. Revoking one signs the app out at once."), grants,
                 clock,
                 {QStringLiteral("sessions"),
                  tr("No app is signed in."),
                  tr("Connect one with the lines on the overview; it asks for your consent and then appears here."),
                  {}}),
      m_admin(admin), m_grants(grants)
{
    auto *revoke = new QPushButton(lineIcon(QStringLiteral("revoke"), Tone::Bad), tr("&Revoke …"));
    revoke->setEnabled(false);
    list().addButton(revoke);
    list().sortBy(GrantTable::LastUsedColumn, Qt::DescendingOrder);
    connect(revoke, &QPushButton::clicked, this, &GrantsPage::onRevoke);
    connect(this, &Page::verbsChanged, revoke, [this, revoke] { revoke->setEnabled(can(Verb::Revoke)); });
}

bool GrantsPage::can(Verb verb) const
{
    return verb == Verb::Revoke ? !revocable().isEmpty() : RecordPage::can(verb);
}

void GrantsPage::run(Verb verb)
{
    if (verb == Verb::Revoke)
        onRevoke();
    else
        RecordPage::run(verb);
}

QList<Grant> GrantsPage::revocable() const
{
    QList<Grant> grants;
    for (const QString &id : list().selectedIds()) {
        const Grant *grant = m_grants.find(id);
        if (grant && !grant->revokedAt)
            grants.append(*grant);
    }
    return grants;
}

void GrantsPage::onRevoke()
{
    const QList<Grant> grants = revocable();
    if (grants.isEmpty())
        return;
    QStringList names;
    for (const Grant &grant : grants)
        names.append(tr("%1, as %2, for %3").arg(grant.clientName, grant.accountEmail, grant.resource));
    const QString title = grants.size() == 1 ? tr("Sign “%1” out?").arg(grants.first().clientName)
                                             : tr("Sign %1 apps out?").arg(grants.size());
    confirm({title,
             tr("Its access and refresh tokens stop working with the next request, and its open streams end. "
                "To come back it must ask for consent again."),
             names, tr("&Revoke")},
            [this, grants] {
                for (const Grant &grant : grants)
                    report(m_admin.revokeGrant(grant.id));
            });
}

} // namespace ostiary::ui
