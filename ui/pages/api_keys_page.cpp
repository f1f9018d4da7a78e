// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/api_keys_page.h"

#include "ui/dialogs/create_key_dialog.h"
#include "ui/dialogs/key_secret_dialog.h"
#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/look/words.h"
#include "ui/parts/banner.h"
#include "ui/shell/server_watch.h"

#include <QPushButton>

namespace ostiary::ui {

namespace {

constexpr std::chrono::hours kOverlap{24}; ///< of a rotated key and its successor

} // namespace

ApiKeysPage::ApiKeysPage(Admin &admin, const Clock &clock, ApiKeyTable &keys, AccountTable &accounts,
                         const ServerWatch &server, SecretClipboard &clipboard)
    : RecordPage(
          tr("API keys"),
          tr("A key lets one program in. Give each program its own, so that you can take it back alone."), keys, clock,
          {QStringLiteral("key"), tr("No program has a key yet."),
           tr("Make one for a CLI, a CI job or an MCP client that cannot open a browser."), tr("New API key …")}),
      m_admin(admin), m_clock(clock), m_keys(keys), m_accounts(accounts), m_server(server), m_clipboard(clipboard)
{
    m_rotate = new QPushButton(lineIcon(QStringLiteral("refresh")), tr("R&otate …"));
    m_switch = new QPushButton(lineIcon(QStringLiteral("clock")), {});
    m_revoke = new QPushButton(lineIcon(QStringLiteral("revoke"), Tone::Bad), tr("&Revoke …"));
    auto *create = new QPushButton(tr("New API &key …"));
    makePrimary(create);
    for (QPushButton *button : {m_rotate, m_switch, m_revoke, create})
        list().addButton(button);
    list().sortBy(ApiKeyTable::CreatedColumn, Qt::DescendingOrder);
    connect(m_rotate, &QPushButton::clicked, this, &ApiKeysPage::onRotate);
    connect(m_switch, &QPushButton::clicked, this, &ApiKeysPage::onSwitch);
    connect(m_revoke, &QPushButton::clicked, this, &ApiKeysPage::onRevoke);
    connect(create, &QPushButton::clicked, this, &ApiKeysPage::onCreate);
    connect(&list(), &RecordView::emptyActivated, this, &ApiKeysPage::onCreate);
    connect(this, &Page::verbsChanged, this, &ApiKeysPage::showWhatIsPossible);
    showWhatIsPossible();
}

void ApiKeysPage::showWhatIsPossible()
{
    const QList<ApiKey> keys = switchable();
    const bool enables = !keys.isEmpty() && keys.first().disabledAt;
    m_switch->setText(enables ? tr("En&able") : tr("Dis&able …"));
    m_rotate->setEnabled(can(Verb::Rotate));
    m_switch->setEnabled(can(Verb::SwitchKey));
    m_revoke->setEnabled(can(Verb::Revoke));
}

bool ApiKeysPage::can(Verb verb) const
{
    switch (verb) {
    case Verb::Create: return true;
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

const ApiKey *ApiKeysPage::rotatable() const
{
    const QStringList ids = list().selectedIds();
    const ApiKey *key = ids.size() == 1 ? m_keys.find(ids.first()) : nullptr;
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
