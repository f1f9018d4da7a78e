// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/clients_page.h"

#include "ui/dialogs/allow_client_dialog.h"
#include "ui/dialogs/client_secret_dialog.h"
#include "ui/dialogs/create_client_dialog.h"
#include "ui/look/flat_style.h"
#include "ui/look/icons.h"

#include <QPushButton>

namespace ostiary::ui {

ClientsPage::ClientsPage(Admin &admin, const Clock &clock, ClientTable &clients, AccountTable &accounts,
                         SecretClipboard &clipboard)
    : RecordPage(
          tr("Clients"),
          tr("Apps that registered themselves or were made by hand. Being here gives them nothing: each still needs "
             "somebody's consent. Nobody has checked their names."),
          clients, clock,
          {QStringLiteral("clients"), tr("No app has registered yet."),
           tr("Apps do so by themselves when they connect the first time; the overview says how. Make one for software "
              "that cannot."),
           tr("New client …")}),
      m_admin(admin), m_clients(clients), m_accounts(accounts), m_clipboard(clipboard)
{
    build();
    list().setFilterExample(tr("claude localhost"));
    list().sortBy(ClientTable::CreatedColumn, Qt::DescendingOrder);
    connect(&list(), &RecordView::emptyActivated, this, &ClientsPage::onCreate);
    connect(this, &Page::verbsChanged, this, &ClientsPage::showWhatIsPossible);
    showWhatIsPossible();
}

void ClientsPage::build()
{
    m_switch = new QPushButton(lineIcon(QStringLiteral("agent")), {});
    m_delete = new QPushButton(lineIcon(QStringLiteral("revoke"), Tone::Bad), tr("&Delete …"));
    auto *create = new QPushButton(tr("&New client …"));
    makePrimary(create);
    for (QPushButton *button : {m_switch, m_delete, create})
        list().addButton(button);
    connect(m_switch, &QPushButton::clicked, this, &ClientsPage::onSwitch);
    connect(m_delete, &QPushButton::clicked, this, &ClientsPage::onDelete);
    connect(create, &QPushButton::clicked, this, &ClientsPage::onCreate);
}

void ClientsPage::showWhatIsPossible()
{
    const OAuthClient *client = machine();
    m_switch->setText(client && !client->owner.isEmpty() ? tr("&Stop acting for itself …")
                                                         : tr("Let it &act for itself …"));
    m_switch->setEnabled(can(Verb::SwitchMachine));
    m_delete->setEnabled(can(Verb::DeleteClient));
}

QList<Verb> ClientsPage::verbs() const
{
    return QList{Verb::CreateClient, Verb::SwitchMachine, Verb::DeleteClient} + RecordPage::verbs();
}

bool ClientsPage::can(Verb verb) const
{
    switch (verb) {
    case Verb::CreateClient: return true;
    case Verb::SwitchMachine: return machine() != nullptr;
    case Verb::DeleteClient: return !selected().isEmpty();
    default: return RecordPage::can(verb);
    }
}

void ClientsPage::run(Verb verb)
{
    switch (verb) {
    case Verb::CreateClient: return onCreate();
    case Verb::SwitchMachine: return onSwitch();
    case Verb::DeleteClient: return onDelete();
    default: RecordPage::run(verb);
    }
}

QList<OAuthClient> ClientsPage::selected() const
{
    QList<OAuthClient> clients;
    for (const QString &id : list().selectedIds()) {
        if (const OAuthClient *client = m_clients.find(id))
            clients.append(*client);
    }
    return clients;
}

const OAuthClient *ClientsPage::machine() const
{
    const QStringList ids = list().selectedIds();
    const OAuthClient *client = ids.size() == 1 ? m_clients.find(ids.first()) : nullptr;
    return client && client->tokenEndpointAuthMethod != QLatin1String("none") ? client : nullptr;
}

void ClientsPage::onCreate()
{
    auto *dialog = new CreateClientDialog(m_admin, window());
    connect(dialog, &CreateClientDialog::created, this, [this](const CreatedClient &created) {
        auto *secret = new ClientSecretDialog(created, m_clipboard, window());
        connect(secret, &QDialog::finished, this, [this, id = created.client.id.text()] { list().select(id); });
        secret->open();
    });
    dialog->open();
}

void ClientsPage::onSwitch()
{
    const OAuthClient *client = machine();
    if (!client)
        return;
    if (client->owner.isEmpty())
        return (new AllowClientDialog(m_admin, *client, m_accounts, window()))->open();
    confirm({tr("Stop “%1” from acting for itself?").arg(client->name),
             tr("Its own tokens end at once. What people allowed it to do in their name goes on."),
             {},
             tr("&Stop")},
            [this, id = client->id] { report(m_admin.disallowClient(id)); });
}

void ClientsPage::onDelete()
{
    const QList<OAuthClient> clients = selected();
    if (clients.isEmpty())
        return;
    QStringList names;
    for (const OAuthClient &client : clients)
        names.append(tr("%1 (%2)").arg(client.name, client.id.text()));
    confirm({clients.size() == 1 ? tr("Delete “%1”?").arg(clients.first().name)
                                 : tr("Delete %1 clients?").arg(clients.size()),
             tr("All that people allowed it ends with it, at once. An app that registers itself can come back as a new "
                "client, and then people are asked again."),
             names, tr("&Delete")},
            [this, clients] {
                for (const OAuthClient &client : clients)
                    report(m_admin.deleteClient(client.id));
            });
}

} // namespace ostiary::ui
