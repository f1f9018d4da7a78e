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

ApiKeysPage::ApiKeysPage(Admin &admin, const Clock &clock, ApiKeyTable &keys, AccountTable &accounts,
                         const ServerWatch &server, SecretClipboard &clipboard)
    : RecordPage(
          tr("API keys"),
          tr("A key lets one program in. Give each program its own, so that you can take it back alone."), keys, clock,
          {QStringLiteral("key"), tr("No program has a key yet."),
           tr("Make one for a CLI, a CI job or an MCP client that cannot open a browser."), tr("New API key …")}),
      m_admin(admin), m_clock(clock), m_keys(keys), m_accounts(accounts), m_server(server), m_clipboard(clipboard)
{
    auto *revoke = new QPushButton(lineIcon(QStringLiteral("revoke"), Tone::Bad), tr("&Revoke …"));
    auto *create = new QPushButton(tr("New API &key …"));
    makePrimary(create);
    list().addButton(revoke);
    list().addButton(create);
    list().sortBy(ApiKeyTable::CreatedColumn, Qt::DescendingOrder);
    connect(revoke, &QPushButton::clicked, this, &ApiKeysPage::onRevoke);
    connect(create, &QPushButton::clicked, this, &ApiKeysPage::onCreate);
    connect(&list(), &RecordView::emptyActivated, this, &ApiKeysPage::onCreate);
    connect(this, &Page::verbsChanged, revoke, [this, revoke] { revoke->setEnabled(can(Verb::Revoke)); });
    revoke->setEnabled(false);
}

bool ApiKeysPage::can(Verb verb) const
{
    switch (verb) {
    case Verb::Create: return true;
    case Verb::Revoke: return !revocable().isEmpty();
    default: return RecordPage::can(verb);
    }
}

void ApiKeysPage::run(Verb verb)
{
    switch (verb) {
    case Verb::Create: return onCreate();
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
