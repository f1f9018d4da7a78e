// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/api_keys_page.h"

#include "ui/dialogs/check_key_dialog.h"
#include "ui/dialogs/create_key_dialog.h"
#include "ui/dialogs/edit_key_dialog.h"
#include "ui/dialogs/key_secret_dialog.h"
#include "ui/dialogs/revoke_all_dialog.h"
#include "ui/dialogs/simulate_limit_dialog.h"
#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/look/words.h"
#include "ui/parts/banner.h"
#include "ui/shell/server_watch.h"

#include <QMenu>
#include <QPushButton>

namespace ostiary::ui {

namespace {

constexpr std::chrono::hours kOverlap{24}; ///< of a rotated key and its successor

} // namespace

ApiKeysPage::ApiKeysPage(Admin &admin, const Clock &clock, ApiKeyTable &keys, AccountTable &accounts,
                         const OrganizationTable &organizations, const ServerWatch &server, SecretClipboard &clipboard)
    : RecordPage(
          tr("API keys"),
          tr("A key lets one program in. Give each program its own, so that you can take it back alone."), keys, clock,
          {QStringLiteral("key"), tr("No program has a key yet."),
           tr("Make one for a CLI, a CI job or an MCP client that cannot open a browser."), tr("New API key …")}),
      m_admin(admin), m_clock(clock), m_keys(keys), m_accounts(accounts), m_organizations(organizations),
      m_server(server), m_clipboard(clipboard)
{
    build();
    list().sortBy(ApiKeyTable::CreatedColumn, Qt::DescendingOrder);
    connect(&list(), &RecordView::emptyActivated, this, &ApiKeysPage::onCreate);
    connect(this, &Page::verbsChanged, this, &ApiKeysPage::showWhatIsPossible);
    showWhatIsPossible();
}

void ApiKeysPage::build()
{
    m_edit = new QPushButton(lineIcon(QStringLiteral("pencil")), tr("&Edit …"));
    m_revoke = new QPushButton(lineIcon(QStringLiteral("revoke"), Tone::Bad), tr("&Revoke …"));
    auto *more = new QPushButton(tr("&More"));
    auto *create = new QPushButton(tr("New API &key …"));
    makePrimary(create);
    auto *menu = new QMenu(more);
    const auto add = [&](const QString &icon, Verb verb, const QString &text = {}) {
        m_more.insert(verb, menu->addAction(lineIcon(icon), text, this, [this, verb] { run(verb); }));
    };
    add(QStringLiteral("gauge"), Verb::Raise);
    add(QStringLiteral("search"), Verb::TryLimit, tr("&Try a limit …"));
    add(QStringLiteral("refresh"), Verb::Rotate, tr("R&otate …"));
    add(QStringLiteral("clock"), Verb::SwitchKey);
    menu->addSeparator();
    add(QStringLiteral("info"), Verb::CheckKey, tr("&Check a key …"));
    add(QStringLiteral("revoke"), Verb::RevokeEverything, tr("Revoke e&verything …"));
    more->setMenu(menu);
    for (QPushButton *button : {m_edit, m_revoke, more, create})
        list().addButton(button);
    connect(m_edit, &QPushButton::clicked, this, &ApiKeysPage::onEdit);
    connect(m_revoke, &QPushButton::clicked, this, &ApiKeysPage::onRevoke);
    connect(create, &QPushButton::clicked, this, &ApiKeysPage::onCreate);
}

void ApiKeysPage::showWhatIsPossible()
{
    const QList<ApiKey> keys = switchable();
    const bool enables = !keys.isEmpty() && keys.first().disabledAt;
    m_edit->setEnabled(can(Verb::EditKey));
    m_revoke->setEnabled(can(Verb::Revoke));
    m_more[Verb::SwitchKey]->setText(enables ? tr("En&able") : tr("Dis&able …"));
    m_more[Verb::Raise]->setText(endsRaise() ? tr("End the &raise") : tr("&Raise limits for an hour"));
    for (const auto &[verb, action] : m_more.asKeyValueRange())
        action->setEnabled(can(verb));
}

bool ApiKeysPage::can(Verb verb) const
{
    switch (verb) {
    case Verb::Create:
    case Verb::CheckKey:
    case Verb::RevokeEverything: return true;
    case Verb::EditKey: return single() && !single()->revokedAt;
    case Verb::TryLimit: return single() != nullptr;
    case Verb::Raise: return !working().isEmpty();
    case Verb::Rotate: return rotatable() != nullptr;
    case Verb::SwitchKey: return !switchable().isEmpty();
    case Verb::Revoke: return !revocable().isEmpty();
    default: return RecordPage::can(verb);
    }
}

void ApiKeysPage::run(Verb verb)
{
    switch (verb) {
    case Verb::Create: return onCreate();
    case Verb::EditKey: return onEdit();
    case Verb::Raise: return onRaise();
    case Verb::TryLimit: return onTryLimit();
    case Verb::CheckKey: return onCheck();
    case Verb::RevokeEverything: return onRevokeEverything();
    case Verb::Rotate: return onRotate();
    case Verb::SwitchKey: return onSwitch();
    case Verb::Revoke: return onRevoke();
    default: RecordPage::run(verb);
    }
}

void ApiKeysPage::onCreate()
{
    if (m_accounts.rowCount() == 0) {
        list().banner().setRetryable(false);
        list().banner().showText(
            tr("A key belongs to an account, and there is none yet. Create yours on the overview."), Tone::Warning);
        return;
    }
    auto *dialog = new CreateKeyDialog(m_admin, m_clock, m_accounts, window());
    connect(dialog, &CreateKeyDialog::created, this, &ApiKeysPage::onCreated);
    dialog->open();
}

void ApiKeysPage::onCreated(const CreatedApiKey &created)
{
    auto *dialog = new KeySecretDialog(created, m_server.publicUrl(), m_server.mcpUrl(), m_clipboard, window());
    connect(dialog, &QDialog::finished, this, [this, id = created.key.id.text()] { list().select(id); });
    dialog->open();
}

QList<ApiKey> ApiKeysPage::revocable() const
{
    QList<ApiKey> keys;
    for (const QString &id : list().selectedIds()) {
        const ApiKey *key = m_keys.find(id);
        if (key && !key->revokedAt)
            keys.append(*key);
    }
    return keys;
}

const ApiKey *ApiKeysPage::single() const
{
    const QStringList ids = list().selectedIds();
    return ids.size() == 1 ? m_keys.find(ids.first()) : nullptr;
}

QList<ApiKey> ApiKeysPage::working() const
{
    QList<ApiKey> keys = revocable();
    keys.removeIf([this](const ApiKey &key) { return key.stateAt(m_clock.now()) != KeyState::Active; });
    return keys;
}

bool ApiKeysPage::endsRaise() const
{
    const QList<ApiKey> keys = working();
    return !keys.isEmpty()
        && std::ranges::all_of(keys, [this](const ApiKey &key) { return key.limits.factorAt(m_clock.now()) > 1; });
}

const ApiKey *ApiKeysPage::rotatable() const
{
    const ApiKey *key = single();
    return key && key->stateAt(m_clock.now()) == KeyState::Active && key->replacedBy.isEmpty() ? key : nullptr;
}

QList<ApiKey> ApiKeysPage::switchable() const
{
    QList<ApiKey> active;
    QList<ApiKey> disabled;
    for (const ApiKey &key : revocable()) {
        const KeyState state = key.stateAt(m_clock.now());
        if (state == KeyState::Active)
            active.append(key);
        else if (state == KeyState::Disabled)
            disabled.append(key);
    }
    return active.isEmpty() ? disabled : active;
}

void ApiKeysPage::onEdit()
{
    if (const ApiKey *key = single())
        (new EditKeyDialog(m_admin, m_clock, *key, window()))->open();
}

void ApiKeysPage::onRaise()
{
    const bool ends = endsRaise();
    for (const ApiKey &key : working())
        report(m_admin.changeApiKey(key.id, {.limits = raised(key.limits, !ends, m_clock.now())}));
}

void ApiKeysPage::onTryLimit()
{
    if (const ApiKey *key = single())
        (new SimulateLimitDialog(m_admin, key->id.text(), key->name, key->limits.standard, window()))->open();
}

void ApiKeysPage::onCheck()
{
    (new CheckKeyDialog(m_admin, m_clock, window()))->open();
}

void ApiKeysPage::onRevokeEverything()
{
    const ApiKey *key = single();
    const int row = key ? m_accounts.rowOf(key->account.text()) : -1;
    const Account *account = row < 0 ? nullptr : &m_accounts.record(row);
    (new RevokeAllDialog(m_admin, account, account ? m_organizations.nameOf(account->organization) : QString(),
                         m_server.name(), window()))
        ->open();
}

void ApiKeysPage::onRotate()
{
    const ApiKey *const key = rotatable();
    if (!key)
        return;
    confirm({tr("Rotate “%1”?").arg(key->name),
             tr("You get a new key with the same rights. The old one works for 24 more hours, so that nothing stops "
                "while you put the new one in its place."),
             {},
             tr("&Rotate")},
            [this, id = key->id] {
                m_admin.rotateApiKey(id, kOverlap).then(this, [this](const Result<CreatedApiKey> &created) {
                    if (created)
                        return onCreated(*created);
                    list().banner().setRetryable(false);
                    list().banner().showError(created.error());
                });
            });
}

void ApiKeysPage::onSwitch()
{
    const QList<ApiKey> keys = switchable();
    if (keys.isEmpty())
        return;
    const bool disable = !keys.first().disabledAt;
    const auto change = [this, keys, disable] {
        for (const ApiKey &key : keys)
            report(m_admin.changeApiKey(key.id, {.isDisabled = disable}));
    };
    if (!disable)
        return change();
    QStringList names;
    for (const ApiKey &key : keys)
        names.append(tr("%1, %2 (%3)").arg(key.name, key.hint, key.accountEmail));
    confirm({keys.size() == 1 ? tr("Disable “%1”?").arg(keys.first().name) : tr("Disable %1 keys?").arg(keys.size()),
             tr("Every program that uses it is refused from its next request on, until you enable it again."), names,
             tr("&Disable")},
            change);
}

void ApiKeysPage::onRevoke()
{
    const QList<ApiKey> keys = revocable();
    if (keys.isEmpty())
        return;
    QStringList names;
    for (const ApiKey &key : keys) {
        const QString used
            = key.lastUsedAt ? tr("last used %1").arg(relativeTime(*key.lastUsedAt, m_clock.now())) : tr("never used");
        names.append(tr("%1, %2 (%3), %4").arg(key.name, key.hint, key.accountEmail, used));
    }
    const QString title
        = keys.size() == 1 ? tr("Revoke “%1”?").arg(keys.first().name) : tr("Revoke %1 keys?").arg(keys.size());
    confirm({title,
             tr("Every program that uses it is refused from its next request on, and its open streams end. "
                "This cannot be undone."),
             names, tr("&Revoke")},
            [this, keys] {
                for (const ApiKey &key : keys)
                    report(m_admin.revokeApiKey(key.id));
            });
}

} // namespace ostiary::ui
