// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/accounts_page.h"

#include "ui/dialogs/create_account_dialog.h"
#include "ui/dialogs/limits_dialog.h"
#include "ui/dialogs/one_time_link_dialog.h"
#include "ui/dialogs/plan_dialog.h"
#include "ui/dialogs/revoke_all_dialog.h"
#include "ui/dialogs/simulate_limit_dialog.h"
#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/shell/server_watch.h"

#include <QMenu>
#include <QPushButton>

namespace ostiary::ui {

namespace {

/// To be listed in a question; one alone stands in its title.
QStringList emailsOf(const QList<Account> &accounts)
{
    QStringList emails;
    if (accounts.size() == 1)
        return emails;
    for (const Account &account : accounts)
        emails.append(account.email);
    return emails;
}

QString titleFor(const QList<Account> &accounts, const QString &one, const QString &many)
{
    return accounts.size() == 1 ? one.arg(accounts.first().email) : many.arg(accounts.size());
}

} // namespace

AccountsPage::AccountsPage(Admin &admin, const Clock &clock, AccountTable &accounts, OrganizationTable &organizations,
                           PlanTable &plans, const ServerWatch &server, SecretClipboard &clipboard)
    : RecordPage(tr("Accounts"), tr("People and agents that keys, apps and sessions belong to."), accounts, clock,
                 {QStringLiteral("person"), tr("Nobody has an account yet."),
                  tr("Keys and consents belong to one. Make one for each person and each agent."),
                  tr("New account …")}),
      m_admin(admin), m_clock(clock), m_accounts(accounts), m_organizations(organizations), m_plans(plans),
      m_server(server), m_clipboard(clipboard)
{
    build();
    list().setFilterExample(tr("kind:agent state:active"));
    list().sortBy(AccountTable::CreatedColumn, Qt::DescendingOrder);
    connect(&list(), &RecordView::emptyActivated, this, &AccountsPage::onCreate);
    connect(&m_organizations, &RecordTable::loaded, this, &Page::verbsChanged);
    connect(this, &Page::verbsChanged, this, &AccountsPage::showWhatIsPossible);
    showWhatIsPossible();
}

void AccountsPage::build()
{
    m_resetLink = new QPushButton(lineIcon(QStringLiteral("key")), tr("Reset &link …"));
    m_switch = new QPushButton;
    auto *more = new QPushButton(tr("&More"));
    auto *create = new QPushButton(tr("New acco&unt …"));
    makePrimary(create);
    auto *menu = new QMenu(more);
    const auto add = [&](const QString &icon, Verb verb) {
        QAction *action = menu->addAction(lineIcon(icon), {}, this, [this, verb] { run(verb); });
        m_more.insert(verb, action);
        return action;
    };
    add(QStringLiteral("overview"), Verb::ChangePlan)->setText(tr("&Plan …"));
    add(QStringLiteral("gauge"), Verb::EditLimits)->setText(tr("&Limits and budget …"));
    add(QStringLiteral("gauge"), Verb::Raise);
    add(QStringLiteral("search"), Verb::TryLimit)->setText(tr("&Try a limit …"));
    menu->addSeparator();
    add(QStringLiteral("door"), Verb::SwitchAdmin);
    add(QStringLiteral("cross"), Verb::RemoveFactors)->setText(tr("Remove second &factors …"));
    menu->addSeparator();
    add(QStringLiteral("agent"), Verb::CreateAgentCode)->setText(tr("&Code for an agent …"));
    add(QStringLiteral("revoke"), Verb::RevokeEverything)->setText(tr("Revoke e&verything …"));
    more->setMenu(menu);
    for (QPushButton *button : {m_resetLink, m_switch, more, create})
        list().addButton(button);
    connect(m_resetLink, &QPushButton::clicked, this, &AccountsPage::onResetLink);
    connect(m_switch, &QPushButton::clicked, this, &AccountsPage::onSwitch);
    connect(create, &QPushButton::clicked, this, &AccountsPage::onCreate);
}

QList<Verb> AccountsPage::verbs() const
{
    return QList{Verb::CreateAccount, Verb::ResetLink,       Verb::ChangePlan,      Verb::EditLimits,
                 Verb::Raise,         Verb::TryLimit,        Verb::SwitchAccount,   Verb::SwitchAdmin,
                 Verb::RemoveFactors, Verb::CreateAgentCode, Verb::RevokeEverything}
    + RecordPage::verbs();
}

bool AccountsPage::can(Verb verb) const
{
    switch (verb) {
    case Verb::CreateAccount:
    case Verb::CreateAgentCode:
    case Verb::RevokeEverything: return true;
    case Verb::EditLimits:
    case Verb::Raise:
    case Verb::TryLimit: return organization() != nullptr;
    case Verb::ResetLink:
    case Verb::ChangePlan: return selected().size() == 1;
    case Verb::SwitchAccount:
    case Verb::SwitchAdmin:
    case Verb::RemoveFactors: return !selected().isEmpty();
    default: return RecordPage::can(verb);
    }
}

void AccountsPage::run(Verb verb)
{
    switch (verb) {
    case Verb::CreateAccount: return onCreate();
    case Verb::CreateAgentCode: return onAgentCode();
    case Verb::ResetLink: return onResetLink();
    case Verb::ChangePlan: return onPlan();
    case Verb::EditLimits: return onLimits();
    case Verb::Raise: return onRaise();
    case Verb::TryLimit: return onTryLimit();
    case Verb::RevokeEverything: return onRevokeEverything();
    case Verb::SwitchAccount: return onSwitch();
    case Verb::SwitchAdmin: return onSwitchAdmin();
    case Verb::RemoveFactors: return onRemoveFactors();
    default: RecordPage::run(verb);
    }
}

QList<Account> AccountsPage::selected() const
{
    QList<Account> accounts;
    for (const QString &id : list().selectedIds()) {
        if (const Account *account = m_accounts.find(id))
            accounts.append(*account);
    }
    return accounts;
}

const Organization *AccountsPage::organization() const
{
    const QList<Account> accounts = selected();
    return accounts.size() == 1 ? m_organizations.find(accounts.first().organization.text()) : nullptr;
}

bool AccountsPage::enables() const
{
    const QList<Account> accounts = selected();
    return !accounts.isEmpty()
        && std::ranges::all_of(accounts, [](const Account &account) { return account.disabledAt.has_value(); });
}

bool AccountsPage::takesAdmin() const
{
    const QList<Account> accounts = selected();
    return !accounts.isEmpty() && std::ranges::all_of(accounts, &Account::isAdmin);
}

void AccountsPage::showWhatIsPossible()
{
    m_resetLink->setEnabled(can(Verb::ResetLink));
    m_switch->setEnabled(can(Verb::SwitchAccount));
    m_switch->setText(enables() ? tr("&Enable") : tr("&Disable …"));
    m_switch->setIcon(enables() ? lineIcon(QStringLiteral("check"), Tone::Good)
                                : lineIcon(QStringLiteral("revoke"), Tone::Bad));
    for (const auto &[verb, action] : m_more.asKeyValueRange())
        action->setEnabled(can(verb));
    const bool isRaised = organization() && organization()->limits.factorAt(m_clock.now()) > 1;
    m_more[Verb::Raise]->setText(isRaised ? tr("End the &raise") : tr("&Raise limits for an hour"));
    m_more[Verb::SwitchAdmin]->setText(takesAdmin() ? tr("Take &administration away …") : tr("Make &administrator …"));
}

void AccountsPage::onCreate()
{
    auto *dialog = new CreateAccountDialog(m_admin, &m_accounts, window());
    // The row comes with the next reading.
    connect(dialog, &CreateAccountDialog::created, this, [this](const Account &account) {
        connect(
            &m_accounts, &RecordTable::loaded, this, [this, id = account.id.text()] { list().select(id); },
            Qt::SingleShotConnection);
    });
    dialog->open();
}

void AccountsPage::onAgentCode()
{
    whenReady(this, m_admin.createAgentCode(), [this](const Result<CreatedLink> &created) {
        if (!created)
            return showError(created.error());
        const OneTimeLinkDialog::Texts texts{
            tr("Code for an agent"), tr("With it, one agent registers itself and gets an account and a key."),
            tr("Code"), tr("The agent sends it as “code” to POST /auth/register-agent.")};
        (new OneTimeLinkDialog(texts, *created, m_clipboard, window()))->open();
    });
}

void AccountsPage::onResetLink()
{
    const QList<Account> accounts = selected();
    if (accounts.size() != 1)
        return;
    const QString email = accounts.first().email;
    whenReady(this, m_admin.createResetLink(accounts.first().id), [this, email](const Result<CreatedLink> &created) {
        if (!created)
            return showError(created.error());
        const OneTimeLinkDialog::Texts texts{
            tr("Reset link"), tr("With it, %1 chooses a new password. Send it to nobody else.").arg(email),
            tr("Reset link"), tr("Earlier links for this account have ended.")};
        (new OneTimeLinkDialog(texts, *created, m_clipboard, window()))->open();
    });
}

void AccountsPage::onPlan()
{
    const QList<Account> accounts = selected();
    if (accounts.size() != 1)
        return;
    const Organization *organization = m_organizations.find(accounts.first().organization.text());
    if (!organization)
        return showError(
            fail(ErrorCode::NotFound, tr("Its organization has not been read yet. Refresh, then try again.")).error());
    (new PlanDialog(m_admin, m_clock, m_plans, *organization, window()))->open();
}

void AccountsPage::onLimits()
{
    const Organization *mine = organization();
    if (!mine)
        return;
    const Plan *plan = m_plans.find(mine->planAt(m_clock.now()));
    (new LimitsDialog(m_admin, m_clock, *mine, plan, window()))->open();
}

void AccountsPage::onRaise()
{
    const Organization *mine = organization();
    if (!mine)
        return;
    const bool isRaised = mine->limits.factorAt(m_clock.now()) > 1;
    report(m_admin.changeOrganization(mine->id, {.limits = raised(mine->limits, !isRaised, m_clock.now())}));
}

void AccountsPage::onTryLimit()
{
    if (const Organization *mine = organization())
        (new SimulateLimitDialog(m_admin, mine->id.text(), mine->name, mine->limits.standard, window()))->open();
}

void AccountsPage::onRevokeEverything()
{
    const QList<Account> accounts = selected();
    const Account *account = accounts.size() == 1 ? &accounts.first() : nullptr;
    (new RevokeAllDialog(m_admin, account, account ? m_organizations.nameOf(account->organization) : QString(),
                         m_server.name(), window()))
        ->open();
}

void AccountsPage::change(const QList<Account> &accounts, const AccountChange &change)
{
    for (const Account &account : accounts)
        report(m_admin.changeAccount(account.id, change));
}

void AccountsPage::onSwitch()
{
    const QList<Account> accounts = selected();
    if (enables())
        return change(accounts, {.isDisabled = false});
    confirm({titleFor(accounts, tr("Disable %1?"), tr("Disable %1 accounts?")),
             tr("Every key, app and session of the account is refused from the next request on, and its open streams "
                "end. Nothing is deleted: enabling it lets them in again."),
             emailsOf(accounts), tr("&Disable")},
            [this, accounts] { change(accounts, {.isDisabled = true}); });
}

void AccountsPage::onSwitchAdmin()
{
    const QList<Account> accounts = selected();
    if (takesAdmin()) {
        return confirm(
            {titleFor(accounts, tr("Take administration from %1?"), tr("Take administration from %1 accounts?")),
             tr("From the next request on they manage only what is their own. Their keys and sessions stay."),
             emailsOf(accounts), tr("&Take away")},
            [this, accounts] { change(accounts, {.isAdmin = false}); });
    }
    confirm({titleFor(accounts, tr("Make %1 an administrator?"), tr("Make %1 accounts administrators?")),
             tr("Administrators may do everything on this server: make and disable accounts, revoke any key, and make "
                "other administrators."),
             emailsOf(accounts), tr("Make &administrator"), QStringLiteral("check")},
            [this, accounts] { change(accounts, {.isAdmin = true}); });
}

void AccountsPage::onRemoveFactors()
{
    const QList<Account> accounts = selected();
    confirm(
        {titleFor(accounts, tr("Remove the second factors of %1?"), tr("Remove the second factors of %1 accounts?")),
         tr("Authenticator app, recovery codes and passkeys stop working at once; until new ones are set up, the "
            "password alone signs in. Make sure that it is them who ask."),
         emailsOf(accounts), tr("&Remove")},
        [this, accounts] { change(accounts, {.resetSecondFactors = true}); });
}

} // namespace ostiary::ui
